import { referenceFields } from '../catalogue/exported.js';
import type { AnyKeys } from '../catalogue/keys.js';
import type { Item } from '../catalogue/kind.js';
import { referenceCodes } from '../catalogue/references.js';
import { DomainError, type Violation } from '../shared/errors.js';
import { formsOf } from '../shared/text.js';
import type { BulkRepository, ImportedReference, ReadRow } from './import-ports.js';
import { ByForms, ByKeys, keysOf, text } from './key-index.js';

/** An item that a row names, and that does not exist yet. */
export interface NewItem {
  readonly draft: AnyKeys;
}

/** What is wrong with a field of a row. */
export const refusal = (field: string, message: string, code: string): Violation => ({
  pointer: `/${field}`,
  message,
  code,
});

interface Keys {
  readonly imdbId: string | undefined;
  readonly sourceId: string | undefined;
}
const hasKey = ({ imdbId, sourceId }: Keys) => imdbId !== undefined || sourceId !== undefined;
const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;

/** The fields of a file for a reference, which stand for the id: it only holds in one installation. */
export const fieldsInFiles = (reference: ImportedReference): readonly string[] =>
  Object.values(referenceFields(reference));

/** The items that the rows of a batch refer to by one field: found by key, or else by name, the oldest of that name. */
export class ReferencesOfBatch {
  readonly #byName = new ByForms<Item<AnyKeys> | NewItem>();
  readonly #byKeys: ByKeys<Item<AnyKeys> | NewItem>;
  readonly #names: { readonly name: string; readonly imdbId?: string; readonly sourceId: string };
  readonly #unknown: Pick<Violation, 'message' | 'code'>;

  private constructor(
    private readonly imported: ImportedReference,
    private readonly items: BulkRepository<AnyKeys>,
    installation: string,
  ) {
    const { to } = imported;
    this.#byKeys = new ByKeys(installation);
    this.#names = referenceFields(imported);
    this.#unknown = { message: `there is no such ${to.name}`, code: referenceCodes(to.plural).unknown };
  }

  static async find(
    rows: readonly ReadRow[],
    imported: ImportedReference,
    items: BulkRepository<AnyKeys>,
    installation: string,
  ): Promise<ReferencesOfBatch> {
    const batch = new ReferencesOfBatch(imported, items, installation);
    const { field } = imported.reference;
    const { namedBy } = imported.to;
    const keysInRows = rows.map(({ fields }) => batch.#keysIn(fields));
    const { ids, ...keys } = keysOf(keysInRows, installation);
    const given = rows.flatMap(({ fields }) => (isId(fields[field]) ? fields[field] : []));
    for (const item of await items.known({ ...keys, ids: [...ids, ...given] })) batch.#byKeys.put(item, item);
    const names = rows.flatMap(({ fields }, i) =>
      hasKey(keysInRows[i] as Keys) ? [] : (text(fields[batch.#names.name]) ?? []),
    );
    for (const item of await items.named([...new Set(names.flatMap(formsOf))], namedBy))
      batch.#byName.set(String((item as unknown as Record<string, unknown>)[namedBy]), item);
    return batch;
  }

  get field(): string {
    return this.imported.reference.field;
  }

  /**
   * Puts the id in place of the fields that stand for it. Returns the item, if it has to be created first.
   * @param fields of the row; changed
   * @param violations what is wrong is added to these
   */
  take(fields: Record<string, unknown>, violations: Violation[]): NewItem | undefined {
    const inFiles = fieldsInFiles(this.imported);
    if (!inFiles.some((field) => Object.hasOwn(fields, field))) {
      this.#requireId(fields, violations);
      return undefined;
    }
    const [keys, name] = [this.#keysIn(fields), text(fields[this.#names.name])];
    let isGiven = false;
    for (const field of inFiles) {
      const value = fields[field] ?? null;
      isGiven ||= value !== null;
      if (value !== null && text(value) === undefined)
        violations.push(refusal(field, `${field} must be a line of text`, 'string.base'));
      delete fields[field];
    }
    if (!isGiven && Object.hasOwn(fields, this.field)) {
      this.#requireId(fields, violations);
      return undefined;
    }
    const item = this.#find(keys, name) ?? this.#create(keys, name, violations);
    const isNew = item !== undefined && 'draft' in item;
    // The id of a new item is not known yet: any valid one will do until then.
    fields[this.field] = item === undefined ? null : isNew ? 1 : item.id;
    return isNew ? item : undefined;
  }

  /**
   * Stores the new items that these drafts refer to, and puts their ids into the drafts. Returns how many they were.
   * @param referring each draft, and its new item
   */
  async add(
    referring: readonly { readonly to: NewItem | undefined; readonly draft: object }[],
  ): Promise<number> {
    const created = [...new Set(referring.flatMap(({ to }) => to ?? []))];
    const ids = await this.items.addAll(created.map(({ draft }) => draft));
    const idOf = new Map(created.map((item, i) => [item, ids[i] as number]));
    for (const { to, draft } of referring)
      if (to !== undefined) Object.assign(draft, { [this.field]: idOf.get(to) });
    return created.length;
  }

  #keysIn(fields: ReadRow['fields']): Keys {
    const { imdbId, sourceId } = this.#names;
    return {
      imdbId: imdbId === undefined ? undefined : text(fields[imdbId]),
      sourceId: text(fields[sourceId]),
    };
  }

  #requireId(fields: Record<string, unknown>, violations: Violation[]): void {
    const id = fields[this.field];
    if (isId(id) && this.#byKeys.ofId(id) === undefined) violations.push(this.#notFound(this.field));
  }

  #notFound(field: string): Violation {
    return refusal(field, this.#unknown.message, this.#unknown.code);
  }

  #find({ imdbId, sourceId }: Keys, name: string | undefined) {
    return hasKey({ imdbId, sourceId })
      ? (this.#byKeys.ofImdbId(imdbId) ?? this.#byKeys.ofSourceId(sourceId) ?? this.#byKeys.ofOwnId(sourceId))
      : this.#byName.get(name ?? '');
  }

  #create(keys: Keys, name: string | undefined, violations: Violation[]): NewItem | undefined {
    const { create } = this.imported;
    if (name === undefined || create === undefined) {
      const field =
        keys.imdbId === undefined
          ? keys.sourceId === undefined
            ? this.#names.name
            : this.#names.sourceId
          : (this.#names.imdbId as string);
      if (hasKey(keys) || name !== undefined) violations.push(this.#notFound(field));
      return undefined;
    }
    try {
      const stored = { imdbId: keys.imdbId ?? null, sourceId: keys.sourceId ?? null };
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
