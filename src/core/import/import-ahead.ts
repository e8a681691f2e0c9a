import type { Keys } from '../catalogue/keys.js';
import { DomainError } from '../shared/errors.js';
import { fieldsInFiles } from './batch-references.js';
import { readOnly, without } from './import-fields.js';
import type { ImportedKind, ReadRow, RefusedRow } from './import-ports.js';

/**
 * What rows make of items that are not there yet, all but the items that they refer to: looked at while the database writes those
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

  /** @param fields of the row, with the ids of the items that it refers to */
  take(row: ReadRow, fields: Readonly<Record<string, unknown>>): Draft | undefined {
    const draft = this.#drafts.get(row);
    if (draft === undefined) return undefined;
    const referring = this.imported.references.map(({ reference: { field } }) => field);
    const ids = referring.flatMap((field) => (field in fields ? [[field, fields[field]]] : []));
    return { ...draft, ...Object.fromEntries(ids) };
  }

  #draftOf({ fields }: ReadRow): Draft | undefined {
    const { kind, valid, references } = this.imported;
    try {
      const draft = valid(without(fields, [...readOnly, ...references.flatMap(fieldsInFiles)]));
      return kind.check(draft).length === 0 ? draft : undefined;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
