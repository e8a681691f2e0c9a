/**
 * Compares the service with the same requests implemented by hand on Express and on Fastify (the same work, or as little as
 * possible: "thin"), and with bare Express, on one core. Prints a table in Markdown, and each target with its ratio. Uses
 * new databases on the server of TEST_DB_URL and the Redis of TEST_REDIS_URL, or throwaway servers.
 *
 *     npm run bench -- [--rounds 7] [--seconds 4] [--servers redis,metrics] [--cases cached,create] [--films 10000]
 *         [--films 1000,1000000] [--before <folder of a clone that is built>]
 *     npm run bench -- --profile [--server redis] [--cases cached] [--seconds 4]
 *
 * With two numbers of films, measures both, and compares the cost per request. Fails only if responses differ, or if one
 * under load has another status than expected. The figures have no limits.
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { judgedGrowth } from './bars.js';
import { caseOf, cases } from './cases.js';
import { compareResponses } from './compare.js';
import { contestants } from './contestants.js';
import { connections } from './load-order.js';
import { measureSingle, measureWith } from './measure.js';
import { killAll, pinned, type Server } from './processes.js';
import { profileServer } from './profile.js';
import { report } from './report.js';
import type { Rounds } from './rounds.js';
import { clearGround, type Ground, prepareGround } from './set-up.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    servers: { type: 'string', default: Object.keys(contestants).join() },
    cases: { type: 'string' },
    films: { type: 'string', default: '10000' },
    before: { type: 'string' },
    profile: { type: 'boolean', default: false },
    server: { type: 'string', default: 'redis' },
  },
});
/** `redis` is always among them, since all others are compared with it. */
const measured = Object.keys(contestants).filter(
  (name) =>
    ['redis', ...options.servers.split(',')].includes(name) &&
    (name !== 'before' || options.before !== undefined),
);
const chosen = options.cases?.split(',') ?? Object.keys(cases);
for (const which of chosen) caseOf(which);
const films = options.films.split(',').map(Number);
const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)];
/** Warm-up of each server with each request, in seconds. */
const warmUp = Math.min(3, seconds);

type Turn = readonly [contestant: string, which: string];
const turns: readonly Turn[] = Object.keys(cases)
  .filter((which) => chosen.includes(which))
  .flatMap((which) =>
    measured
      .filter((name) => contestants[name]?.cases.includes(which))
      .map((contestant) => [contestant, which] as const),
  );

const startAll = async (ground: Ground) => {
  const servers: Record<string, Server> = {};
  const used = new Set(
    turns.filter(([, which]) => !caseOf(which).isSingle).map(([contestant]) => contestant),
  );
  for (const contestant of used) servers[contestant] = await ground.start(contestant);
  return servers;
};

const measureAll = async (ground: Ground): Promise<Rounds> => {
  const measure = measureWith(ground);
  const single = measureSingle(ground, measure);
  const servers = await startAll(ground);
  const remarks = await compareResponses(servers, ground, chosen);
  console.log('Headers that differ from those of our service on Redis, where the work is equal:');
  for (const remark of remarks) console.log(`- ${remark}`);

  const turn = ([contestant, which]: Turn, length: number) =>
    caseOf(which).isSingle
      ? single(contestant, which, length)
      : measure(contestant, servers[contestant] as Server, which, length);
  for (const one of turns) if (!caseOf(one[1]).isSingle) await turn(one, warmUp);
  const figures: Rounds = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? turns : turns.toReversed()) {
      const [contestant, which] = one;
      figures[contestant] ??= {};
      figures[contestant][which] ??= [];
      figures[contestant][which].push(await turn(one, seconds));
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  return figures;
};

const setting = (size: number) => {
  const cores = pinned
    ? 'Servers on one core of their own, load, Postgres and Redis (unless in containers) on another.'
    : 'No taskset, or a single core: servers, load, Postgres and Redis share all cores.';
  return `${cores} Medians of ${rounds} interleaved rounds of ${seconds} s, ${connections} connections, ${size} films.`;
};

const profile = async (ground: Ground) => {
  const which = chosen.length === 1 ? (chosen[0] as string) : 'cached';
  const { title, isSingle } = caseOf(which);
  assert.ok(!isSingle, `"${which}" has no requests to profile`);
  const measure = measureWith(ground);
  await profileServer(
    (flags) => ground.start(options.server, flags),
    (server, length) => measure(options.server, server, which, length),
    { title: `${title}, ${contestants[options.server]?.name}`, warmUp, seconds },
  );
};

try {
  const results: Rounds[] = [];
  for (const size of films) {
    const ground = await prepareGround(size, options.before);
    if (options.profile) {
      await profile(ground);
    } else {
      const figures = await measureAll(ground);
      results.push(figures);
      console.log(report(figures, setting(size)));
    }
    await killAll();
  }
  const [few, many] = results;
  if (few && many) {
    console.log(judgedGrowth(few, many, [films[0] as number, films[1] as number]).join('\n'));
  }
} finally {
  await killAll();
  await clearGround();
}
