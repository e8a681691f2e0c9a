import { expect } from 'chai';
import { maxLookedAt } from '../../src/core/shared/page.js';
import { movieDraft } from '../support/drafts.js';
import { repositories } from '../support/repositories.js';
import { addMany, catalogueSyncContract } from './contracts/catalogue-sync.js';
import { lockWaited, useDatabase } from './contracts/fixtures.js';
import { SyncedCopy } from './contracts/synced-copy.js';

describe('syncs of the catalogue', () => {
  describe('on Postgres', () => {
    const database = useDatabase();
    catalogueSyncContract('Postgres', () => database().knex);

    // First: with few rows, the sync has one page, however old the oldest transaction of other databases is.
    it('a change that is committed while a page is read: hides no earlier one', async () => {
      const { knex } = database();
      const item = await repositories(knex).movies.add(movieDraft({ title: 'Before' }));
      const copy = await new SyncedCopy(() => knex).sync();
      await knex('movies').where({ id: item.id }).update({ title: 'Earlier' });
      const other = await knex.transaction();
      await other.raw('lock table movies');
      const syncing = copy.sync();
      await lockWaited(knex);
      await other('movies').where({ id: item.id }).update({ title: 'Meanwhile' });
      await other.commit();
      await syncing;
      expect(copy.titles.get(item.id)).to.equal('Earlier');
      expect((await copy.sync()).titles.get(item.id)).to.equal('Meanwhile');
    });

    it('a transaction that stays open: its changes follow once it commits, however many others come before', async () => {
      const { knex } = database();
      const { movies } = repositories(knex);
      const [changed, gone] = [await movies.add(movieDraft()), await movies.add(movieDraft())];
      const copy = await new SyncedCopy(() => knex, 1000).sync();
      const open = await knex.transaction();
      await open('movies').where({ id: changed.id }).update({ title: 'Late' });
      await open('movies').where({ id: gone.id }).delete();
      await addMany(knex, 2 * maxLookedAt + 10);
      await copy.sync();
      expect(copy.changes).to.equal(2 * maxLookedAt + 10);
      // All of these are looked at again, since the oldest transaction is still open, but not returned.
      await copy.sync();
      expect([copy.changes, copy.pages >= 3]).to.deep.equal([0, true]);
      await open.commit();
      await copy.sync();
      expect(copy.titles.get(changed.id)).to.equal('Late');
      expect(copy.titles.has(gone.id)).to.equal(false);
      expect(copy.changes).to.equal(2);
      await copy.sync();
      expect(copy.changes).to.equal(0);
    });

    it('the statements of a release that does not know of it: count as well', async () => {
      const { knex } = database();
      const { movies } = repositories(knex);
      const item = await movies.add(movieDraft());
      const { changed_in } = await knex('movies').where({ id: item.id }).first();
      const copy = await new SyncedCopy(() => knex).sync();
      // It writes back the columns that it has read.
      await knex('movies').where({ id: item.id }).update({ changed_in, title: 'By the previous release' });
      await copy.sync();
      expect(copy.titles.get(item.id)).to.equal('By the previous release');
    });
  });
});
