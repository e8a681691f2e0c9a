import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../history/builds.js';
import { Instance } from '../history/instance.js';
import { buildRelease, lastRelease } from '../upgrade/release.js';

/**
 * Builds the release that CHANGELOG.md names, and starts it on an empty database, since it refuses one with later migrations.
 * Then this build can migrate the database: what the release searches with stays for one release.
 */
export const startReleaseBefore = async (databaseUrl: string) => {
  const folder = buildRelease(lastRelease(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')));
  const home = mkdtempSync(join(tmpdir(), 'release-before-'));
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    DB_URL: databaseUrl,
    JWT__PRIVATE_KEY: join(home, 'private.pem'),
    JWT__PUBLIC_KEY: join(home, 'public.pem'),
    LIMITS__GUEST_SEARCH: 'off',
    LOG__FORMAT: 'json',
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
