import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClientConfig } from 'pg';
import type { EmbeddedDatabase } from '../../src/adapters/embedded/embedded-database.js';
import { root } from '../history/builds.js';
import { Instance } from '../history/instance.js';
import { buildRelease, releasesIn } from '../upgrade/release.js';

/** The modules of the release that open an embedded database and migrate it. */
interface Modules {
  openEmbeddedDatabase(folder: string, failed: (error: Error) => void): Promise<EmbeddedDatabase>;
  migrate(connection: ClientConfig): Promise<void>;
}

const build = () => buildRelease(releasesIn(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))[0]);

/** @param folder of the build, which is removed at the end */
const start = async (folder: string, settings: Readonly<Record<string, string>>) => {
  const home = mkdtempSync(join(tmpdir(), 'release-before-'));
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    JWT__PRIVATE_KEY: join(home, 'private.pem'),
    JWT__PUBLIC_KEY: join(home, 'public.pem'),
    MFA__KEY_FILE: join(home, 'mfa.key'),
    LIMITS__GUEST_SEARCH: 'off',
    LOG__FORMAT: 'json',
    ...settings,
  };
  const instance = new Instance('release-before', [join(folder, 'dist/main.js')], env, home);
  await instance.start();
  return {
    url: instance.url as string,
    stop: async () => {
      await instance.stop();
      for (const one of [folder, home]) rmSync(one, { recursive: true, force: true });
    },
  };
};

/**
 * Builds the release that CHANGELOG.md names, and starts it on an empty database, since it refuses one with later migrations.
 * Then this build can migrate the database: what the release searches with stays for one release.
 */
export const startReleaseBefore = (databaseUrl: string) => start(build(), { DB_URL: databaseUrl });

/**
 * Builds the release, and starts it on an embedded database of its own, in a subfolder of the build.
 * @param fill gets the database after the migrations of the release
 */
export const startEmbeddedReleaseBefore = async (fill: (connection: ClientConfig) => Promise<unknown>) => {
  const folder = build();
  const load = (path: string) => import(pathToFileURL(join(folder, 'dist/adapters', path)).href);
  const { openEmbeddedDatabase }: Modules = await load('embedded/embedded-database.js');
  const { migrate }: Modules = await load('knex/migrations.js');
  const data = join(folder, 'data');
  const database = await openEmbeddedDatabase(data, (error) => {
    throw error;
  });
  await migrate(database.connection);
  await fill(database.connection);
  await database.stop();
  return start(folder, { DATA_DIR: data, DEMO: 'false' });
};
