import { expect } from 'chai';
import { KnexGenreCounts } from '../../src/adapters/knex/knex-genre-counts.js';
import { KnexYearCounts } from '../../src/adapters/knex/knex-year-counts.js';
import { author } from '../../src/core/catalogue/author.js';
import { genres } from '../../src/core/catalogue/genre.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { series } from '../../src/core/catalogue/series.js';
import { authorDraft, movieDraft, seriesDraft } from '../support/drafts.js';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { itemsOf, repositories } from '../support/repositories.js';
import { catalogueContracts, catalogueContractsOver } from './contracts/catalogue-repositories.js';
import { refusal, useDatabase } from './contracts/fixtures.js';
import { idempotencyContract } from './contracts/idempotency.js';

describe('catalogue repositories', () => {
  const work = new MemoryUnitOfWork();
  const { authors, movies, series: shows } = work.items;
  const memory = {
    work,
    authors: itemsOf(work, author, authors),
    movies: itemsOf(work, movie, movies),
    series: itemsOf(work, series, shows),
  };
  catalogueContracts('memory', () => memory);
  idempotencyContract(
    'memory',
    () => memory,
    () => [1, 2],
  );

  describe('on Postgres', () => {
    const database = useDatabase();
    const knex = () => database().knex;
    const overKnex = () => repositories(knex());
    catalogueContractsOver('Postgres', knex);

    it('search: with its time budget spent in the last step: returns what the other steps found, and is not complete', async () => {
      const { movies } = repositories(knex(), 500);
      const { id } = await movies.add(movieDraft({ title: 'A Bridge Too Far' }));
      const search = async () => {
        const { items, isComplete } = await movies.search({ text: 'too bridge', limit: 10 });
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
      const { isComplete } = await overKnex().movies.search({ text: 'too bridge', limit: 10 });
      expect(isComplete).to.equal(true);
    });

    it('remove: an author with two movies and a series: the error has the number of each', async () => {
      const { authors, movies, series } = overKnex();
      const { id: authorId } = await authors.add(authorDraft());
      for (let i = 0; i < 2; i += 1) await movies.add(movieDraft({ authorId }));
      await series.add(seriesDraft({ authorId }));
      const { message } = await refusal(authors.remove(authorId, () => {}));
      expect(message).to.equal('This author still has 2 movies, 1 series.');
    });
  });

  describe('genre counts on Postgres', () => {
    const database = useDatabase();
    const count = (tables = ['movies', 'series']) => new KnexGenreCounts(database().knex, tables).count();

    it('count genres: of an empty catalogue: has every genre once, in its order, with zero titles', async () => {
      const zero = { movies: 0, series: 0 };
      expect(await count()).to.deep.equal(genres.map((genre) => ({ genre, titles: zero })));
    });

    it('count genres: of titles with several: counts each title under each of its genres', async () => {
      const { movies, series } = overDatabase();
      await movies.add(movieDraft({ genres: ['drama', 'war'] }));
      await movies.add(movieDraft({ genres: ['war'] }));
      await movies.add(movieDraft());
      await series.add(seriesDraft({ genres: ['drama'] }));
      const counts = new Map((await count()).map(({ genre, titles }) => [genre as string, titles]));
      expect(counts.get('war')).to.deep.equal({ movies: 2, series: 0 });
      expect(counts.get('drama')).to.deep.equal({ movies: 1, series: 1 });
      expect(counts.get('comedy')).to.deep.equal({ movies: 0, series: 0 });
      expect((await count(['series'])).find(({ genre }) => genre === 'drama')?.titles).to.deep.equal({
        series: 1,
      });
    });

    it('count years: of all movies, or those of a genre: in order, without empty years, movies without a year last', async () => {
      const { movies, series } = overDatabase();
      await movies.add(movieDraft({ releaseYear: null, genres: ['western'] }));
      for (const releaseYear of [1999, 1966, 1999])
        await movies.add(movieDraft({ releaseYear, genres: releaseYear === 1966 ? ['western', 'war'] : [] }));
      await series.add(seriesDraft({ releaseYear: 1966, genres: ['western'] }));
      const years = new KnexYearCounts(database().knex, 'movies');
      const counted = async (genre?: string) =>
        (await years.count(genre)).map(({ releaseYear, count }) => [releaseYear, count]);
      const all = await counted();
      expect(all.slice(0, -1)).to.deep.equal([
        [1966, 1],
        [1999, 2],
      ]);
      expect(all.at(-1)?.[0]).to.equal(null);
      expect(await counted('western')).to.deep.equal([
        [1966, 1],
        [null, 1],
      ]);
      expect(await counted('sport')).to.deep.equal([]);
    });

    const overDatabase = () => repositories(database().knex);
  });
});
