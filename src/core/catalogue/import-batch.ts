import { DomainError, type Violation } from '../shared/errors.js';
import type { Ahead } from './import-ahead.js';
import { AuthorsOfBatch, type NewAuthor, refusal } from './import-authors.js';
import { readOnly, without } from './import-fields.js';
import { ByKeys, keysOf, text } from './import-keys.js';
import type { BulkRepository, ImportedKind, ImportTransaction, ReadRow, RefusedRow } from './import-ports.js';
import type { Keys } from './keys.js';
import type { Item } from './kind.js';

/** What became of rows. */
export interface Outcome {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
  /** Authors that were created because a title named them. */
  readonly authors: number;
}

const madeByTheDatabase = ['version', ...readOnly];

/** An item of the batch, as stored, and as the rows so far would have it. */
interface Entry<Draft extends Keys> {
  readonly stored: Item<Draft> | undefined;
  draft: Draft;
  /** Its author, where only the import knows of it yet. */
  author: NewAuthor | undefined;
}

/** Not deeply: what a row tells is not looked at yet, and may be nested deeper than a call goes. */
const isSame = (value: unknown, told: unknown): boolean =>
  value === told ||
  (Array.isArray(value) &&
    Array.isArray(told) &&
    value.length === told.length &&
    value.every((one, i) => one === told[i]));

/** Whether a draft is already what these fields tell. */
const agrees = (draft: object, fields: object): boolean =>
  Object.entries(fields).every(
    ([name, told]) => Object.hasOwn(draft, name) && isSame((draft as Record<string, unknown>)[name], told),
  );

const keyless = refusal(
  'sourceId',
  'it needs an imdbId or a sourceId, since nothing else would tell that it is here already',
  'no-key',
);
const newOne = {};
const sourceIdTaken = refusal('sourceId', 'another item of this kind has this source id', 'source-id-taken');

/** Rows of one kind, taken one after the other; later ones come on top of earlier ones. */
class Batch<Draft extends Keys> {
  readonly refused: RefusedRow[] = [];
  readonly #known: ByKeys<Entry<Draft>>;
  readonly #entries: Entry<Draft>[] = [];

  constructor(
    private readonly imported: ImportedKind<Draft>,
    stored: readonly Item<Draft>[],
    private readonly authors: AuthorsOfBatch | undefined,
    private readonly ahead: Ahead<Draft>,
    installation: string,
  ) {
    this.#known = new ByKeys(installation);
    for (const item of stored) this.#add({ stored: item, draft: item, author: undefined });
  }

  take(row: ReadRow): void {
    const { place, fields: told } = row;
    const about = this.#about(told);
    const entry = 'draft' in about ? about : undefined;
    const violations: Violation[] = about === keyless ? [keyless] : [];
    if (about === sourceIdTaken) {
      this.refused.push({ place, violations: [sourceIdTaken] });
      return;
    }
    const isOwn = entry !== undefined && this.#known.ofOwnId(told.sourceId) === entry;
    const fields = without(told, isOwn ? [...readOnly, 'sourceId'] : readOnly);
    const made = this.authors?.take(fields, violations);
    const author = 'authorId' in fields ? made : entry?.author;
    const isBySame = entry?.author === author && violations.length === 0;
    if (entry !== undefined && isBySame && agrees(entry.draft, fields)) return;
    const isReady = entry === undefined && violations.length === 0;
    const ready = isReady ? this.ahead.take(row, fields) : undefined;
    const draft = ready ?? this.#draftOf(entry?.draft, fields, violations);
    if (draft === undefined) this.refused.push({ place, violations });
    else if (entry === undefined) this.#add({ stored: undefined, draft, author });
    else {
      this.#known.remove(entry.draft);
      Object.assign(entry, { draft, author });
      this.#known.put(entry, draft);
    }
  }

  /** What there is to write. What later rows took back again is not. */
  get news(): readonly Entry<Draft>[] {
    return this.#entries.filter(
      ({ stored, draft, author }) => stored === undefined || author !== undefined || !agrees(stored, draft),
    );
  }

  #add(entry: Entry<Draft>): void {
    this.#entries.push(entry);
    this.#known.put(entry, entry.stored ?? entry.draft);
  }

  /** The item that a row is about, a new one, or why it is about none. */
  #about({ imdbId, sourceId }: ReadRow['fields']): Entry<Draft> | typeof newOne | Violation {
    if (text(imdbId) === undefined && text(sourceId) === undefined) return keyless;
    const byImdbId = this.#known.ofImdbId(imdbId);
    const bySourceId = this.#known.ofSourceId(sourceId) ?? this.#known.ofOwnId(sourceId);
    if (bySourceId === undefined) return byImdbId ?? newOne;
    const isAnother =
      byImdbId === undefined
        ? text(imdbId) !== undefined && bySourceId.draft.imdbId !== null
        : byImdbId !== bySourceId;
    return isAnother ? sourceIdTaken : bySourceId;
  }

  #draftOf(before: Draft | undefined, fields: object, violations: Violation[]): Draft | undefined {
    try {
      const draft = this.imported.valid({ ...(before && without(before, madeByTheDatabase)), ...fields });
      violations.push(...this.imported.kind.check(draft));
      return violations.length === 0 ? draft : undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      violations.push(...error.violations);
      return undefined;
    }
  }
}

/**
 * Imports some rows of one kind: what is not there is created, what is there is changed where a row tells otherwise. An
 * item is known again by its imdbId, else by its sourceId.
 * @param installation whose own exports say `<installation>/<id>` for the sourceId of an item that has no key
 * @param ahead what has been looked at already
 */
export const importBatch = async <Draft extends Keys>(
  imported: ImportedKind<Draft>,
  rows: readonly ReadRow[],
  transaction: ImportTransaction,
  installation: string,
  ahead: Ahead<Draft>,
): Promise<Outcome> => {
  const { kind, validAuthor } = imported;
  const items: BulkRepository<Draft> = transaction.items(kind.plural);
  const told = rows.map(({ fields }) => fields);
  const stored = await items.known(keysOf(told, installation));
  const authors =
    validAuthor && (await AuthorsOfBatch.find(rows, transaction.authors, validAuthor, installation));
  const batch = new Batch(imported, stored, authors, ahead, installation);
  for (const row of rows) batch.take(row);
  const { news, refused } = batch;
  const named = (await authors?.add(news)) ?? 0;
  const created = news.flatMap(({ stored, draft }) => (stored === undefined ? draft : []));
  const changed = news.flatMap(({ stored, draft }) => (stored === undefined ? [] : { ...stored, ...draft }));
  // In this order: a new item may have a key that an older one gives away.
  await items.changeAll(changed);
  await items.addAll(created);
  const unchanged = rows.length - refused.length - news.length;
  return { created: created.length, changed: changed.length, unchanged, refused, authors: named };
};
