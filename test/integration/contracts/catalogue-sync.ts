import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { KnexCatalogueSync } from '../../../src/adapters/knex/knex-catalogue-sync.js';
import { recordOpening } from '../../../src/adapters/knex/openings.js';
import { author } from '../../../src/core/catalogue/author.js';
import { syncRetention } from '../../../src/core/catalogue/catalogue-sync.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import type { Position } from '../../../src/core/shared/page.js';
import { authorDraft } from '../../support/drafts.js';
import { repositories } from '../../support/repositories.js';
import { runs } from '../../support/thorough.js';
import { refusal } from './fixtures.js';
import { SyncedCopy } from './synced-copy.js';

const stored = async (knex: Knex) =>
  new Map((await knex('movies').orderBy('id')).map(({ id, title }) => [id, title]));
const sorted = (titles: ReadonlyMap<number, string>) => [...titles].sort(([one], [other]) => one - other);
export const addMany = (knex: Knex, count: number) =>
  knex.raw(`insert into movies (title, genres) select 'M', '{}' from generate_series(1, ?::integer)`, [
    count,
  ]);

export const catalogueSyncContract = (name: string, knex: () => Knex) => {
  describe(`the changes of a kind in ${name}`, () => {
    it('any writes, also of truncates and while a copy is read: are in the copy after the next sync', async () => {
      const write = fc.constantFrom(
        `insert into movies (title, genres) select 'New', '{}' from generate_series(1, 5)`,
        `update movies set title = title || '!' where id % 3 = 0`,
        `update movies set release_year = 2000 where id % 4 = 1`,
        'delete from movies where id % 5 = 2',
        'truncate movies restart identity',
        `with gone as (delete from movies where id % 2 = 0 returning id)
         insert into movies (id, title, genres) overriding system value select id + 1000000, 'Back', '{}' from gone`,
      );
      const rounds = fc.array(
        fc.tuple(fc.array(write, { maxLength: 4 }), fc.array(write, { maxLength: 3 })),
        {
          maxLength: 5,
        },
      );
      await fc.assert(
        fc.asyncProperty(rounds, fc.integer({ min: 1, max: 7 }), async (all, limit) => {
          await knex().raw('truncate movies restart identity');
          const copy = new SyncedCopy(knex, limit);
          for (const [before, during] of all) {
            for (const sql of before) await knex().raw(sql);
            const left = [...during];
            await copy.sync(async () => {
              const sql = left.shift();
              if (sql !== undefined) await knex().raw(sql);
            });
            await copy.sync();
            expect(sorted(copy.titles)).to.deep.equal(sorted(await stored(knex())));
          }
          await copy.sync();
          await copy.sync();
          expect(copy.changes).to.equal(0);
        }),
        { numRuns: runs(10), endOnFailure: true },
      );
    });

    it('a merged item: is removed, with the item that it was merged into', async () => {
      const { authors } = repositories(knex());
      const [{ id }, { id: into }] = [await authors.add(authorDraft()), await authors.add(authorDraft())];
      const copy = await new SyncedCopy(knex, 100, author).sync();
      await knex().transaction((trx) => repositories(trx).authors.merge(id, into, () => {}));
      expect((await copy.sync()).merged.get(id)).to.equal(into);
    });

    it('a position that is too old, of another database, or of a later state of it: is rejected', async () => {
      const { position = [] } = await new SyncedCopy(knex).sync();
      const [server, at, snapshot] = position;
      const age = syncRetention * 1000;
      for (const wrong of [
        [server, Number(at) - age - 60_000, snapshot],
        [`${server}0`, at, snapshot],
        [server, at, '99999999999:99999999999:'],
      ] as Position[]) {
        const error = await refusal(new KnexCatalogueSync(knex()).changes(movie, wrong, 1));
        expect([wrong, error.code]).to.deep.equal([wrong, 'sync-token-expired']);
      }
      // Before the last start of the server, there were fewer transactions.
      const old: Position = [server as string, Number(at) - age + 60_000, '3:3:'];
      expect((await new KnexCatalogueSync(knex()).changes(movie, old, 1)).next).to.not.be.empty;
    });

    it('a restart of the server, perhaps with an older copy: is recorded once, with the transactions of its start', async () => {
      await knex()('openings').delete();
      const { position = [] } = await new SyncedCopy(knex).sync();
      await new KnexCatalogueSync(knex()).changes(movie, position, 1);
      const { rows } = await knex().raw(
        `select at = pg_postmaster_start_time() as "isAtStart",
           pg_snapshot_xmax(snapshot)::text::bigint <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint as "isBefore"
         from openings`,
      );
      expect(rows).to.deep.equal([{ isAtStart: true, isBefore: true }]);
    });

    it('a position of a database that an older copy has replaced: is rejected, also after as many transactions', async () => {
      const { position: before = [] } = await new SyncedCopy(knex).sync();
      await setTimeout(5);
      await recordOpening(knex());
      await addMany(knex(), 1);
      await addMany(knex(), 1);
      const { position: after = [] } = await new SyncedCopy(knex).sync();
      const changes = (position: Position) => new KnexCatalogueSync(knex()).changes(movie, position, 10);
      expect((await changes(before)).items).to.have.length(2);
      expect((await changes(after)).items).to.deep.equal([]);
      // Before the opening, there were fewer transactions.
      const [server, at, snapshot] = [before[0], before[1], after[2]] as [string, number, string];
      for (const lost of [
        [server, at, snapshot],
        [server, at - 1000, before[2], at, snapshot, '0', 0],
      ] as Position[])
        expect((await refusal(changes(lost))).code).to.equal('sync-token-expired');
    });
  });
};
