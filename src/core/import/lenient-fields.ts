import type { Columns } from '../catalogue/columns.js';
import { type ResolvedReference, referenceFields } from '../catalogue/exported.js';
import type { Violation } from '../shared/errors.js';
import type { ReadRow } from './import-row.js';
import type { LeftOutValue } from './left-out.js';
import { without } from './row-fields.js';

/** A row without its unreadable values. */
export interface LenientRow {
  readonly row: ReadRow;
  readonly leftOut: readonly LeftOutValue[];
}

/** The part of a list that can be read; undefined if nothing can. */
const readableIn = (list: readonly unknown[], indexes: ReadonlySet<string | undefined>) => {
  const rest = list.filter((_, i) => !indexes.has(String(i)));
  return rest.length > 0 ? rest : undefined;
};

/**
 * Leaves unreadable values of optional fields out, as if the row did not have them. Of a list only these values are left
 * out, or the whole list if there is no other. Required fields and keys, those of references included, stay.
 */
export class LenientFields {
  readonly #names: ReadonlySet<string>;

  constructor(columns: Columns, references: readonly ResolvedReference[]) {
    const keys = references.flatMap((resolved) => {
      const { name: _, ...keysOfReference } = referenceFields(resolved);
      return [resolved.reference.field, ...Object.values(keysOfReference)];
    });
    const optional = Object.entries(without(columns, ['imdbId', 'sourceId', ...keys]) as Columns);
    this.#names = new Set(
      optional.flatMap(([name, { type, isNullable }]) => (isNullable || type === 'list' ? name : [])),
    );
  }

  /** @returns undefined if one of the violations is about another field */
  leaveOut({ unreadable: _, ...row }: ReadRow, violations: readonly Violation[]): LenientRow | undefined {
    const indexes = new Map<string, Set<string | undefined>>();
    for (const { pointer } of violations) {
      const [, name = '', index] = pointer.split('/');
      if (!this.#names.has(name) || !Object.hasOwn(row.fields, name)) return undefined;
      indexes.set(name, (indexes.get(name) ?? new Set()).add(index));
    }
    const fields = without(row.fields, [...indexes.keys()]);
    const leftOut = [...indexes].flatMap(([field, unreadable]): LeftOutValue[] => {
      const value = row.fields[field];
      const found = { field, column: row.columnOf?.(field), place: row.place };
      if (unreadable.has(undefined) || !Array.isArray(value)) return [{ ...found, value }];
      const readable = readableIn(value, unreadable);
      if (readable !== undefined) fields[field] = readable;
      return [...unreadable].map((index) => ({ ...found, value: value[Number(index)] }));
    });
    return { row: { ...row, fields }, leftOut };
  }
}
