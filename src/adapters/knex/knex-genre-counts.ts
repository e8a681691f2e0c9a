import type { Knex } from 'knex';
import type { GenreCounts } from '../../core/catalogue/catalogue-ports.js';
import { type GenreCount, genres } from '../../core/catalogue/genre.js';
import { translated } from './database-errors.js';

export class KnexGenreCounts implements GenreCounts {
  constructor(
    private readonly knex: Knex,
    private readonly titleTables: readonly string[],
  ) {}

  count(): Promise<readonly GenreCount[]> {
    return translated(async () => {
      const counts = await Promise.all(this.titleTables.map((table) => this.#countIn(table)));
      return genres.map((genre) => ({
        genre,
        titles: Object.fromEntries(this.titleTables.map((table, i) => [table, counts[i]?.get(genre) ?? 0])),
      }));
    });
  }

  async #countIn(table: string): Promise<Map<string, number>> {
    const rows: { genre: string; total: string }[] = await this.knex(table)
      .select(this.knex.raw('unnest(genres) as genre'))
      .count({ total: '*' })
      .groupBy('genre');
    return new Map(rows.map(({ genre, total }) => [genre, Number(total)]));
  }
}
