import type { Knex } from 'knex';
import { type GenreCount, genres } from '../../core/catalogue/genre.js';
import type { GenreCounts } from '../../core/catalogue/genre-counts.js';
import { heavyRead } from './pool-shares.js';

export class KnexGenreCounts implements GenreCounts {
  constructor(
    private readonly knex: Knex,
    private readonly titleTables: readonly string[],
  ) {}

  async count(): Promise<readonly GenreCount[]> {
    const rows = await heavyRead(
      this.knex,
      async (): Promise<{ kind: string; genre: string; total: string }[]> =>
        this.knex('titles_by_genre').select('kind', 'genre').count({ total: '*' }).groupBy('kind', 'genre'),
    );
    const totals = new Map(rows.map(({ kind, genre, total }) => [`${kind} ${genre}`, Number(total)]));
    return genres.map((genre) => ({
      genre,
      titles: Object.fromEntries(
        this.titleTables.map((table) => [table, totals.get(`${table} ${genre}`) ?? 0]),
      ),
    }));
  }
}
