import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The folder of the tools and the stories. */
export const check = join(root, 'clients/check');

const requirements = join(check, 'requirements.txt');
const versions = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
/** A virtual environment. In clients/check, `npm ci` would remove it. */
const python = join(root, 'node_modules/.cache', `check-clients-${versions}`);

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** The command that runs a script with this Node. */
export const node = (...args: string[]): Command => [process.execPath, ...args];
/** The command that runs a tool of clients/check/package.json, in a folder of clients/check. */
export const nodeTool = (name: string, ...args: string[]) => node(`../node_modules/.bin/${name}`, ...args);
/** The command that runs a tool of clients/check/requirements.txt. */
export const pythonTool = (name: string, ...args: string[]): Command => [join(python, 'bin', name), ...args];

/**
 * Runs a command in a folder of clients/check. Returns what it prints.
 * @throws Error with the command and what it printed, if it fails
 */
export const run = async (
  folder: string,
  [program, ...args]: Command,
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const options = {
    cwd: join(check, folder),
    maxBuffer: 2 ** 26,
    env: {
      ...process.env,
      // openapi-python-client calls ruff.
      PATH: `${join(python, 'bin')}${delimiter}${process.env.PATH}`,
      NO_COLOR: '1',
      ...env,
    },
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, options);
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message.split('\n', 1)[0]}\n${stdout}${stderr}`);
  }
};

/** Installs the tools, with the exact versions of package-lock.json and requirements.txt. */
export const installTools = async (): Promise<void> => {
  await Promise.all([
    run('.', ['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts']),
    installPythonTools(),
  ]);
};

const installPythonTools = async () => {
  const marker = join(python, 'installed');
  if (existsSync(marker)) return;
  rmSync(python, { recursive: true, force: true });
  await run('.', ['python3', '-m', 'venv', python]);
  await run('.', pythonTool('pip', 'install', '--quiet', '--requirement', requirements));
  writeFileSync(marker, '');
};
