import type { EditedItem } from '../catalogue/edits.js';
import type { Keys } from '../catalogue/keys.js';
import type { Violation } from '../shared/errors.js';
import { normalizeText } from '../shared/text.js';
import type { Entry } from './batch-entry.js';
import type { BatchReferences } from './batch-references.js';
import type { MergedItem } from './bulk-repository.js';
import { draftOfRow } from './draft-of-row.js';
import type { EarlyValidation } from './early-validation.js';
import { type Place, type ReadRow, type RejectedRow, withViolations } from './import-row.js';
import type { ImportedKind } from './imported-kind.js';
import type { ImportedItem } from './imported-places.js';
import { keepReasons, type Replacing, removeKept } from './kept-fields.js';
import { KeyIndex } from './key-index.js';
import type { LeftOutValue } from './left-out.js';
import type { LenientFields } from './lenient-fields.js';
import { MergedItems } from './merged-items.js';
import { hasValues, isSame, readOnlyFields, shown, violation, without } from './row-fields.js';
import { contradiction, hasKey, type Owned, ownersOf } from './row-owners.js';

/** What the batches of one kind share. */
export interface MergeSettings<Draft extends Keys> {
  readonly early: EarlyValidation<Draft>;
  /** Exports of this installation use `<installation>/<id>` as the sourceId of an item without keys. */
  readonly installation: string;
  /** Undefined: a row with an unreadable value is rejected. */
  readonly lenient?: LenientFields | undefined;
  readonly replacing?: Replacing | undefined;
}

const noKey = violation(
  'sourceId',
  'a row needs an imdbId, a sourceId or another external id to be matched with existing items',
  'no-key',
);

/** Where a row is. The line comes first, since a long message may be cut off. */
const position = ({ line, file }: Place, row: Place) =>
  `line ${line}${file === row.file ? '' : ` of ${file}`}`;

/**
 * Merges the rows of a batch into their items. Each item gets the values of one row of the import: the first valid one.
 */
export class BatchItems<Draft extends Keys> {
  readonly rejected: RejectedRow[] = [];
  /** Unreadable values that were left out of rows, which were not rejected. */
  readonly leftOut: LeftOutValue[] = [];
  /** Values of rows that did not replace those edited by hand. */
  readonly kept: LeftOutValue[] = [];
  readonly #byKeys: KeyIndex<Entry<Draft>>;
  readonly #merged: MergedItems;
  readonly #entries: Entry<Draft>[] = [];

  /**
   * @param stored the items that have any key of these rows
   * @param merged the items that had one, and were merged into others
   * @param places the rows that `stored` items were imported from in earlier batches, by id
   */
  constructor(
    private readonly imported: ImportedKind<Draft>,
    stored: readonly EditedItem<Draft>[],
    merged: readonly MergedItem[],
    private readonly references: readonly BatchReferences[],
    private readonly settings: MergeSettings<Draft>,
    places: ReadonlyMap<number, Place>,
  ) {
    this.#byKeys = new KeyIndex(settings.installation);
    this.#merged = new MergedItems(merged, settings.installation);
    for (const item of stored)
      this.#add({ stored: item, draft: item, newItems: [], place: places.get(item.id) });
  }

