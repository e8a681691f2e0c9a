import type { Knex } from 'knex';
import { translatedInSession } from '../../knex/database-errors.js';
import { indexScansOnly } from '../sql/bulk-table.js';

/** Details of a title, from the files other than `title.basics`. */
export interface TitleDetails {
  /** The author; null if `name.basics` has no valid name for the id. */
  readonly nconst: string | null;
  /** Null if `title.episode` has no season, or no episode, of it. */
  readonly seasons: number | null;
  readonly episodes: number | null;
}

/**
 * Joins IMDb's files, which are sorted by different ids. It uses temporary tables, so that memory does not grow with
 * the files. They belong to the connection: the pool must have a single one.
 */
export class ImdbJoin {
  private constructor(private readonly knex: Knex) {}

  static async create(knex: Knex): Promise<ImdbJoin> {
    await knex.raw(`
        set ${indexScansOnly};
        create temp table imdb_titles (tconst text collate "C" primary key, kind text not null);
        create temp table imdb_authors (tconst text collate "C" primary key, nconst text collate "C" not null);
        create index imdb_authors_by_nconst on imdb_authors (nconst);
        create temp table imdb_seasons
          (tconst text collate "C", season text collate "C", episodes integer not null, primary key (tconst, season));
        create temp table imdb_names (nconst text collate "C" primary key)`);
    return new ImdbJoin(knex);
  }

  async addTitles(titles: readonly { readonly tconst: string; readonly kind: string }[]): Promise<void> {
    await this.#query(
      `insert into imdb_titles select * from json_to_recordset(?::json) as t (tconst text, kind text)
        on conflict do nothing`,
      titles,
    );
  }

  /**
   * Stores the authors of titles. Ignores titles that were not added.
   * @param titles each with the id of its author for every kind that it may be of: `title.crew` does not have the kind
   */
  async addAuthors(
    titles: readonly {
      readonly tconst: string;
      readonly authorIds: Readonly<Record<string, string | undefined>>;
    }[],
  ): Promise<void> {
    await this.#query(
      `insert into imdb_authors
        select tconst, "authorIds" ->> kind
        from json_to_recordset(?::json) as t (tconst text, "authorIds" json) join imdb_titles using (tconst)
        where "authorIds" ->> kind is not null on conflict do nothing`,
      titles,
    );
  }

  /** @param episodes with the id of their series; season: null if unknown */
  async addEpisodes(
    episodes: readonly { readonly tconst: string; readonly season: string | null }[],
  ): Promise<void> {
    await this.#query(
      `insert into imdb_seasons
        select tconst, coalesce(season, ''), count(*)
        from json_to_recordset(?::json) as t (tconst text, season text) join imdb_titles using (tconst)
        group by 1, 2
        on conflict (tconst, season) do update set episodes = imdb_seasons.episodes + excluded.episodes`,
      episodes,
    );
  }

  /** Returns the ids that belong to authors of added titles, and marks the names of these authors as read. */
  async authorsAmong(nconsts: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#query(
      `insert into imdb_names
        select distinct t.nconst from json_to_recordset(?::json) as t (nconst text)
        where exists (select from imdb_authors a where a.nconst = t.nconst)
        on conflict (nconst) do update set nconst = excluded.nconst returning nconst`,
      nconsts.map((nconst) => ({ nconst })),
    );
    return new Set(rows.map(({ nconst }) => nconst as string));
  }

  /** Marks the names of these people as not read. Their titles then have no author. */
  async removeNames(nconsts: readonly string[]): Promise<void> {
    await this.#query(
      'delete from imdb_names where nconst in (select nconst from json_to_recordset(?::json) as t (nconst text))',
      nconsts.map((nconst) => ({ nconst })),
    );
  }

  async detailsOf(tconsts: readonly string[]): Promise<ReadonlyMap<string, TitleDetails>> {
    const rows = await this.#query(
      `select tconst, n.nconst, nullif(s.seasons, 0)::int as seasons, s.episodes::int as episodes
        from json_to_recordset(?::json) as t (tconst text)
        left join imdb_authors a using (tconst) left join imdb_names n on n.nconst = a.nconst
        left join lateral (
          select count(*) filter (where season <> '') as seasons, sum(episodes) as episodes
          from imdb_seasons s where s.tconst = t.tconst) as s on true`,
      tconsts.map((tconst) => ({ tconst })),
    );
    return new Map(rows.map((row) => [row.tconst as string, row as unknown as TitleDetails]));
  }

  async #query(sql: string, rows: readonly object[]): Promise<Record<string, unknown>[]> {
    if (rows.length === 0) return [];
    return translatedInSession(async () => (await this.knex.raw(sql, [JSON.stringify(rows)])).rows);
  }
}
