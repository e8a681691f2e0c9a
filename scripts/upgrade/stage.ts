import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteSecret } from '../../test/support/secrets.js';
import { createTestDatabase } from '../../test/support/servers/databases.js';
import { redisUrl } from '../../test/support/servers/servers.js';
import { root } from '../history/builds.js';
import { Instance } from '../history/instance.js';
import { type Program, startProgram } from '../history/processes.js';
import type { CatalogueTraffic } from './catalogue.js';
import { Client } from './client.js';

export const importedRows = 500;
export const admin = { email: 'admin@example.com', password: 'a password for this check' };

const outputOf = async (what: string, child: Program): Promise<string> => {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, `${what} failed:\n${output}`);
  return output;
};

/** A database and a Redis, on which instances and commands of several builds run. */
export class Stage {
  readonly client = new Client();
  readonly instances: Instance[] = [];
  /** The load, once there is one. */
  traffic: CatalogueTraffic | undefined;

  private constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async create(): Promise<Stage> {
    noteSecret('password', admin.password);
    const folder = mkdtempSync(join(tmpdir(), 'check-upgrade-'));
    const { hostname, port, pathname } = new URL(await redisUrl());
    return new Stage(folder, {
      NODE_ENV: 'test',
      PORT: '0',
      DB_URL: (await createTestDatabase()).url,
      REDIS__HOST: hostname,
      REDIS__PORT: port,
      REDIS__DB: pathname.slice(1) || '0',
      JWT__PRIVATE_KEY: join(folder, 'private.pem'),
      JWT__PUBLIC_KEY: join(folder, 'public.pem'),
      MFA__KEY_FILE: join(folder, 'mfa.key'),
      ADMIN__EMAIL: admin.email,
      ADMIN__PASSWORD: admin.password,
      LIMITS__REGISTER: '1000/1h',
      LIMITS__LOGIN_ADDRESS: '10000/15m',
      LIMITS__GUEST_SEARCH: 'off',
      LOG__FORMAT: 'json',
      LOG__LEVEL: 'warn',
    });
  }

  /** Starts instances of the build in a folder, one after the other. */
  async start(names: readonly [string, string], build: string): Promise<[Instance, Instance]> {
    const started = names.map(
      (name) => new Instance(name, [join(build, 'dist/main.js')], this.env, this.folder),
    );
    for (const instance of started) {
      this.instances.push(instance);
      await instance.start();
    }
    return started as [Instance, Instance];
  }

  /** Imports movies with the name of the import as their title. Returns the output of the command. */
  importMovies(build: string, title: string): Promise<string> {
    const file = join(this.folder, 'movies.ndjson');
    const lines = Array.from({ length: importedRows }, (_, i) =>
      JSON.stringify({
        sourceId: `imported/${i}`,
        title,
        releaseYear: 1950 + (i % 70),
        author: `Author ${i % 50}`,
      }),
    );
    writeFileSync(file, `${lines.join('\n')}\n`);
    const env = { NODE_ENV: 'test', DB_URL: this.env.DB_URL as string, DB__MIGRATE: 'false' };
    const command = [join(build, 'dist/commands/import.js'), file];
    return outputOf('the import', startProgram(command, env, this.folder));
  }

  /** `npm run migrate:rollback` of this build, in this checkout. */
  async rollBack(): Promise<void> {
    const knex = ['node_modules/knex/bin/cli.js', 'migrate:rollback', '--knexfile', 'knexfile.ts'];
    const env = { NODE_ENV: 'test', DB_URL: this.env.DB_URL as string };
    await outputOf('the rollback', startProgram(['--import', 'tsx', ...knex], env, root));
  }

  /** Stops all instances. @param keepsLogs of the instances */
  async end(keepsLogs: boolean): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop()));
    if (keepsLogs) console.log(`the logs of the instances are in ${this.folder}`);
    else rmSync(this.folder, { recursive: true, force: true });
  }
}
