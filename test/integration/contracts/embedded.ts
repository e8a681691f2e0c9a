import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { openEmbeddedDatabase } from '../../../src/adapters/embedded/embedded-database.js';
import { openDatabase } from '../../../src/adapters/knex/database.js';
import { referenceConstraints } from '../../../src/adapters/knex/database-errors.js';
import { atEnd } from '../../support/at-end.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { once } from '../../support/servers/once.js';
import { silentLog } from '../../support/silent-log.js';

/** Opens the embedded database that the files of this process share. Returns it with a function that empties it. */
const shared = once(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  await makeEmbeddedFolder(folder);
  const { connection, stop } = await openEmbeddedDatabase(folder, (error) => {
    throw error;
  });
  const references = referenceConstraints(kindsUnderTest);
  const knex = openDatabase({ connection, poolMax: 1, statementTimeoutMs: 60_000, references }, silentLog);
  atEnd(async () => {
    await knex.destroy();
    await stop();
    rmSync(folder, { recursive: true });
  });
  const tables: string[] = await knex('pg_tables').where({ schemaname: 'public' }).pluck('tablename');
  const filled: [table: string, rows: string][] = [];
  for (const table of tables) {
    const { rows } = await knex.raw('select jsonb_agg(to_jsonb(t)) as all from ?? t', [table]);
    if (rows[0].all !== null) filled.push([table, JSON.stringify(rows[0].all)]);
  }
  const empty = () =>
    knex.transaction(async (trx) => {
      // Without triggers, which would record the change.
      await trx.raw('set local session_replication_role = replica');
      await trx.raw(`truncate ${tables.join(', ')} restart identity`);
      for (const [table, rows] of filled)
        await trx.raw(
          'insert into ?? overriding system value select * from jsonb_populate_recordset(null::??, ?)',
          [table, table, rows],
        );
    });
  return { knex, empty };
});

/** The embedded database, migrated and empty, for the tests of a describe block. */
export const useEmbeddedDatabase = () => {
  let knex: Knex | undefined;
  before(async () => {
    const opened = await shared();
    await opened.empty();
    knex = opened.knex;
  });
  return () => ({ knex: knex as Knex });
};
