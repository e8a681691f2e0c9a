import type { Knex } from 'knex';
import {
  type CatalogueSync,
  type RemovedItem,
  type SyncPage,
  syncRetention,
} from '../../core/catalogue/catalogue-sync.js';
import type { AnyKind, Item, Kind } from '../../core/catalogue/kind.js';
import { DomainError } from '../../core/shared/errors.js';
import { maxLookedAt, type Position } from '../../core/shared/page.js';
import { catalogueTable } from './catalogue-table.js';
import { isOfOtherHistory, recordServerStart } from './openings.js';
import type { Table } from './table.js';

/** A moment of the database. */
interface Moment {
  /** Milliseconds since 1970, by the clock of the database. */
  readonly at: number;
  /** Which transactions were committed, a `pg_snapshot`. */
  readonly snapshot: string;
}

/** A sync: everything since a moment, up to the one at which the sync began. */
interface Sync {
  /** Undefined: all items, in order of their ids. */
  readonly since: Moment | undefined;
  readonly until: Moment;
  /** The last transaction and id that were looked at. */
  readonly after: readonly [transaction: string, id: number];
}

/** A row that a page looked at. */
interface LookedAt {
  readonly id: number;
  readonly is_removed: boolean;
  readonly is_new: boolean;
}

/** The database, and its current moment. A snapshot is only valid within one server, timeline and set of tables. */
const currentMoment = `
  select pg_current_snapshot()::text as snapshot, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at,
    concat_ws('/', system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8),
      (select oid from pg_database where datname = current_database()), 'removed'::regclass::oid) as server
  from pg_control_system()`;

const expired = (reason: string) =>
  new DomainError('sync-token-expired', `${reason} Start again without a token.`);

/** Reads the changes of a kind by `changed_in`, the transaction of each row's last change, which triggers maintain. */
export class KnexCatalogueSync implements CatalogueSync {
  constructor(private readonly knex: Knex) {}

  /** In one snapshot: otherwise a change that is committed between two statements could hide an earlier one. */
  async changes<Draft extends object>(
    kind: Kind<Draft> | AnyKind,
    position: Position | undefined,
    limit: number,
  ): Promise<SyncPage<Draft>> {
    await this.knex.raw(recordServerStart);
    return this.knex.transaction((trx) => new SyncReader(trx).changes<Draft>(kind, position, limit), {
      isolationLevel: 'repeatable read',
    });
  }
}

/** Reads the changes within one transaction. */
class SyncReader {
  constructor(private readonly knex: Knex) {}

  async changes<Draft extends object>(
    { plural }: AnyKind,
    position: Position | undefined,
    limit: number,
  ): Promise<SyncPage<Draft>> {
    const { server, ...now } = (await this.knex.raw(currentMoment)).rows[0] as Moment & { server: string };
    const sync = await this.#syncAt(position, server, now);
    const table = catalogueTable<Draft>(this.knex, plural);
    const page = sync.since
      ? await this.#changed(table, sync, sync.since, limit)
      : await this.#all(table, sync, limit);
    const { until, since = until } = sync;
    const { items, removed, last } = page;
    const next: Position = last
      ? [server, since.at, sync.since?.snapshot ?? '', until.at, until.snapshot, ...last]
      : [server, until.at, until.snapshot];
    return { items, removed, next, hasMore: last !== undefined };
  }

  /** @throws DomainError `sync-token-expired` */
  async #syncAt(position: Position | undefined, server: string, now: Moment): Promise<Sync> {
    if (position === undefined) return { since: undefined, until: now, after: ['', 0] };
    const [ofServer, at, snapshot, untilAt, untilSnapshot, transaction = '', id = 0] = position;
    if (ofServer !== server) throw expired('This token was issued by another database.');
    if (now.at - Number(at) > syncRetention * 1000)
      throw expired('This token is too old: removals since then are no longer stored.');
    const since = snapshot === '' ? undefined : { at: Number(at), snapshot: String(snapshot) };
    const until =
      untilSnapshot === undefined ? now : { at: Number(untilAt), snapshot: String(untilSnapshot) };
    // An older copy of the database has the same `server`, so it is recognized by its history.
    const { rows } = await this.knex.raw(
      `select ${isOfOtherHistory(':at::float8', ':snapshot::pg_snapshot')} as "isOther",
         pg_snapshot_xmin(:since::pg_snapshot)::text as oldest`,
      {
        at: Number(untilAt ?? at),
        snapshot: String(untilSnapshot ?? snapshot),
        since: since?.snapshot ?? until.snapshot,
      },
    );
    if (rows[0].isOther) throw expired('The database was replaced with an older copy after this token.');
    return {
      since,
      until,
      after: untilSnapshot === undefined ? [rows[0].oldest, 0] : [String(transaction), Number(id)],
    };
  }

  async #all<Draft extends object>(table: Table<Draft>, { after: [, id] }: Sync, limit: number) {
    const rows = await this.knex(table.name).where('id', '>', id).orderBy('id').limit(limit);
    const last = rows.length === limit ? (['', rows[limit - 1].id] as const) : undefined;
    return { items: rows.map((row) => table.itemOf(row)), removed: [], last };
  }

  /**
   * Looks at a limited number of rows: while a transaction stays open, all later ones have to be compared with the
   * snapshot. Rows of transactions that began after the sync belong to the next one.
   */
  async #changed<Draft extends object>(
    table: Table<Draft>,
    { until, after }: Sync,
    since: Moment,
    limit: number,
  ) {
    const range = (where = '') => `${where} (changed_in, id) > (:transaction::xid8, :id)
      and changed_in < pg_snapshot_xmax(:until::pg_snapshot) order by changed_in, id limit ${maxLookedAt}`;
    const { rows } = await this.knex.raw(
      `select changed_in::text as transaction, id, is_removed, is_new, number from (
         select *, not pg_visible_in_snapshot(changed_in, :since::pg_snapshot) as is_new,
           row_number() over (order by changed_in, id, is_removed)::int as number from (
           (select changed_in, id, false as is_removed from ${table.name} where ${range()})
           union all
           (select changed_in, id, true as is_removed from removed where ${range('kind = :kind and')})
         ) as looked_at order by changed_in, id, is_removed limit ${maxLookedAt}
       ) as numbered
       where is_new or number = ${maxLookedAt}
       order by changed_in, id, is_removed limit :limit`,
      {
        transaction: after[0],
        id: after[1],
        until: until.snapshot,
        since: since.snapshot,
        kind: table.name,
        limit,
      },
    );
    const end = rows.at(-1);
    const isCut = rows.length === limit || end?.number === maxLookedAt;
    const idsOf = (isRemoved: boolean) =>
      (rows as LookedAt[]).filter((row) => row.is_new && row.is_removed === isRemoved).map(({ id }) => id);
    const found = new Map((await table.findAll(idsOf(false))).map((item) => [item.id, item]));
    return {
      items: idsOf(false).flatMap((id): Item<Draft>[] => {
        const item = found.get(id);
        return item ? [item] : [];
      }),
      removed: await this.#removed(table.name, idsOf(true)),
      last: isCut ? ([end.transaction, end.id] as const) : undefined,
    };
  }

  /** Without items that exist again. */
  async #removed(table: string, ids: readonly number[]): Promise<readonly RemovedItem[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.knex.raw(
      `select removed.id, merged."into" as "mergedInto" from unnest(?::integer[]) with ordinality as removed (id, number)
       left join merged on merged.kind = ? and merged.id = removed.id
       where not exists (select from ${table} where ${table}.id = removed.id) order by number`,
      [ids as number[], table],
    );
    return rows;
  }
}
