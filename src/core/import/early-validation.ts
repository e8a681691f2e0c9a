import type { Keys } from '../catalogue/keys.js';
import { DomainError } from '../shared/errors.js';
import type { ImportedKind, ReadRow, RefusedRow } from './import-ports.js';
import { authorFields, readOnlyFields, without } from './row-fields.js';

/**
 * Validates rows, except for their authors, while the database writes the rows before them. Assumes that their items are
 * new. An invalid row is skipped here: its violations are found when the row is imported.
 */
export class EarlyValidation<Draft extends Keys> {
  readonly #drafts = new WeakMap<ReadRow, Draft>();

  constructor(private readonly imported: ImportedKind<Draft>) {}

  validate(rows: readonly (ReadRow | RefusedRow)[]): void {
    for (const row of rows) {
      if ('violations' in row) continue;
      const draft = this.#draftOf(row);
      if (draft !== undefined) this.#drafts.set(row, draft);
    }
  }

  /**
   * The draft of a new item, if the row was found valid.
   * @param fields of the row, after its author was replaced by an id
   */
  draftOf(row: ReadRow, fields: Readonly<Record<string, unknown>>): Draft | undefined {
    const draft = this.#drafts.get(row);
    return draft && { ...draft, ...('authorId' in fields && { authorId: fields.authorId }) };
  }

  #draftOf({ fields }: ReadRow): Draft | undefined {
    const { kind, valid, validAuthor } = this.imported;
    const skipped = validAuthor ? [...readOnlyFields, ...authorFields] : readOnlyFields;
    try {
      const draft = valid(without(fields, skipped));
      return kind.check(draft).length === 0 ? draft : undefined;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
