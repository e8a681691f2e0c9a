/** The containers of compose.yaml in a separate project, with their own secrets, for check-containers.ts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export const instances = ['api-1', 'api-2'] as const;
export type Instance = (typeof instances)[number];
export const services = [...instances, 'postgres', 'redis'] as const;
type Service = (typeof services)[number];

const home = mkdtempSync(join(tmpdir(), 'check-containers-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
export const secretsFolder = join(home, 'secrets');
export const secret = (name: string) => readFileSync(join(secretsFolder, name), 'utf8');
export const adminEmail = 'admin@example.com';

const environment = {
  ...process.env,
  SECRETS_DIR: secretsFolder,
  ADMIN_EMAIL: adminEmail,
  // Free ports.
  API_1_PORT: '0',
  API_2_PORT: '0',
};

const interruption = new AbortController();
// Not `once`: npm and tsx forward one Ctrl-C more than once.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interruption.abort());

/** Runs a command, and returns its standard output. @throws Error with the end of its output */
const run = async ([file = '', ...args]: string[], signal = interruption.signal): Promise<string> => {
  const running = promisify(execFile)(file, args, { env: environment, signal, maxBuffer: 64 * 1024 ** 2 });
  const { child } = running;
  try {
    return (await running).stdout.trim();
  } catch (error) {
    const isOver = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (!isOver) await once(child, 'exit');
    const { message, stdout = '' } = error as Error & { stdout?: string };
    throw new Error(signal.aborted ? 'interrupted' : `${stdout}\n${message}`.slice(-8_000));
  }
};

const works = (...words: string[]) =>
  run([...words, 'version']).then(
    () => true,
    () => false,
  );
const plugin = ['docker', 'compose'];
const composeWords = [...((await works(...plugin)) ? plugin : ['docker-compose'])];
const composeIn = (...args: string[]) => [...composeWords, '--project-name', 'check-containers', ...args];

/** Checks the requirements. @throws Error if one is missing */
export const requireEngine = async () => {
  assert.ok(await works('docker'), 'no Docker engine responds: see docker version');
  assert.ok(await works(...composeWords), 'there is neither docker compose nor docker-compose');
};

export const docker = (...args: string[]) => run(['docker', ...args]);
export const inspect = (id: string, format: string) => docker('inspect', '--format', format, id);
export const compose = (...args: string[]) => run(composeIn(...args));
export const makeSecrets = () => run(['npm', 'run', 'secrets:make', '--', secretsFolder]);

/** Removes containers, network and data, also after an interruption. */
export const removeAll = async (...options: string[]) => {
  const down = composeIn('down', '--volumes', '--remove-orphans', ...options);
  const remove = () => run(down, new AbortController().signal);
  // The engine may still be starting containers that an interrupted compose has requested.
  await remove().catch(() => sleep(2_000).then(remove));
};

const ids = new Map<Service, string>();
/** Returns the id of the container of a service. */
export const idOf = (name: Service) => ids.get(name) ?? assert.fail(`there is no ${name}`);
export const urlOf = async (name: Instance) => `http://${await compose('port', name, '8000')}`;

/** Starts all services, and waits for the healthchecks of both instances. */
export const up = async (...options: string[]) => {
  await compose('up', '--detach', ...options);
  for (const name of services) ids.set(name, await compose('ps', '--quiet', name));
  await healthy(instances.map(idOf));
};

/** Waits until the healthchecks of containers pass. */
export const healthy = async (containers: readonly string[]) => {
  const deadline = Date.now() + 120_000;
  const states = () =>
    Promise.all(containers.map((id) => inspect(id, '{{.State.Status}} {{.State.Health.Status}}')));
  for (
    let found = await states();
    found.some((state) => state !== 'running healthy');
    found = await states()
  ) {
    assert.ok(Date.now() < deadline, `the instances are: ${found.join(', ')}`);
    await sleep(500);
  }
};
