import { expect } from 'chai';
import { kindsUnderTest } from '../support/kinds-under-test.js';
import { schemaRows } from '../support/schema-rows.js';

/** The function that the triggers of a table call, by event. */
const everyTrigger = `
  select tgrelid::regclass::text as of, tgfoid::regproc::text as calls,
    case tgtype when 4 then 'insert' when 8 then 'delete' when 16 then 'update' when 32 then 'truncate' end as event
  from pg_trigger where not tgisinternal and tgenabled = 'O'`;

describe('the triggers that record changes', () => {
  let triggers: readonly { readonly of: string; readonly calls: string; readonly event: string }[] = [];
  before(async () => {
    triggers = await schemaRows(everyTrigger);
  });
  const triggersOf = (table: string, calling: RegExp) =>
    Object.fromEntries(
      triggers
        .filter(({ of, calls }) => of === table && calling.test(calls))
        .map(({ event, calls }) => [event, calls]),
    );

  for (const { plural, body } of kindsUnderTest) {
    it(`of ${plural}: update the vocabulary of its search and the genres of its lists`, () => {
      const words = { insert: 'keep_vocabulary', update: 'keep_vocabulary' };
      expect(triggersOf(plural, /^keep_vocabulary/)).to.deep.equal(words);
      const events =
        'genres' in (body.describe().keys as object) ? ['insert', 'update', 'delete', 'truncate'] : [];
      expect(triggersOf(plural, /^keep_genres/)).to.deep.equal(
        Object.fromEntries(events.map((event) => [event, 'keep_genres'])),
      );
    });

    it(`of ${plural}: count its names`, () => {
      const events = ['insert', 'update', 'delete', 'truncate'];
      const counts = Object.fromEntries(events.map((event) => [event, 'count_names']));
      expect(triggersOf(plural, /^count_names/)).to.deep.equal(counts);
    });

    it(`of ${plural}: have one for each kind of statement`, () => {
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
    it(`of ${table}: have one for each kind of statement, except for a new row`, () => {
      const wanted = { update: record, delete: record, truncate: 'record_bulk_change' };
      expect(triggersOf(table, /^record_/)).to.deep.equal(wanted);
    });
  }
});
