import type { AnyKeys, Keys } from '../catalogue/keys.js';
import type { Item } from '../catalogue/kind.js';
import { DomainError, type Violation } from '../shared/errors.js';
import { oneForm } from '../shared/text.js';
import { type NewItem, type ReferencesOfBatch, refusal } from './batch-references.js';
import type { Ahead } from './import-ahead.js';
import { readOnly, without } from './import-fields.js';
import type { ImportedKind, Place, ReadRow, RefusedRow } from './import-ports.js';
import { ByKeys, text } from './key-index.js';

const madeByTheDatabase = ['version', ...readOnly];

/** An item of the batch: as stored, and as it will be. */
interface Entry<Draft extends Keys> {
  readonly stored: Item<Draft> | undefined;
  draft: Draft;
  /** For each reference, the item that it refers to, if that has to be created first. */
  created: readonly (NewItem | undefined)[];
  /** The row of this import that it was taken from. Any other row about it is refused. */
  place: Place | undefined;
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

/** The line comes first: it has to remain where a message is cut. */
const at = (place: Place, from: Place) =>
  `line ${place.line}${place.file === from.file ? '' : ` of ${place.file}`}`;

const sourceIdTaken = (taken: Place | undefined, row: Place) => {
  const where = taken === undefined ? '' : `, that of ${at(taken, row)}`;
  return refusal('sourceId', `another item of this kind has this source id${where}`, 'source-id-taken');
};

/** Rows of one kind. Each item is taken from one row: the first that is valid. */
export class MergedRows<Draft extends Keys> {
  readonly refused: RefusedRow[] = [];
  readonly #known: ByKeys<Entry<Draft>>;
  readonly #entries: Entry<Draft>[] = [];

  constructor(
    private readonly imported: ImportedKind<Draft>,
    stored: readonly Item<Draft>[],
    private readonly references: readonly ReferencesOfBatch[],
    private readonly ahead: Ahead<Draft>,
    installation: string,
    places: ReadonlyMap<number, Place>,
  ) {
    this.#known = new ByKeys(installation);
    for (const item of stored)
      this.#add({ stored: item, draft: item, created: [], place: places.get(item.id) });
  }

  take(row: ReadRow): void {
    const { place, fields: told } = row;
    const about = this.#about(row);
    const entry = 'draft' in about ? about : undefined;
    const violations: Violation[] = about === keyless ? [keyless] : [];
    if ('code' in about && about !== keyless) {
      this.refused.push({ place, violations: [about] });
      return;
    }
    const keepsKey = entry !== undefined && this.#isKeyOf(entry, told.sourceId);
    const fields = without(told, keepsKey ? [...readOnly, 'sourceId'] : readOnly);
    const created = this.references.map((reference, i) => {
      const item = reference.take(fields, violations);
      return reference.field in fields ? item : entry?.created[i];
    });
    const refersToSame = entry !== undefined && created.every((item, i) => item === entry.created[i]);
    if (entry !== undefined && refersToSame && violations.length === 0 && agrees(entry.draft, fields)) {
      entry.place ??= place;
      return;
    }
    const isReady = entry === undefined && violations.length === 0;
    const ready = isReady ? this.ahead.take(row, fields) : undefined;
    const draft = ready ?? this.#draftOf(entry?.draft, fields, violations);
    if (draft === undefined) this.refused.push({ place, violations });
    else if (entry === undefined) this.#add({ stored: undefined, draft, created, place });
    else if (entry.place === undefined) {
      this.#known.remove(entry, entry.draft);
      Object.assign(entry, { draft, created, place });
      this.#known.put(entry, draft);
    } else if (!refersToSame || !agrees(entry.draft, draft)) {
      const field = this.#known.ofImdbId(told.imdbId) === entry ? 'imdbId' : 'sourceId';
      const message = `"${told[field]}" was already imported from ${at(entry.place, place)}`;
      this.refused.push({ place, violations: [refusal(field, message, 'repeated-row')] });
    }
  }

  /** The stored items, each with the row that it was taken from, if there was one. */
  get taken() {
    return this.#entries.flatMap(({ stored, place }) => (stored && place ? { id: stored.id, place } : []));
  }

  /** The items to write. */
  get news(): readonly Entry<Draft>[] {
    return this.#entries.filter(
      ({ stored, draft, created }) => stored === undefined || created.some(Boolean) || !agrees(stored, draft),
    );
  }

  #add(entry: Entry<Draft>): void {
    this.#entries.push(entry);
    this.#known.put(entry, entry.stored ?? entry.draft);
  }

  /** Whether this names the item, but not as it is stored: by the id that an export gives, or in another form. */
  #isKeyOf(entry: Entry<Draft>, sourceId: unknown): boolean {
    if (this.#known.ofOwnId(sourceId) === entry) return true;
    const { sourceId: key } = entry.draft;
    return typeof sourceId === 'string' && key !== null && oneForm(sourceId) === oneForm(key);
  }

  /** The item that a row is about, a new one, or why it is about none. */
  #about({ place, fields: { imdbId, sourceId } }: ReadRow): Entry<Draft> | typeof newOne | Violation {
    if (text(imdbId) === undefined && text(sourceId) === undefined) return keyless;
    const byImdbId = this.#known.ofImdbId(imdbId);
    const bySourceId = this.#known.ofSourceId(sourceId) ?? this.#known.ofOwnId(sourceId);
    if (bySourceId === undefined) return byImdbId ?? newOne;
    const isAnother =
      byImdbId === undefined
        ? text(imdbId) !== undefined && typeof (bySourceId.draft as AnyKeys).imdbId === 'string'
        : byImdbId !== bySourceId;
    return isAnother ? sourceIdTaken(bySourceId.place, place) : bySourceId;
  }

  /** Only new values have to be valid: what is stored may be from before a rule. */
  #changed(before: Draft, fields: object): Draft {
    const stored = without(before, madeByTheDatabase) as unknown as Draft;
    const differing = Object.entries(fields).filter(([name, value]) => !agrees(stored, { [name]: value }));
    if (differing.length === 0) return stored;
    return { ...stored, ...this.imported.validPatch(Object.fromEntries(differing)) };
  }

  #draftOf(before: Draft | undefined, fields: object, violations: Violation[]): Draft | undefined {
    try {
      const draft = before === undefined ? this.imported.valid(fields) : this.#changed(before, fields);
      violations.push(...this.imported.kind.check(draft));
      return violations.length === 0 ? draft : undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      violations.push(...error.violations);
      return undefined;
    }
  }
}
