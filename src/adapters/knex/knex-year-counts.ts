import type { Knex } from 'knex';
import type { YearCount, YearCounts } from '../../core/catalogue/year-counts.js';
import { heavyRead } from './pool-shares.js';

/** Counts the items of each year from the indexes on the year, without reading the items themselves. */
export class KnexYearCounts implements YearCounts {
  constructor(
    private readonly knex: Knex,
    private readonly table: string,
  ) {}

  async count(genre?: string): Promise<readonly YearCount[]> {
    const { knex, table } = this;
    const rows = await heavyRead(
      knex,
      async (): Promise<{ release_year: number | null; total: string }[]> =>
        knex(genre === undefined ? table : 'titles_by_genre')
          .where(genre === undefined ? {} : { kind: table, genre })
          .select('release_year', knex.raw('count(*) as total'))
          .groupBy('release_year')
          .orderBy('release_year'),
    );
    return rows.map(({ release_year, total }) => ({ releaseYear: release_year, count: Number(total) }));
  }
}
