import type { ReadRow } from '../../../core/import/import-row.js';
import { keyOf, valueIn } from './column-names.js';
import type { KindRule } from './known-source.js';

/** The type of a row, and the kind that it stands for. */
export interface RowType {
  /** Undefined: no kind has this type. */
  readonly kind?: string;
  /** The value in the row. */
  readonly label: string;
}

const maxLabel = 60;
const labelOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, maxLabel) : '';

/** Returns a function that returns the type of a row; undefined: the row has none. */
export const rowTypes = (rules: readonly KindRule[]) => {
  const known = rules.map(({ column, kind, types = {} }) => ({
    column,
    kind,
    kinds: new Map(Object.entries(types).flatMap(([of, names]) => names.map((name) => [keyOf(name), of]))),
  }));
  return ({ fields, list }: Pick<ReadRow, 'fields' | 'list'>): RowType | undefined => {
    let label = '';
    for (const { column, kind, kinds } of known) {
      const value = column === undefined ? list : valueIn(fields, column);
      if (value === undefined || value === null || value === '') continue;
      if (kind !== undefined) return { kind, label: label || kind };
      const name = labelOf(value);
      const found = kinds.get(keyOf(name));
      if (found !== undefined) return { kind: found, label: name };
      label ||= name;
    }
    return label === '' ? undefined : { label };
  };
};
