/**
 * Compares the service with the same three requests implemented by hand on Express and on Fastify, and with bare Express, on
 * one core. Prints a table in Markdown. Uses a new database on the server of TEST_DB_URL and the Redis of TEST_REDIS_URL, or
 * throwaway servers.
 *
 *     npm run bench -- [--rounds 7] [--seconds 4] [--servers redis,metrics]
 *     npm run bench -- --profile [--server redis] [--case cached] [--seconds 4]
 *
 * Fails only if responses differ, or if one under load is not 200. The figures have no limits.
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { type Case, cases, contestants } from './cases.js';
import { compareResponses } from './compare.js';
import { killAll, pinned, processorTime, type Server, startLoad } from './processes.js';
import { profileServer } from './profile.js';
import { type Figures, type Rounds, report } from './report.js';
import { clearGround, type Ground, prepareGround } from './set-up.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    servers: { type: 'string', default: Object.keys(contestants).join() },
    profile: { type: 'boolean', default: false },
    server: { type: 'string', default: 'redis' },
    case: { type: 'string', default: 'cached' },
  },
});
/** `redis` is always among them, since all others are compared with it. */
const measured = Object.keys(contestants).filter((name) =>
  ['redis', ...options.servers.split(',')].includes(name),
);
const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)];
/** Warm-up of each server with each request, in seconds. */
const warmUp = Math.min(3, seconds);

/** Puts load on a server. @throws AssertionError if a response is not 200 */
type Measure = (server: Server, which: Case, length: number) => Promise<Figures>;

const measureWith = (ground: Ground): Measure => {
  const load = startLoad();
  return async (server, which, length) => {
    const { path, headers } = ground.requests[which];
    const before = processorTime(server.pid);
    const order = { url: server.url + path, headers, seconds: length };
    const { requests, seconds: took, p99, wrong } = await load.run(order);
    const used = processorTime(server.pid) - before;
    assert.equal(wrong, 0, `${wrong} responses were not 200: ${which} of ${server.url}`);
    return { rate: requests / took, p99, cost: (used / requests) * 1e6, busy: used / took };
  };
};

const startAll = async (ground: Ground) => {
  const servers: Record<string, Server> = {};
  for (const contestant of measured) servers[contestant] = await ground.start(contestant);
  return servers;
};

type Turn = readonly [contestant: string, which: Case];
const turns: readonly Turn[] = Object.keys(cases).flatMap((which) =>
  Object.entries(contestants)
    .filter(([name, contestant]) => measured.includes(name) && contestant.cases.includes(which as Case))
    .map(([contestant]) => [contestant, which as Case] as const),
);

const measureAll = async (ground: Ground, measure: Measure) => {
  const servers = await startAll(ground);
  const remarks = await compareResponses(servers, ground.requests);
  console.log(
    'All responses have the same status and body. Headers that differ from those of our service on Redis:',
  );
  for (const remark of remarks) console.log(`- ${remark}`);

  const turn = ([contestant, which]: Turn, length: number) =>
    measure(servers[contestant] as Server, which, length);
  for (const one of turns) await turn(one, warmUp);
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
  const cores = pinned
    ? 'Servers on one core of their own, load, Postgres and Redis (unless in containers) on another.'
    : 'No taskset, or a single core: servers, load, Postgres and Redis share all cores.';
  const length = `Medians of ${rounds} interleaved rounds of ${seconds} s, 32 connections.`;
  console.log(report(figures, `${cores} ${length}`));
};

const profile = async (ground: Ground, measure: Measure) => {
  assert.ok(
    options.case in cases,
    `--case: "${options.case}" is not a case. Supported: ${Object.keys(cases).join(', ')}`,
  );
  const which = options.case as Case;
  await profileServer(
    (flags) => ground.start(options.server, flags),
    (server, length) => measure(server, which, length),
    { title: `${cases[which]}, ${contestants[options.server]?.name}`, warmUp, seconds },
  );
};

try {
  const ground = await prepareGround();
  await (options.profile ? profile : measureAll)(ground, measureWith(ground));
} finally {
  await killAll();
  await clearGround();
}
