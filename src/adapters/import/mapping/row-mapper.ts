import { type Columns, columnNamed, idColumnPrefix } from '../../../core/catalogue/columns.js';
import type { ReadRow } from '../../../core/import/import-row.js';
import { valueIn } from './column-names.js';
import { type ValueContext, type ValueName, values } from './values.js';

/** A field, and where its value comes from. */
export interface Target {
  readonly field: string;
  /** For each value, the columns whose first value is used. */
  readonly from: readonly (readonly string[])[];
  readonly by?: ValueName | undefined;
}

/** How the rows of a file become rows of one kind. */
export interface RowMapping {
  readonly columns: Columns;
  readonly targets: readonly Target[];
  /** Whether an empty value is null. If not, the row does not have the field: the source does not know it. */
  readonly hasNulls: boolean;
  /** Which other fields of a row stay, as JSON can have in some rows only; undefined: none. */
  readonly keeps?: ((name: string, value: unknown) => boolean) | undefined;
}

/** What pandas writes for a missing number, and what it makes of whole numbers beside one. */
const missing = /^\s*(?:nan|null|none|\\n)\s*$/i;
const idOf = (value: unknown): string =>
  String(value)
    .trim()
    .replace(/^(\d+)\.0$/, '$1');

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const firstOf = (row: ReadRow['fields'], columns: readonly string[]): unknown => {
  let first: unknown;
  for (const column of columns) {
    const value = valueIn(row, column);
    if (!isEmpty(value)) return value;
    first ??= value;
  }
  return first;
};

const readValue = (row: ReadRow['fields'], { from, by }: Target, context: ValueContext): unknown => {
  const found = from.map((columns) => firstOf(row, columns));
  return by === undefined ? found[0] : values[by](found, context);
};

/** Returns a function that maps the fields of a row. */
export const rowMapper = ({ columns, targets, hasNulls, keeps }: RowMapping) => {
  const fieldsOf = targets.map((target) => {
    const column = columnNamed(columns, target.field);
    return {
      ...target,
      isText: column?.type === 'text',
      isNullable: column !== undefined && (column.type !== 'text' || column.isNullable),
      isId: target.field.startsWith(idColumnPrefix),
    };
  });
  return (row: ReadRow['fields'], context: ValueContext): ReadRow['fields'] => {
    const fields: Record<string, unknown> = {};
    if (keeps !== undefined)
      for (const [name, value] of Object.entries(row)) if (keeps(name, value)) fields[name] = value;
    for (const target of fieldsOf) {
      const { field, isText, isNullable, isId } = target;
      const value = readValue(row, target, context);
      if (isEmpty(value)) {
        if (hasNulls && value !== undefined && isNullable) fields[field] = value;
      } else if (isId) {
        if (!missing.test(String(value))) fields[field] = idOf(value);
      } else fields[field] = isText && typeof value === 'number' ? String(value) : value;
    }
    return fields;
  };
};
