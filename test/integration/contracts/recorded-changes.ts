import type { Knex } from 'knex';
import { type ChangeRow, toChange } from '../../../src/adapters/knex/change-rows.js';
import type { Change } from '../../../src/core/shared/changes.js';
import { mark } from './change-feed.js';

const person = `insert into users
  (email, email_key, visible_name, visible_name_key, role, active, email_verified, password_hash, token_version)
  select n, n, n, n, 'user', true, false, 'hash', 1 from (select gen_random_uuid()::text n from generate_series(1, ?)) n`;
const session = `insert into sessions (id, user_id, created_at, last_used_at, expires_at)
  select gen_random_uuid(), ?, now(), now(), now() + ?::interval from generate_series(1, ?) returning id`;

/** Statements on a database, and the changes that its triggers record. */
export const recordedChanges = (database: () => { readonly knex: Knex }) => {
  const run = async (statement: string, values: (string | number | undefined)[] = []): Promise<string[]> => {
    const result = await database().knex.raw(statement, values as string[]);
    return (result.rows ?? []).map(({ id }: { id: unknown }) => String(id));
  };
  const recorded = async (after: number) => {
    const rows: ChangeRow[] = await database().knex('changes').where('seq', '>', after).orderBy('seq');
    return rows.map(toChange);
  };
  /** The changes that `work` records, in order, without their sequence numbers. */
  const recordedBy = async (work: () => Promise<unknown>) => {
    const before = await mark(database().knex);
    await work();
    return (await recorded(before)).map(({ kind, id, facts }) => ({ kind, id, facts }));
  };
  const item = (kind: string, id: string | null, facts: unknown = null) => ({ kind, id, facts });
  const idsOf = (changes: Pick<Change, 'id'>[]) => changes.map(({ id }) => id).sort();
  const people = async (count: number) => run(`${person} returning id`, [count]);
  const sessions = (user: string | undefined, count = 1, life = '1 day') => run(session, [user, life, count]);
  return { run, recorded, recordedBy, item, idsOf, people, sessions };
};
