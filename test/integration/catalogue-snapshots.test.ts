import { expect } from 'chai';
import { KnexCatalogueSnapshots } from '../../src/adapters/knex/knex-catalogue-snapshots.js';
import { author } from '../../src/core/catalogue/author.js';
import { authorDraft } from '../support/drafts.js';
import { repositories } from '../support/repositories.js';
import { catalogueSnapshotContract, wanted } from './contracts/catalogue-snapshots.js';
import { pageOf, useDatabase } from './contracts/fixtures.js';

describe('snapshots of the catalogue', () => {
  const database = useDatabase();
  catalogueSnapshotContract('Postgres', () => database().knex);

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
