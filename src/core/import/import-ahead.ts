import type { Keys } from '../catalogue/keys.js';
import { DomainError } from '../shared/errors.js';
import { fieldsOfAuthor } from './batch-authors.js';
import { readOnly, without } from './import-fields.js';
import type { ImportedKind, ReadRow, RefusedRow } from './import-ports.js';

/**
 * What rows make of items that are not there yet, all but their authors: looked at while the database writes those
 * before, which would otherwise wait for it. Only of those that are valid; why others are not is found out when it is
 * their turn.
 */
export class Ahead<Draft extends Keys> {
  readonly #drafts = new WeakMap<ReadRow, Draft>();

  constructor(private readonly imported: ImportedKind<Draft>) {}

  look(rows: readonly (ReadRow | RefusedRow)[]): void {
    for (const row of rows) {
      if ('violations' in row) continue;
      const draft = this.#draftOf(row);
      if (draft !== undefined) this.#drafts.set(row, draft);
    }
  }

  /** @param fields of the row, with the id of its author where it tells of one */
  take(row: ReadRow, fields: Readonly<Record<string, unknown>>): Draft | undefined {
    const draft = this.#drafts.get(row);
    return draft && { ...draft, ...('authorId' in fields && { authorId: fields.authorId }) };
  }

  #draftOf({ fields }: ReadRow): Draft | undefined {
    const { kind, valid, validAuthor } = this.imported;
    try {
      const draft = valid(without(fields, validAuthor ? [...readOnly, ...fieldsOfAuthor] : readOnly));
      return kind.check(draft).length === 0 ? draft : undefined;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
