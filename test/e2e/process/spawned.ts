import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { openEmbeddedDatabase } from '../../../src/adapters/embedded/embedded-database.js';
import { builtProgram } from '../../support/built-program.js';
import { type Environment, sharedKeys } from '../../support/environment.js';
import {
  everythingIn,
  noteSecret,
  noteSecretsIn,
  noteSettings,
  requireNoSecret,
  secretsUntilNow,
} from '../../support/secrets.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
// Not import.meta.resolve: mocha loads tests by require(), in which it is missing, and would then load everything twice.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A process and its output. */
export interface Spawned {
  readonly child: ChildProcess;
  readonly folder: string;
  stdout(): string;
  stderr(): string;
  /** Its log lines, parsed. */
  log(): Record<string, unknown>[];
  /** Resolves with the exit code, or null after a kill. Rejects if the output contains a password or a token. */
  readonly exit: Promise<number | null>;
  /** Resolves when `found` returns something. Rejects if the process exits before. */
  until<T>(found: (spawned: Spawned) => T | undefined): Promise<T>;
}

const alive = new Set<ChildProcess>();
// If the run is interrupted, `endLeftovers` is not called.
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
/** The exits of the processes that a test has started. */
const exits: Promise<unknown>[] = [];
/** Their folders. */
const folders: string[] = [];
/** The embedded databases that they used, with the time of their start. */
const embedded = new Map<string, number>();

const firstAdmin =
  /^First admin: \S+ {2}password: (\S+)$|"firstAdmin":\{"email":"[^"]+","password":"([^"]+)"\}/m;
const link = /#token=[\w-]{43}/g;

/** The output of a process without the secrets that it prints for the first admin. Notes these. */
const unwanted = (output: string, env: Environment): string => {
  noteSecretsIn(output.match(link)?.join('\n') ?? '');
  const { NODE_ENV = 'development', SMTP__URL, DB_URL, ADMIN__PASSWORD } = env;
  const printsEmails = NODE_ENV === 'development' && SMTP__URL === undefined;
  const rest = printsEmails ? output.replace(link, '') : output;
  if (DB_URL !== undefined || ADMIN__PASSWORD !== undefined) return rest;
  return rest.replace(firstAdmin, (_all, asText, asJson) => {
    noteSecret('the password of the first admin', asText ?? asJson);
    return '';
  });
};

/** A folder that is removed after the test. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'process-'));
  folders.push(folder);
  return folder;
};

/**
 * Starts a process with the given environment only, without a developer's own settings.
 * @param options.detached makes it the leader of a process group
 */
export const run = (
  command: string,
  args: readonly string[],
  env: Environment,
  { folder = newFolder(), input = '', detached = false } = {},
): Spawned => {
  const since = secretsUntilNow();
  noteSettings(env);
  noteSecret('standard input', input.trim());
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, { cwd: folder, detached, env: { PATH, HOME, ...env } });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  alive.add(child);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }
  const exit = once(child, 'close').then(async ([code]) => {
    alive.delete(child);
    await requireNoSecret('the log', unwanted(output.stdout + output.stderr, env), since);
    return code as number | null;
  });
  exits.push(exit);
  const spawned: Spawned = {
    child,
    folder,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    log: () =>
      output.stdout
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
        exit
          .finally(() => reject(new Error(`it ended before: ${output.stdout}${output.stderr}`)))
          .catch(() => {});
      }),
  };
  return spawned;
};

/** For a service that creates its own keys. */
export const noKeys = {
  JWT__PRIVATE_KEY: undefined,
  JWT__PUBLIC_KEY: undefined,
  MFA__KEY_FILE: undefined,
};

type Start = (env: Environment, options?: { folder?: string }) => Spawned;

const start = (program: readonly string[], env: Environment, options?: { folder?: string }): Spawned => {
  const since = secretsUntilNow();
  const service = run(process.execPath, program, { LOG__FORMAT: 'json', ...sharedKeys, ...env }, options);
  const data = join(service.folder, 'data');
  if (env.DB_URL === undefined && !embedded.has(data)) embedded.set(data, since);
  return service;
};

/** The service as `npm start` starts it, in its own folder. Without coverage, which is measured for the sources. */
export const runService: Start = (env, options) =>
  start([builtProgram()], { NODE_V8_COVERAGE: undefined, ...env }, options);

/** The service from its sources, as `npm run dev` starts it. */
export const runSources: Start = (env, options) =>
  start(['--import', tsx, join(root, 'src/main.ts')], env, options);

/** Resolves with the URL of the service when it listens. */
export const listening = ({ until }: Spawned): Promise<string> =>
  until(({ stdout }) =>
    /"message":"listening".*?"url":"([^"]+)"|"url":"([^"]+)"/.exec(stdout())?.slice(1).find(Boolean),
  );

const searchEmbedded = async (folder: string, since: number) => {
  if (!existsSync(folder)) return;
  await requireNoSecret(
    'the database',
    async () => {
      const { connection, stop } = await openEmbeddedDatabase(folder, () => {});
      const client = new Client(connection);
      try {
        await client.connect();
        return await everythingIn((sql) => client.query(sql));
      } finally {
        await client.end();
        await stop();
      }
    },
    since,
  );
};

/**
 * Kills what a test has started, and removes its folders.
 * @throws Error if a password or a token is in the output or in an embedded database
 */
export const endLeftovers = async () => {
  for (const child of alive) child.kill('SIGKILL');
  const ended = await Promise.allSettled(exits.splice(0));
  const databases = [...embedded];
  embedded.clear();
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  for (const [folder, since] of databases) await searchEmbedded(folder, since);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};
