import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process of the build. `api` resolves to the URL of its API, and rejects if it exits before it listens. */
export interface BuiltService {
  readonly child: ChildProcess;
  readonly api: Promise<string>;
}

/**
 * Starts the build on a free port.
 * @param home folder of its keys
 */
export const startBuild = (home: string, env: Readonly<Record<string, string>>): BuiltService => {
  const child = spawn(process.execPath, ['dist/main.js'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG__FORMAT: 'json',
      JWT__PRIVATE_KEY: join(home, 'private.pem'),
      JWT__PUBLIC_KEY: join(home, 'public.pem'),
      MFA__KEY_FILE: join(home, 'mfa.key'),
      ...env,
    },
  });
  const api = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const { message, url } = JSON.parse(line);
      if (message === 'listening') resolve(`${url}/api/v1`);
    });
    child.once('exit', (code) => reject(new Error(`it exited with ${code} before it listened`)));
  });
  // The caller handles the rejection.
  api.catch(() => {});
  return { child, api };
};

export const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};
