/**
 * Explores all states of a model of the cache (docs/adr/0007), within bounds: instances, two Redis servers, a database, and
 * time in ticks. Must find a stale read after an acknowledged write for the key names of earlier releases, and for each
 * safety that is switched off, but none for the current design.
 *
 *     npm run check:model -- [--states 40000]
 */
import { parseArgs } from 'node:util';
import { cacheMachine } from './model/cache-model.js';
import { byEpoch, byRunId, byRunIdAndHistory, type Design, safeties, without } from './model/design.js';
import { explore } from './model/explore.js';
import { type ScenarioName, scenario, scenarios, shownBy } from './model/scenarios.js';

const { values } = parseArgs({ options: { states: { type: 'string', default: '40000' } } });
const maxStates = Number(values.states);

/** @returns whether the result is as expected */
const check = (what: string, designs: readonly [Design, Design], name: ScenarioName, isFlawed: boolean) => {
  const began = performance.now();
  const { states, isComplete, violation } = explore(cacheMachine(designs, scenario(name)), maxStates);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const isRight = (violation !== undefined) === isFlawed;
  const found = violation ? `a stale read in ${violation.length - 1} steps` : 'no stale read';
  const bound = isComplete ? 'all' : violation ? 'until then' : 'the first';
  console.log(
    `${isRight ? 'ok' : 'FAILED'}: ${what}; ${name}: ${found} (${bound} ${states} states, ${seconds} s)`,
  );
  if (violation && !isRight) for (const step of violation) console.log(`    ${step}`);
  return isRight;
};

const flawedIn = 'failover and failback, two instances';
const results = [
  check('named by run_id', [byRunId, byRunId], flawedIn, true),
  check('named by run_id', [byRunId, byRunId], 'two servers in use at once', true),
  check('named by run_id and master_replid', [byRunIdAndHistory, byRunIdAndHistory], flawedIn, true),
  ...safeties.map((safety) => {
    const design = without(safety);
    return check(`without: ${safety}`, [design, design], shownBy[safety], true);
  }),
  ...(Object.keys(scenarios) as ScenarioName[]).map((name) =>
    check('current design', [byEpoch, byEpoch], name, false),
  ),
  check('with an instance of the previous release', [byEpoch, byRunId], 'one server', false),
  check(
    'with one, if generations were named by the epoch',
    [{ ...byEpoch, generations: 'epoch' }, byRunId],
    'one server',
    true,
  ),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
