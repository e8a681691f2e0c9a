import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexCatalogueSnapshots } from '../../src/adapters/knex/knex-catalogue-snapshots.js';
import { author } from '../../src/core/catalogue/author.js';
import { authorDraft } from '../support/drafts.js';
import { repositories } from '../support/repositories.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { pageOf, useDatabase } from './contracts/fixtures.js';

const { signal: wanted } = new AbortController();

const snapshotsOver = (name: string, knex: () => Knex) => {
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

describe('snapshots of the catalogue', () => {
  const database = useDatabase();
  const embedded = useEmbeddedDatabase();
  snapshotsOver('Postgres', () => database().knex);
  snapshotsOver('embedded', () => embedded().knex);

  it('with concurrent writes: stay unchanged', async () => {
    const { knex } = database();
    const { authors } = repositories(knex);
    const [changed, removed] = [await authors.add(authorDraft()), await authors.add(authorDraft())];
    const whole = pageOf({ limit: 1_000 });
    const [before, after] = await new KnexCatalogueSnapshots(knex).take(async (snapshot) => {
      const repository = snapshot.repository(author);
      const first = await repository.list(whole);
      await authors.change(changed.id, (now) => ({ ...now, name: 'Somebody else' }));
      await authors.remove(removed.id, () => {});
      await authors.add(authorDraft({ name: 'Late' }));
      return [first, await repository.list(whole)];
    }, wanted);
    expect(after).to.deep.equal(before);
    expect(await authors.list(whole)).to.not.deep.equal(before);
  });

  it('with a write: reject it', async () => {
    const { knex } = database();
    let refused: unknown;
    await new KnexCatalogueSnapshots(knex).take(async (snapshot) => {
      const table = snapshot.repository(author) as unknown as { add(draft: object): Promise<unknown> };
      refused = await table.add(authorDraft()).catch(({ cause }) => cause.code);
    }, wanted);
    // SQLSTATE read_only_sql_transaction.
    expect(refused).to.equal('25006');
  });
});
