import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '../../src/adapters/embedded/embedded-database.js';
import { migrate } from '../../src/adapters/knex/migrations.js';
import { once } from './servers/once.js';

/** A template folder of the embedded database, migrated and empty: the suite's, or one made at the first call. */
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
 * Copies a folder of the embedded database, migrated and empty. A first start would take seconds, which only tests of
 * the start need.
 */
export const makeEmbeddedFolder = async (folder: string): Promise<void> => {
  cpSync(await embeddedTemplate(), folder, { recursive: true });
};
