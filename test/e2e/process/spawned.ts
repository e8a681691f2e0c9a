import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { builtProgram } from '../../support/built-program.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
// Not import.meta.resolve: mocha loads tests by require(), where that is missing, and then everything a second time.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

type Environment = Readonly<Record<string, string | undefined>>;

/** A process of its own, and all that it said. */
export interface Spawned {
  readonly child: ChildProcess;
  readonly folder: string;
  stdout(): string;
  stderr(): string;
  /** What it logged, a line each, as JSON. */
  log(): Record<string, unknown>[];
  /** Resolves with the exit code once it is gone, null after a kill. */
  readonly exit: Promise<number | null>;
  /** Resolves once `found` gives something; rejects when the process ends before. */
  until<T>(found: (spawned: Spawned) => T | undefined): Promise<T>;
}

const alive = new Set<ChildProcess>();

/** Nothing of ours is in its environment but what is given: a developer's own settings stay out. */
export const run = (
  command: string,
  args: readonly string[],
  env: Environment,
  { folder = mkdtempSync(join(tmpdir(), 'process-')), input = '' } = {},
): Spawned => {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, { cwd: folder, env: { PATH, HOME, ...env } });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  alive.add(child);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text;
    });
  }
  const exit = once(child, 'close').then(([code]) => {
    alive.delete(child);
    return code as number | null;
  });
  const spawned: Spawned = {
    child,
    folder,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    log: () =>
      said.stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    exit,
    until: (found) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const what = found(spawned);
          if (what !== undefined) resolve(what);
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
        exit.then(() => reject(new Error(`it ended before: ${said.stdout}${said.stderr}`)));
      }),
  };
  return spawned;
};

type Start = (env: Environment, options?: { folder?: string }) => Spawned;

/** The service as `npm start` starts it, in a folder of its own. */
export const runService: Start = (env, options) =>
  run(
    process.execPath,
    [builtProgram()],
    // Coverage is of the sources, and would only cost time here.
    { LOG__FORMAT: 'json', NODE_V8_COVERAGE: undefined, ...env },
    options,
  );

/** The service from its sources, as `npm run dev` starts it. */
export const runSources: Start = (env, options) =>
  run(
    process.execPath,
    ['--import', tsx, join(root, 'src/main.ts')],
    { LOG__FORMAT: 'json', ...env },
    options,
  );

/** Resolves with the address as soon as the service says that it listens. */
export const listening = ({ until }: Spawned): Promise<string> =>
  until(({ stdout }) =>
    /"message":"listening".*?"url":"([^"]+)"|"url":"([^"]+)"/.exec(stdout())?.slice(1).find(Boolean),
  );

/** Ends what a test has left behind. */
export const endLeftovers = async () => {
  const ends = [...alive].map((child) => once(child, 'close'));
  for (const child of alive) child.kill('SIGKILL');
  await Promise.all(ends);
};
