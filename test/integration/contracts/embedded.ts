import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { openEmbeddedDatabase } from '../../../src/adapters/embedded/embedded-database.js';
import { openDatabase } from '../../../src/adapters/knex/database.js';
import { referenceConstraints } from '../../../src/adapters/knex/database-errors.js';
import { catalogueKinds } from '../../../src/composition/catalogue-kinds.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { silentLog } from '../../support/silent-log.js';

/** The embedded database, migrated and empty, for the tests of a describe block. */
export const useEmbeddedDatabase = () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  let opened: { knex: Knex; close: () => Promise<void> } | undefined;
  before(async () => {
    await makeEmbeddedFolder(folder);
    const { connection, stop } = await openEmbeddedDatabase(folder, (error) => {
      throw error;
    });
    const references = referenceConstraints(catalogueKinds);
    const knex = openDatabase({ connection, poolMax: 1, statementTimeoutMs: 60_000, references }, silentLog);
    const close = async () => {
      await knex.destroy();
      await stop();
    };
    opened = { knex, close };
  });
  after(async () => {
    await opened?.close();
    rmSync(folder, { recursive: true });
  });
  return () => opened as NonNullable<typeof opened>;
};
