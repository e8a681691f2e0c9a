import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '../../src/adapters/embedded/embedded-database.js';
import { migrate } from '../../src/adapters/knex/migrations.js';
import { once } from './servers/once.js';

/** A folder of the embedded database, migrated and empty: that of the suite, or made at the first call. */
export const embeddedTemplate = once(async () => {
  if (process.env.TEST_EMBEDDED_FOLDER) return process.env.TEST_EMBEDDED_FOLDER;
  const folder = mkdtempSync(join(tmpdir(), 'embedded-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { connection, stop } = await openEmbeddedDatabase(folder, (error) => {
    throw error;
  });
  await migrate(connection);
  await stop();
  return folder;
});

/**
 * Makes a folder of the embedded database, migrated and empty, as a copy: a first start takes seconds of computing, of
 * which tests that are not about it need no more than one.
 */
export const makeEmbeddedFolder = async (folder: string): Promise<void> => {
  cpSync(await embeddedTemplate(), folder, { recursive: true });
};
