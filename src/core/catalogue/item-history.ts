import type { ListQuery, Page } from '../shared/page.js';
import type { CatalogueReader } from './catalogue-reader.js';
import { noSuchItem } from './catalogue-use-cases.js';
import type { Kind } from './kind.js';

/** A version of an item that a person saved. Versions of imports are not recorded: an import has a single audit entry. */
export interface RecordedVersion {
  /** The new version; of a removed or merged item, its last one. */
  readonly version: number;
  /** When, what and by whom, as in the audit trail. */
  readonly at: string;
  readonly action: string;
  readonly actorId: number | null;
  readonly serviceAccountId: number | null;
  readonly keyId: string | null;
  /** The changed fields, with their values before. Empty unless the item was changed. */
  readonly before: Readonly<Record<string, unknown>>;
  /** All fields after the change; of a removed item the last values. */
  readonly item: Readonly<Record<string, unknown>>;
}

/** A version, with the changed fields before and after. */
export type ItemVersion = RecordedVersion & { readonly after: Readonly<Record<string, unknown>> };

/** Reads the recorded versions of items, including removed ones. */
export interface ItemHistory {
  /**
   * The versions of an item, newest first.
   * @param kind singular
   * @throws DomainError `unavailable`
   */
  list(kind: string, id: number, page: Pick<ListQuery, 'limit' | 'after'>): Promise<Page<RecordedVersion>>;
}

/** @throws DomainError `not-found` if there is no such item, and no recorded version of it */
export type ReadHistory = (
  id: number,
  page: Pick<ListQuery, 'limit' | 'after'>,
) => Promise<Page<ItemVersion>>;

export const readHistory =
  <Draft extends object>(
    kind: Kind<Draft>,
    items: CatalogueReader<Draft>,
    history: ItemHistory,
  ): ReadHistory =>
  async (id, page) => {
    const { items: versions, next } = await history.list(kind.name, id, page);
    if (versions.length === 0 && (await items.find(id)) === undefined)
      return noSuchItem(kind, id, await items.mergedInto(id));
    return {
      items: versions.map((one) => ({ ...one, after: pick(one.item, Object.keys(one.before)) })),
      next,
    };
  };

const pick = (item: RecordedVersion['item'], names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, item[name]]));
