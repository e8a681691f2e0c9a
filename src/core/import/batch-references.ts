import { referenceFields } from '../catalogue/exported.js';
import type { AnyKeys } from '../catalogue/keys.js';
import type { Item } from '../catalogue/kind.js';
import { referenceCodes } from '../catalogue/references.js';
import { DomainError, type Violation } from '../shared/errors.js';
import { storedForms } from '../shared/text.js';
import type { BulkRepository, ItemKeys } from './bulk-repository.js';
import type { ReadRow } from './import-row.js';
import type { ImportedReference } from './imported-kind.js';
import { FormIndex, KeyIndex, keysOf, keyText } from './key-index.js';
import { shown, violation } from './row-fields.js';

/** An item that a row names, and that does not exist yet. */
export interface NewItem {
  readonly draft: AnyKeys;
}

interface RowKeys {
  readonly imdbId: string | undefined;
  readonly sourceId: string | undefined;
}
const hasKey = ({ imdbId, sourceId }: RowKeys) => imdbId !== undefined || sourceId !== undefined;
/** A placeholder for the id of a new item: a valid id that no stored item has. */
const newItemId = 2 ** 31 - 1;
const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;

/** The fields for a reference in a file. They stand for the id, which is valid in one installation only. */
export const fieldsInFiles = (reference: ImportedReference): readonly string[] =>
  Object.values(referenceFields(reference));

/** The items that the rows of a batch refer to by one field: found by key, or else by name, the oldest of that name. */
export class BatchReferences {
  readonly #byName = new FormIndex<Item<AnyKeys> | NewItem>();
  readonly #byKeys: KeyIndex<Item<AnyKeys> | NewItem>;
  /** The names of the fields in files. */
  readonly #names: { readonly name: string; readonly imdbId?: string; readonly sourceId: string };
  readonly #unknownCode: string;

  private constructor(
    private readonly imported: ImportedReference,
    private readonly items: BulkRepository<AnyKeys>,
    installation: string,
  ) {
    this.#byKeys = new KeyIndex(installation);
    this.#names = referenceFields(imported);
    this.#unknownCode = referenceCodes(imported.to.plural).unknown;
  }

