import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexCatalogueSnapshots } from '../../../src/adapters/knex/knex-catalogue-snapshots.js';
import { author } from '../../../src/core/catalogue/author.js';
import { authorDraft } from '../../support/drafts.js';
import { repositories } from '../../support/repositories.js';
import { pageOf } from './fixtures.js';

export const { signal: wanted } = new AbortController();

export const catalogueSnapshotContract = (name: string, knex: () => Knex) => {
  const authors = () => repositories(knex()).authors;

  describe(`snapshots of the catalogue: ${name}:`, () => {
    it('list and find the existing items, without other fields', async () => {
      const { id } = await authors().add(authorDraft({ name: 'Chantal Akerman' }));
      const seen = await new KnexCatalogueSnapshots(knex()).take(async (snapshot) => {
        const listed = await snapshot.repository(author).list(pageOf({ limit: 1, isDescending: true }));
        return [listed.items[0], ...(await snapshot.repository(author).findAll([id]))];
      }, wanted);
      const item = await authors().find(id);
      expect(seen).to.deep.equal([item, item]);
    });

    it('that fails: throws the error, and the next ones follow, one after another', async () => {
      const snapshots = new KnexCatalogueSnapshots(knex());
      const failure = new Error('full');
      const failed = snapshots.take(() => Promise.reject(failure), wanted);
      const order: string[] = [];
      const take = (which: string) =>
        snapshots.take(async (snapshot) => {
          order.push(`${which} begins`);
          await snapshot.repository(author).list(pageOf());
          order.push(`${which} ends`);
        }, wanted);
      const next = ['first', 'second'].map(take);
      expect(await failed.catch((error) => error)).to.equal(failure);
      await Promise.all(next);
      expect(order).to.deep.equal(['first begins', 'first ends', 'second begins', 'second ends']);
    });

    it('aborted before its turn: does not start, and blocks no other', async () => {
      const snapshots = new KnexCatalogueSnapshots(knex());
      const gone = new AbortController();
      const order: string[] = [];
      const first = snapshots.take(async () => gone.abort(), wanted);
      const second = snapshots.take(async () => order.push('second'), gone.signal);
      const third = snapshots.take(async () => order.push('third'), wanted);
      await first;
      expect(await second.catch(({ name }) => name)).to.equal('AbortError');
      await third;
      expect(order).to.deep.equal(['third']);
    });
  });
};
