import { DomainError, type Violation } from '../shared/errors.js';
import type { Author } from './author.js';
import { AuthorsOfBatch, type NewAuthor } from './import-authors.js';
import { ByKeys, keysOf, text } from './import-keys.js';
import type { BulkRepository, ImportTransaction, ReadRow, RefusedRow } from './import-ports.js';
import type { Keys } from './keys.js';
import type { Item, Kind } from './kind.js';

/** A kind, and what an import has to know of it. */
export interface ImportedKind<Draft extends Keys> {
  readonly kind: Kind<Draft>;
  /** @throws DomainError `validation-failed` */
  readonly valid: (draft: unknown) => Draft;
  /** The same of an author, where its items have one. */
  readonly validAuthor?: (draft: unknown) => Author;
}

/** What became of rows. */
export interface Outcome {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
  /** Authors that were created because a title named them. */
  readonly authors: number;
}

/** Fields of an export that only hold where it was made. */
const readOnly = ['id', 'createdAt', 'updatedAt'];
const madeByTheDatabase = ['version', ...readOnly];

/** An item of the batch, as stored, and as the rows so far would have it. */
interface Entry<Draft extends Keys> {
  readonly stored: Item<Draft> | undefined;
  draft: Draft;
  /** Its author, where only the import knows of it yet. */
  author: NewAuthor | undefined;
}

const without = (all: object, names: readonly string[]): Record<string, unknown> => {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) if (!names.includes(name)) rest[name] = value;
  return rest;
};

/** Whether a draft is already what these fields tell. */
const agrees = (draft: object, fields: object): boolean =>
  Object.entries(fields).every(([name, told]) => {
    const value = Object.hasOwn(draft, name) ? (draft as Record<string, unknown>)[name] : undefined;
    return value === told || (Array.isArray(value) && JSON.stringify(value) === JSON.stringify(told));
  });

const refusal = (code: string, field: string, message: string): Violation => ({
  pointer: `/${field}`,
  message,
  code,
});
const keyless = refusal(
  'no-key',
  'sourceId',
  'it needs an imdbId or a sourceId, since nothing else would tell that it is here already',
);
const sourceIdTaken = refusal('source-id-taken', 'sourceId', 'another item of this kind has this source id');

/**
 * Imports some rows of one kind: what is not there is created, what is there is changed where a row tells otherwise. An
 * item is known again by its imdbId, else by its sourceId. Later rows come on top of earlier ones.
 * @param installation whose own exports say `<installation>/<id>` for the sourceId of an item that has no key
 */
export const importBatch = async <Draft extends Keys>(
  { kind, valid, validAuthor }: ImportedKind<Draft>,
  rows: readonly ReadRow[],
  transaction: ImportTransaction,
  installation: string,
): Promise<Outcome> => {
  const items: BulkRepository<Draft> = transaction.items(kind.plural);
  const known = new ByKeys<Entry<Draft>>(installation);
  const entries: Entry<Draft>[] = [];
  const told = rows.map(({ fields }) => fields);
  for (const item of await items.known(keysOf(told, installation))) {
    const entry = { stored: item, draft: item, author: undefined };
    entries.push(entry);
    known.put(entry, item);
  }
  const authors =
    validAuthor && (await AuthorsOfBatch.find(rows, transaction.authors, validAuthor, installation));
  const refused: RefusedRow[] = [];

  /** The item that a row is about, or why it is about none. */
  const entryOf = ({ imdbId, sourceId }: ReadRow['fields']): Entry<Draft> | Violation | undefined => {
    if (text(imdbId) === undefined && text(sourceId) === undefined) return keyless;
    const byImdbId = known.ofImdbId(imdbId);
    const bySourceId = known.ofSourceId(sourceId) ?? known.ofOwnId(sourceId);
    const isAnother =
      byImdbId !== undefined
        ? bySourceId !== undefined && bySourceId !== byImdbId
        : bySourceId !== undefined && text(imdbId) !== undefined && bySourceId.draft.imdbId !== null;
    return isAnother ? sourceIdTaken : (byImdbId ?? bySourceId);
  };

  const take = ({ place, fields: told }: ReadRow): void => {
    const entry = entryOf(told);
    if (entry === sourceIdTaken) {
      refused.push({ place, violations: [sourceIdTaken] });
      return;
    }
    const violations: Violation[] = entry === keyless ? [keyless] : [];
    const current = entry !== undefined && 'draft' in entry ? entry : undefined;
    const isOwn = current !== undefined && known.ofOwnId(told.sourceId) === current;
    const fields = without(told, isOwn ? [...readOnly, 'sourceId'] : readOnly);
    const made = authors?.take(fields, violations);
    const author = 'authorId' in fields ? made : current?.author;

    if (violations.length === 0 && current?.author === author && current && agrees(current.draft, fields))
      return;
    const draft = draftOf(current?.draft, fields, violations);
    if (draft === undefined) {
      refused.push({ place, violations });
      return;
    }
    const next = current ?? { stored: undefined, draft, author };
    if (current === undefined) entries.push(next);
    else known.remove(current.draft);
    Object.assign(next, { draft, author });
    known.put(next, draft);
  };

  const draftOf = (before: Draft | undefined, fields: object, violations: Violation[]): Draft | undefined => {
    try {
      const draft = valid({ ...(before && without(before, madeByTheDatabase)), ...fields });
      violations.push(...kind.check(draft));
      return violations.length === 0 ? draft : undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      violations.push(...error.violations);
      return undefined;
    }
  };

  for (const row of rows) take(row);
  // What later rows took back again is not changed.
  const isNews = ({ stored, draft, author }: Entry<Draft>) =>
    stored === undefined || author !== undefined || !agrees(stored, draft);
  const news = entries.filter(isNews);
  const named = (await authors?.add(news)) ?? 0;
  const created = news.flatMap(({ stored, draft }) => (stored === undefined ? draft : []));
  const changed = news.flatMap(({ stored, draft }) => (stored === undefined ? [] : { ...stored, ...draft }));
  // In this order: a new item may have a key that an older one gives away.
  await items.changeAll(changed);
  await items.addAll(created);
  const unchanged = rows.length - refused.length - news.length;
  return { created: created.length, changed: changed.length, unchanged, refused, authors: named };
};
