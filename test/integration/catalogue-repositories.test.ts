import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexCatalogueRepository } from '../../src/adapters/knex/knex-catalogue-repository.js';
import { KnexGenreCounts } from '../../src/adapters/knex/knex-genre-counts.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { catalogueKinds } from '../../src/composition/catalogue-kinds.js';
import { AcknowledgedCatalogueRepository } from '../../src/core/catalogue/acknowledged-catalogue-repository.js';
import { author } from '../../src/core/catalogue/author.js';
import { genres } from '../../src/core/catalogue/genre.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { series } from '../../src/core/catalogue/series.js';
import { authorDraft, movieDraft, seriesDraft } from '../support/drafts.js';
import { memoryCatalogue } from '../support/fakes/memory-catalogue-repository.js';
import { type CatalogueUnderTest, catalogueRepositoryContract } from './contracts/catalogue-repository.js';
import { catalogueAuditContract } from './contracts/catalogue-repository-audit.js';
import { catalogueChangesContract } from './contracts/catalogue-repository-changes.js';
import { catalogueListsContract } from './contracts/catalogue-repository-lists.js';
import { catalogueOnceContract } from './contracts/catalogue-repository-once.js';
import { catalogueSearchContract } from './contracts/catalogue-repository-search.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, by, refusal, useDatabase } from './contracts/fixtures.js';

const contracts = (name: string, catalogue: () => CatalogueUnderTest) => {
  catalogueRepositoryContract(name, catalogue);
  catalogueChangesContract(name, catalogue);
};

const listContracts = (name: string, catalogue: () => CatalogueUnderTest) => {
  catalogueListsContract(name, catalogue);
  catalogueSearchContract(name, catalogue);
};

/** The same where the audit trail can be looked at. */
const contractsOver = (name: string, knex: () => Knex, catalogue = () => knexCatalogue(knex())) => {
  contracts(name, catalogue);
  catalogueAuditContract(name, catalogue, knex);
  const userIds: number[] = [];
  before(async () => {
    for (let i = 0; i < 2; i += 1) userIds.push((await new KnexUserRepository(knex()).add(account())).id);
  });
  catalogueOnceContract(name, catalogue, () => userIds.slice(-2) as [number, number]);
};

/** @param searchBudget as long as a busy machine needs */
const knexCatalogue = (knex: Knex, searchBudget = 60_000): CatalogueUnderTest => ({
  authors: new KnexCatalogueRepository(knex, author, catalogueKinds, searchBudget),
  movies: new KnexCatalogueRepository(knex, movie, catalogueKinds, searchBudget),
  series: new KnexCatalogueRepository(knex, series, catalogueKinds, searchBudget),
});

const withoutBudget = (knex: () => Knex) => {
  it('search: without a time budget: finds what begins with the text, and says that it is not complete', async () => {
    const { movies } = knexCatalogue(knex(), 0);
    const { id } = await movies.add(movieDraft({ title: 'Metropolis Rising' }), by);
    const { items, isComplete } = await movies.search('metropolis', 10);
    expect([items.map(({ item }) => item.id), isComplete]).to.deep.equal([[id], false]);
    expect(await movies.search('rising', 10)).to.deep.equal({ items: [], isComplete: false });
  });
};

const reads = { acknowledge: async () => {} };
const acknowledged = (inner: CatalogueUnderTest): CatalogueUnderTest => ({
  authors: new AcknowledgedCatalogueRepository(author, inner.authors, reads),
  movies: new AcknowledgedCatalogueRepository(movie, inner.movies, reads),
  series: new AcknowledgedCatalogueRepository(series, inner.series, reads),
});

describe('catalogue repositories', () => {
  const memory = memoryCatalogue();
  contracts('memory', () => memory);
  listContracts('memory', () => memory);
  catalogueOnceContract(
    'memory',
    () => memory,
    () => [1, 2],
  );

  describe('on Postgres', () => {
    const database = useDatabase();
    const knex = () => database().knex;
    const overKnex = () => knexCatalogue(knex());
    contractsOver('Postgres', knex);
    withoutBudget(knex);
    listContracts('Postgres', overKnex);
    contractsOver('Postgres, acknowledged', knex, () => acknowledged(overKnex()));

    it('search: with its time budget spent in the last step: returns what the others found, and says so', async () => {
      const { movies } = knexCatalogue(knex(), 500);
      const { id } = await movies.add(movieDraft({ title: 'A Bridge Too Far' }), by);
      const search = async () => {
        const { items, isComplete } = await movies.search('too bridge', 10);
        return { ids: items.map(({ item }) => item.id), isComplete };
      };
      const locked = await knex().transaction(async (trx) => {
        await trx.raw('lock table vocabulary in access exclusive mode');
        return search();
      });
      expect(locked).to.deep.equal({ ids: [id], isComplete: false });
      // The time limit ended with its transaction.
      const { rows } = await knex().raw('show statement_timeout');
      expect(rows[0].statement_timeout).to.equal('1min');
      const { isComplete } = await overKnex().movies.search('too bridge', 10);
      expect(isComplete).to.equal(true);
    });

    it('remove: an author with two movies and a series: says how many of each', async () => {
      const { authors, movies, series } = overKnex();
      const { id: authorId } = await authors.add(authorDraft(), by);
      for (let i = 0; i < 2; i += 1) await movies.add(movieDraft({ authorId }), by);
      await series.add(seriesDraft({ authorId }), by);
      const { message } = await refusal(authors.remove(authorId, () => {}, by));
      expect(message).to.equal('This author still has 2 movies, 1 series.');
    });
  });

  describe('on the embedded database', () => {
    const embedded = useEmbeddedDatabase();
    contractsOver('the embedded database', () => embedded().knex);
    withoutBudget(() => embedded().knex);
    listContracts('the embedded database', () => knexCatalogue(embedded().knex));
  });

  describe('genre counts on Postgres', () => {
    const database = useDatabase();
    const count = (tables = ['movies', 'series']) => new KnexGenreCounts(database().knex, tables).count();

    it('count genres: of an empty catalogue: has every genre once, in its order, with none', async () => {
      const zero = { movies: 0, series: 0 };
      expect(await count()).to.deep.equal(genres.map((genre) => ({ genre, titles: zero })));
    });

    it('count genres: of titles with several: counts each title under each of its own', async () => {
      const { movies, series } = overDatabase();
      await movies.add(movieDraft({ genres: ['drama', 'war'] }), by);
      await movies.add(movieDraft({ genres: ['war'] }), by);
      await movies.add(movieDraft(), by);
      await series.add(seriesDraft({ genres: ['drama'] }), by);
      const counts = new Map((await count()).map(({ genre, titles }) => [genre as string, titles]));
      expect(counts.get('war')).to.deep.equal({ movies: 2, series: 0 });
      expect(counts.get('drama')).to.deep.equal({ movies: 1, series: 1 });
      expect(counts.get('comedy')).to.deep.equal({ movies: 0, series: 0 });
      expect((await count(['series'])).find(({ genre }) => genre === 'drama')?.titles).to.deep.equal({
        series: 1,
      });
    });

    const overDatabase = () => knexCatalogue(database().knex);
  });
});
