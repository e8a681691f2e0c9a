import { expect } from 'chai';
import type { Knex } from 'knex';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { repositories } from '../../support/repositories.js';
import { type CatalogueUnderTest, catalogueRepositoryContract } from './catalogue-repository.js';
import { catalogueChangesContract } from './catalogue-repository-changes.js';
import { catalogueListsContract } from './catalogue-repository-lists.js';
import { catalogueMergesContract } from './catalogue-repository-merges.js';
import { catalogueSearchContract } from './catalogue-repository-search.js';
import { catalogueSearchTypedContract } from './catalogue-repository-search-typed.js';
import { account } from './fixtures.js';
import { idempotencyContract } from './idempotency.js';

/** The contracts that the fakes in memory fulfil, too. */
export const catalogueContracts = (name: string, catalogue: () => CatalogueUnderTest) => {
  catalogueRepositoryContract(name, catalogue);
  catalogueChangesContract(name, catalogue);
  catalogueMergesContract(name, catalogue);
};

const listContracts = (name: string, catalogue: () => CatalogueUnderTest) => {
  catalogueListsContract(name, catalogue);
  catalogueSearchContract(name, catalogue);
  catalogueSearchTypedContract(name, catalogue);
};

const withoutBudget = (knex: () => Knex) => {
  it('search: without a time budget: finds names that begin with the text, and is not complete', async () => {
    const { movies } = repositories(knex(), 0);
    const { id } = await movies.add(movieDraft({ title: 'Metropolis Rising' }));
    const { items, isComplete } = await movies.search({ text: 'metropolis', limit: 10 });
    expect([items.map(({ item }) => item.id), isComplete]).to.deep.equal([[id], false]);
    expect(await movies.search({ text: 'rising', limit: 10 })).to.deep.equal({
      items: [],
      isComplete: false,
      next: null,
    });
  });
};

/** All contracts of the repositories in a database. */
export const catalogueContractsOver = (name: string, knex: () => Knex) => {
  const catalogue = () => repositories(knex());
  catalogueContracts(name, catalogue);
  const userIds: number[] = [];
  before(async () => {
    for (let i = 0; i < 2; i += 1) userIds.push((await catalogue().users.add(account())).id);
  });
  idempotencyContract(name, catalogue, () => userIds.slice(-2) as [number, number]);

  it(`in ${name}: merge: at the time of an earlier change: moves external ids with a later updatedAt`, () =>
    knex().transaction(async (trx) => {
      const { authors } = repositories(trx);
      const { id } = await authors.add(authorDraft({ externalIds: { gnd: '118' } }));
      const kept = await authors.add(authorDraft());
      const merge = await authors.merge(id, kept.id, () => {});
      expect(merge?.item.externalIds).to.deep.equal({ gnd: '118' });
      expect(merge?.item.updatedAt).to.satisfy((at: string) => at > kept.updatedAt);
    }));

  withoutBudget(knex);
  listContracts(name, catalogue);
};
