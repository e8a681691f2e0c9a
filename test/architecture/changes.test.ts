import { expect } from 'chai';
import { Client } from 'pg';
import { emptyDatabase } from '../support/environment.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';

/** Which function the triggers of a table call, by the event. */
const everyTrigger = `
  select tgrelid::regclass::text as of, tgfoid::regproc::text as calls,
    case tgtype when 4 then 'insert' when 8 then 'delete' when 16 then 'update' when 32 then 'truncate' end as event
  from pg_trigger where not tgisinternal and tgenabled = 'O'`;

describe('the changes that instances learn of', () => {
  let triggers: readonly { readonly of: string; readonly calls: string; readonly event: string }[] = [];
  before(async () => {
    const { url, drop } = await emptyDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    triggers = (await client.query(everyTrigger)).rows;
    await client.end();
    await drop();
  });
  const triggersOf = (table: string, calling: RegExp) =>
    Object.fromEntries(
      triggers
        .filter(({ of, calls }) => of === table && calling.test(calls))
        .map(({ event, calls }) => [event, calls]),
    );

  for (const { plural, body } of kindsUnderTest) {
    it(`of ${plural}: are told to what serves its lists and its search`, () => {
      const words = { insert: 'keep_vocabulary', update: 'keep_vocabulary' };
      expect(triggersOf(plural, /^keep_vocabulary/)).to.deep.equal(words);
      const events =
        'genres' in (body.describe().keys as object) ? ['insert', 'update', 'delete', 'truncate'] : [];
      expect(triggersOf(plural, /^keep_genres/)).to.deep.equal(
        Object.fromEntries(events.map((event) => [event, 'keep_genres'])),
      );
    });

    it(`of ${plural}: have a trigger for each way to make one`, () => {
      expect(triggersOf(plural, /^record_/)).to.deep.equal({
        insert: 'record_item_changes',
        update: 'record_item_changes',
        delete: 'record_item_changes',
        truncate: 'record_bulk_change',
      });
    });
  }

  for (const [table, record] of [
    ['users', 'record_user_changes'],
    ['sessions', 'record_session_ends'],
  ] as const) {
    it(`of ${table}: have a trigger for each way to make one, but for a new row`, () => {
      const wanted = { update: record, delete: record, truncate: 'record_bulk_change' };
      expect(triggersOf(table, /^record_/)).to.deep.equal(wanted);
    });
  }
});
