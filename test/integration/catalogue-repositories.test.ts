import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexCatalogueRepository } from '../../src/adapters/knex/knex-catalogue-repository.js';
import { KnexGenreCounts } from '../../src/adapters/knex/knex-genre-counts.js';
import { MemoryCache } from '../../src/adapters/memory/memory-cache.js';
import type { RedisCache } from '../../src/adapters/redis/redis-cache.js';
import { author } from '../../src/core/catalogue/author.js';
import { CachedCatalogueRepository } from '../../src/core/catalogue/cached-catalogue-repository.js';
import { genres } from '../../src/core/catalogue/genre.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { series } from '../../src/core/catalogue/series.js';
import type { Cache } from '../../src/core/shared/cache.js';
import { authorDraft, movieDraft, seriesDraft } from '../support/drafts.js';
import { memoryCatalogue } from '../support/fakes/memory-catalogue-repository.js';
import { redisUrl } from '../support/servers/servers.js';
import { type CatalogueUnderTest, catalogueRepositoryContract } from './contracts/catalogue-repository.js';
import { catalogueAuditContract } from './contracts/catalogue-repository-audit.js';
import { catalogueChangesContract } from './contracts/catalogue-repository-changes.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { by, connectedCache, refusal, useDatabase } from './contracts/fixtures.js';

const titleTables = ['movies', 'series'];

const contracts = (name: string, catalogue: () => CatalogueUnderTest) => {
  catalogueRepositoryContract(name, catalogue);
  catalogueChangesContract(name, catalogue);
};

/** The same where the audit trail can be looked at. */
const contractsOver = (name: string, knex: () => Knex, catalogue = () => knexCatalogue(knex())) => {
  contracts(name, catalogue);
  catalogueAuditContract(name, catalogue, knex);
};

const knexCatalogue = (knex: Knex): CatalogueUnderTest => ({
  authors: new KnexCatalogueRepository(knex, author, titleTables),
  movies: new KnexCatalogueRepository(knex, movie, titleTables),
  series: new KnexCatalogueRepository(knex, series, titleTables),
});

const cached = (inner: CatalogueUnderTest, cache: Cache): CatalogueUnderTest => ({
  authors: new CachedCatalogueRepository(author, inner.authors, cache),
  movies: new CachedCatalogueRepository(movie, inner.movies, cache),
  series: new CachedCatalogueRepository(series, inner.series, cache),
});

describe('catalogue repositories', () => {
  const memory = memoryCatalogue();
  contracts('memory', () => memory);

  describe('on Postgres', () => {
    const database = useDatabase();
    let redis: RedisCache;
    let elsewhere: RedisCache;
    const memoryCache = new MemoryCache(300);
    before(async () => {
      const namespace = randomUUID();
      redis = await connectedCache(await redisUrl(), namespace);
      elsewhere = await connectedCache(await redisUrl(), namespace);
    });
    after(() => {
      redis?.close();
      elsewhere?.close();
    });
    const knex = () => database().knex;
    const overKnex = () => knexCatalogue(knex());
    contractsOver('Postgres', knex);
    contractsOver('Postgres behind a cache in memory', knex, () => cached(overKnex(), memoryCache));
    contractsOver('Postgres behind a cache in Redis', knex, () => cached(overKnex(), redis));

    it('remove: an author with three movies and a series: says how many', async () => {
      const { authors, movies, series } = overKnex();
      const { id: authorId } = await authors.add(authorDraft(), by);
      for (let i = 0; i < 3; i += 1) await movies.add(movieDraft({ authorId }), by);
      await series.add(seriesDraft({ authorId }), by);
      const { message } = await refusal(authors.remove(authorId, () => {}, by));
      expect(message).to.equal('This author still has 3 movies, 1 series.');
    });

    it('find through a cache: when it was found before: asks the database no more', async () => {
      for (const cache of [memoryCache, redis]) {
        const inner = overKnex();
        const { movies } = cached(inner, cache);
        const { id, title } = await movies.add(movieDraft(), by);
        await movies.find(id);
        await database().knex('movies').where({ id }).update({ title: 'changed behind its back' });
        expect((await movies.find(id))?.title).to.equal(title);
      }
    });

    it('find through a cache: after any write that another instance tried: sees what is there', async () => {
      const here = cached(overKnex(), redis).movies;
      const there = cached(overKnex(), elsewhere).movies;
      const { id } = await here.add(movieDraft(), by);
      const writes = [
        () => there.change(id, (current) => ({ ...current, title: 'changed' }), by),
        () => there.change(id, (current) => ({ ...current, authorId: 2 ** 31 - 1 }), by).catch(() => {}),
        () => there.remove(id, () => {}, by),
        () => there.remove(id, () => {}, by),
      ];
      for (const write of writes) {
        await here.find(id);
        await write();
        expect(await here.find(id)).to.deep.equal(await overKnex().movies.find(id));
      }
    });
  });

  describe('on the embedded database', () => {
    const embedded = useEmbeddedDatabase();
    contractsOver('the embedded database', () => embedded().knex);
  });

  describe('genre counts on Postgres', () => {
    const database = useDatabase();
    const count = (tables = titleTables) => new KnexGenreCounts(database().knex, tables).count();

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
