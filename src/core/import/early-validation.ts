import type { Keys } from '../catalogue/keys.js';
import { DomainError } from '../shared/errors.js';
import { fieldsInFiles } from './batch-references.js';
import { newDraft } from './draft-of-row.js';
import type { ReadRow, RejectedRow } from './import-row.js';
import type { ImportedKind } from './imported-kind.js';
import { readOnlyFields, without } from './row-fields.js';

/**
 * Validates the rows of the next batch, except for their references, while the database writes the current one. Assumes
 * that their items are new. An invalid row is skipped here: its violations are found when it is imported.
 */
export class EarlyValidation<Draft extends Keys> {
  readonly #drafts = new WeakMap<ReadRow, Draft>();

  constructor(private readonly imported: ImportedKind<Draft>) {}

  /** Validates rows, and keeps the drafts of valid ones for `draftOf`. */
  validate(rows: readonly (ReadRow | RejectedRow)[]): void {
    for (const row of rows) {
      if ('violations' in row || row.unreadable !== undefined) continue;
      const draft = this.#draftOf(row);
      if (draft !== undefined) this.#drafts.set(row, draft);
    }
  }

  /**
   * The draft of a new item, if the row was found valid.
   * @param fields of the row, with the ids of the items that it refers to
   */
  draftOf(row: ReadRow, fields: Readonly<Record<string, unknown>>): Draft | undefined {
    const draft = this.#drafts.get(row);
    if (draft === undefined) return undefined;
    const names = this.imported.references.map(({ reference: { field } }) => field);
    const ids = names.flatMap((name) => (name in fields ? [[name, fields[name]]] : []));
    return { ...draft, ...Object.fromEntries(ids) };
  }

  #draftOf({ fields }: ReadRow): Draft | undefined {
    const { kind, references } = this.imported;
    try {
      const ofReferences = references.flatMap(fieldsInFiles);
      const draft = newDraft(this.imported, without(fields, [...readOnlyFields, ...ofReferences]));
      return kind.check(draft).length === 0 ? draft : undefined;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
