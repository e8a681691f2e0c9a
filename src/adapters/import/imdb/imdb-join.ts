import type { Knex } from 'knex';
import { translated, translatedInSession } from '../../knex/database-errors.js';
import { byIndexAlone } from '../sql/bulk-table.js';

/** A title that is wanted, by IMDb's id. */
export interface WantedTitle {
  readonly tconst: string;
  readonly kind: string;
}

/** What the other files tell of a title. */
export interface TitleDetails {
  readonly tconst: string;
  /** The maker whose name was read; null: nobody is known. */
  readonly nconst: string | null;
  readonly seasons: number;
  readonly episodes: number;
}

/**
 * What IMDb's files tell of one thing stands in several of them, far apart. It comes together in temporary tables, so
 * that memory does not grow with the files; all of it has to go over one connection, which they go with.
 */
export class ImdbJoin {
  private constructor(private readonly knex: Knex) {}

  static async begin(knex: Knex): Promise<ImdbJoin> {
    await translated(() =>
      knex.raw(`
        set ${byIndexAlone};
        create temp table imdb_titles (tconst text collate "C" primary key, kind text not null);
        create temp table imdb_makers (tconst text collate "C" primary key, nconst text collate "C" not null);
        create index imdb_makers_by_nconst on imdb_makers (nconst);
        create temp table imdb_seasons
          (tconst text collate "C", season text collate "C", episodes integer not null, primary key (tconst, season));
        create temp table imdb_names (nconst text collate "C" primary key)`),
    );
    return new ImdbJoin(knex);
  }

  async want(titles: readonly WantedTitle[]): Promise<void> {
    await this.#rows(
      `insert into imdb_titles select * from json_to_recordset(?::json) as t (tconst text, kind text)
        on conflict do nothing`,
      titles,
    );
  }

  /** @param makers `nconst` by the kind that the title may turn out to be */
  async make(makers: readonly { tconst: string; nconst: Readonly<Record<string, string | undefined>> }[]) {
    await this.#rows(
      `insert into imdb_makers
        select tconst, nconst ->> kind
        from json_to_recordset(?::json) as t (tconst text, nconst json) join imdb_titles using (tconst)
        where nconst ->> kind is not null on conflict do nothing`,
      makers,
    );
  }

  /** @param season null where it is not known */
  async count(
    episodes: readonly { readonly tconst: string; readonly season: string | null }[],
  ): Promise<void> {
    await this.#rows(
      `insert into imdb_seasons
        select tconst, coalesce(season, ''), count(*)
        from json_to_recordset(?::json) as t (tconst text, season text) join imdb_titles using (tconst)
        group by 1, 2
        on conflict (tconst, season) do update set episodes = imdb_seasons.episodes + excluded.episodes`,
      episodes,
    );
  }

  /** Those of these people who made a wanted title. They are known from then on. */
  async makersAmong(nconsts: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#rows(
      `insert into imdb_names
        select distinct t.nconst from json_to_recordset(?::json) as t (nconst text)
        where exists (select from imdb_makers m where m.nconst = t.nconst)
        on conflict (nconst) do update set nconst = excluded.nconst returning nconst`,
      nconsts.map((nconst) => ({ nconst })),
    );
    return new Set(rows.map(({ nconst }) => nconst as string));
  }

  /** Makes of these people what they are whose names were never read. */
  async forget(nconsts: readonly string[]): Promise<void> {
    await this.#rows(
      'delete from imdb_names where nconst in (select nconst from json_to_recordset(?::json) as t (nconst text))',
      nconsts.map((nconst) => ({ nconst })),
    );
  }

  async detailsOf(tconsts: readonly string[]): Promise<ReadonlyMap<string, TitleDetails>> {
    const rows = await this.#rows(
      `select tconst, n.nconst, coalesce(s.seasons, 0)::int as seasons, coalesce(s.episodes, 0)::int as episodes
        from json_to_recordset(?::json) as t (tconst text)
        left join imdb_makers m using (tconst) left join imdb_names n on n.nconst = m.nconst
        left join lateral (
          select count(*) filter (where season <> '') as seasons, sum(episodes) as episodes
          from imdb_seasons s where s.tconst = t.tconst) as s on true`,
      tconsts.map((tconst) => ({ tconst })),
    );
    return new Map(rows.map((row) => [row.tconst as string, row as unknown as TitleDetails]));
  }

  async #rows(sql: string, rows: readonly object[]): Promise<Record<string, unknown>[]> {
    if (rows.length === 0) return [];
    return translatedInSession(async () => (await this.knex.raw(sql, [JSON.stringify(rows)])).rows);
  }
}