  /** Applies a row to its item, which may be new, or rejects the row. */
  merge(row: ReadRow): void {
    const { place } = row;
    const owners = ownersOf(this.#byKeys, row.fields);
    if (this.#merged.isAbout(row, owners)) return;
    const contradicting = contradiction(owners, row.fields, (owner) => this.#describe(owner, place));
    if (contradicting !== undefined) {
      this.rejected.push(withViolations(row, [contradicting]));
      return;
    }
    const entry = owners[0]?.owner;
    const violations: Violation[] = hasKey(row.fields) ? [] : [noKey];
    const keepsSourceId = entry !== undefined && this.#isFormOfSourceId(entry, row.fields.sourceId);
    const fields = without(row.fields, keepsSourceId ? [...readOnlyFields, 'sourceId'] : readOnlyFields);
    const keepReason = keepReasons(entry, row, this.settings.replacing);
    const resolved = this.references.map((reference) =>
      reference.resolve(fields, keepReason(reference.field) ? [] : violations),
    );
    const kept = entry ? removeKept(fields, keepReason, entry.draft, row, this.imported.references) : [];
    const newItems = this.references.map(({ field }, i) =>
      field in fields ? resolved[i] : entry?.newItems[i],
    );
    const hasSameReferences = newItems.every((item, i) => item === entry?.newItems[i]);
    // The item has all values of the row already.
    if (entry && hasSameReferences && violations.length === 0 && hasValues(entry.draft, fields)) {
      entry.place ??= place;
      this.kept.push(...kept);
      return;
    }
    const isValidNew = entry === undefined && violations.length === 0;
    const draft =
      (isValidNew ? this.settings.early.draftOf(row, fields) : undefined) ??
      this.#draftOf(entry, row, fields, violations);
    if (draft === undefined) return;
    if (entry?.place === undefined) this.kept.push(...kept);
    if (entry === undefined) this.#add({ stored: undefined, draft, newItems, place });
    else if (entry.place === undefined) this.#replace(entry, { draft, newItems, place });
    else if (!hasSameReferences || !isSame(entry.draft, draft))
      this.#rejectRepeated(row, owners[0] as Owned<Entry<Draft>>, entry.place);
  }

  /** The stored items that were imported, changed or not. */
  get importedIntoStored(): readonly ImportedItem[] {
    return this.#entries.flatMap(({ stored, place }) => (stored && place ? { id: stored.id, place } : []));
  }

  /** The items to create and to change. */
  get differing(): readonly Entry<Draft>[] {
    return this.#entries.filter(
      ({ stored, draft, newItems }) =>
        stored === undefined || newItems.some(Boolean) || !isSame(stored, draft),
    );
  }

  #add(entry: Entry<Draft>): void {
    this.#entries.push(entry);
    this.#byKeys.put(entry, entry.stored ?? entry.draft);
  }

  /** Applies the first row about a stored item. */
  #replace(entry: Entry<Draft>, next: Pick<Entry<Draft>, 'draft' | 'newItems' | 'place'>): void {
    this.#byKeys.remove(entry, entry.draft);
    Object.assign(entry, next);
    this.#byKeys.put(entry, entry.draft);
  }

  /** Rejects a second row about an item, whose values differ from those of the first one. */
  #rejectRepeated(row: ReadRow, { field, value }: Owned<Entry<Draft>>, first: Place): void {
    const message = `${shown(value)} was already imported from ${position(first, row.place)}`;
    this.rejected.push(withViolations(row, [violation(field, message, 'repeated-row')]));
  }

  /** Names an item in a message. @param row the row that the message is about */
  #describe({ stored, place }: Entry<Draft>, row: Place): string {
    const { name } = this.imported.kind;
    return place === undefined
      ? `${name} ${stored?.id}`
      : `the ${name} imported from ${position(place, row)}`;
  }

  /** Whether a sourceId identifies the item, but is stored differently: an export made it, or it has another Unicode form. */
  #isFormOfSourceId(entry: Entry<Draft>, sourceId: unknown): boolean {
    if (this.#byKeys.withOwnSourceId(sourceId) === entry) return true;
    const { sourceId: stored } = entry.draft;
    return (
      typeof sourceId === 'string' && stored !== null && normalizeText(sourceId) === normalizeText(stored)
    );
  }

  /** Returns the draft. Undefined: the row is invalid, and was rejected, or merged without its unreadable values. */
  #draftOf(
    entry: Entry<Draft> | undefined,
    row: ReadRow,
    fields: object,
    found: readonly Violation[],
  ): Draft | undefined {
    const { draft, invalid, contradictions } = draftOfRow(this.imported, entry, fields);
    const unreadable = new Map(row.unreadable?.map((one) => [one.pointer, one]));
    const violations = [...found, ...new Set(invalid.map((one) => unreadable.get(one.pointer) ?? one))];
    if (violations.length === 0 && contradictions.length === 0) return draft;
    const lenient =
      contradictions.length === 0 ? this.settings.lenient?.leaveOut(row, violations) : undefined;
    if (lenient === undefined) {
      this.rejected.push(withViolations(row, [...violations, ...contradictions]));
      return undefined;
    }
    const rejected = this.rejected.length;
    this.merge(lenient.row);
    if (this.rejected.length === rejected) this.leftOut.push(...lenient.leftOut);
    return undefined;
  }
}