  /** Reads the stored items that these rows refer to. */
  static async find(
    rows: readonly ReadRow[],
    imported: ImportedReference,
    items: BulkRepository<AnyKeys>,
    installation: string,
  ): Promise<BatchReferences> {
    const batch = new BatchReferences(imported, items, installation);
    const { field } = imported.reference;
    const { namedBy } = imported.to;
    const keysInRows = rows.map(({ fields }) => batch.#keysIn(fields));
    const { ids, ...keys } = keysOf(keysInRows, installation);
    const idsInRows = rows.flatMap(({ fields }) => (isId(fields[field]) ? fields[field] : []));
    await batch.#findByKeys({ ...keys, ids: [...ids, ...idsInRows] });
    const names = rows.flatMap(({ fields }, i) =>
      hasKey(keysInRows[i] as RowKeys) ? [] : (keyText(fields[batch.#names.name]) ?? []),
    );
    for (const item of await items.findOldestByName([...new Set(names.flatMap(storedForms))], namedBy))
      batch.#byName.set(String((item as unknown as Record<string, unknown>)[namedBy]), item);
    return batch;
  }

  async #findByKeys(keys: ItemKeys): Promise<void> {
    const merged = await this.items.findMerged(keys);
    const found = await this.items.findByKeys({
      ...keys,
      ids: [...keys.ids, ...merged.map(({ into }) => into)],
    });
    const byId = new Map(found.map((item) => [item.id, item]));
    for (const item of merged) {
      const target = byId.get(item.into);
      if (target !== undefined) this.#byKeys.put(target, item);
    }
    // Last: a key of a merged item belongs to the item that has it now.
    for (const item of found) this.#byKeys.put(item, item);
  }

  get field(): string {
    return this.imported.reference.field;
  }

  /**
   * Replaces the fields that refer to an item by its id. The id of a new item is not known yet: `createFor` sets it.
   * @param fields of the row; modified
   * @param violations receives those that are found
   * @returns the item if it is new
   */
  resolve(fields: Record<string, unknown>, violations: Violation[]): NewItem | undefined {
    const inFiles = fieldsInFiles(this.imported);
    if (!inFiles.some((field) => Object.hasOwn(fields, field))) {
      this.#checkId(fields, violations);
      return undefined;
    }
    const [keys, name] = [this.#keysIn(fields), keyText(fields[this.#names.name])];
    const isGiven = inFiles.some((field) => (fields[field] ?? null) !== null);
    for (const field of inFiles) {
      const value = fields[field] ?? null;
      if (value !== null && keyText(value) === undefined)
        violations.push(
          violation(field, `${field} must be a line of text, not ${shown(value)}`, 'string.base'),
        );
      delete fields[field];
    }
    if (!isGiven && Object.hasOwn(fields, this.field)) {
      this.#checkId(fields, violations);
      return undefined;
    }
    const item = this.#find(keys, name) ?? this.#create(keys, name, violations);
    const isNew = item !== undefined && 'draft' in item;
    fields[this.field] = item === undefined ? null : isNew ? newItemId : item.id;
    return isNew ? item : undefined;
  }

  /**
   * Stores the new items that these drafts refer to, and sets their ids in the drafts. Returns the number of new items.
   * @param referring each draft, and the new item that it refers to
   */
  async createFor(
    referring: readonly { readonly to: NewItem | undefined; readonly draft: object }[],
  ): Promise<number> {
    const created = [...new Set(referring.flatMap(({ to }) => to ?? []))];
    const ids = await this.items.addAll(created.map(({ draft }) => draft));
    const idOf = new Map(created.map((item, i) => [item, ids[i] as number]));
    for (const { to, draft } of referring)
      if (to !== undefined) Object.assign(draft, { [this.field]: idOf.get(to) });
    return created.length;
  }

  #keysIn(fields: ReadRow['fields']): RowKeys {
    const { imdbId, sourceId } = this.#names;
    return {
      imdbId: imdbId === undefined ? undefined : keyText(fields[imdbId]),
      sourceId: keyText(fields[sourceId]),
    };
  }

  /** Checks the id in a row, and replaces the id of a merged item. Validation rejects other values. */
  #checkId(fields: Record<string, unknown>, violations: Violation[]): void {
    const id = fields[this.field];
    if (!isId(id)) return;
    const item = this.#byKeys.withId(id);
    if (item === undefined) violations.push(this.#notFound(this.field, id));
    else if ('id' in item) fields[this.field] = item.id;
  }

  #notFound(field: string, value: unknown): Violation {
    return violation(field, `${field} ${JSON.stringify(value)} does not exist`, this.#unknownCode);
  }

  #find({ imdbId, sourceId }: RowKeys, name: string | undefined) {
    return hasKey({ imdbId, sourceId })
      ? (this.#byKeys.withImdbId(imdbId) ??
          this.#byKeys.withSourceId(sourceId) ??
          this.#byKeys.withOwnSourceId(sourceId))
      : this.#byName.get(name ?? '');
  }

  /** Makes a new item of this name. Undefined if that is not possible: then violations are added. */
  #create(keys: RowKeys, name: string | undefined, violations: Violation[]): NewItem | undefined {
    const { create } = this.imported;
    if (name === undefined || create === undefined) {
      if (keys.imdbId !== undefined)
        violations.push(this.#notFound(this.#names.imdbId as string, keys.imdbId));
      else if (keys.sourceId !== undefined)
        violations.push(this.#notFound(this.#names.sourceId, keys.sourceId));
      else if (name !== undefined) violations.push(this.#notFound(this.#names.name, name));
      return undefined;
    }
    try {
      const stored = { imdbId: keys.imdbId ?? null, sourceId: keys.sourceId ?? null, externalIds: {} };
      const item = { draft: create(name, stored) };
      if (hasKey(keys)) this.#byKeys.put(item, stored);
      else this.#byName.set(name, item);
      return item;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const fieldOf: Readonly<Record<string, string | undefined>> = {
        '/imdbId': this.#names.imdbId,
        '/sourceId': this.#names.sourceId,
      };
      violations.push(
        ...error.violations.map((one) => ({
          ...one,
          pointer: `/${fieldOf[one.pointer] ?? this.#names.name}`,
        })),
      );
      return undefined;
    }
  }
}
