import { columnNamed } from '../../../core/catalogue/columns.js';
import type { ImportableKind } from '../import-source.js';
import { keyOf } from './column-names.js';

/** The field of these kinds that a column is called like; undefined: none. */
export const fieldCalled = (name: string, kinds: readonly ImportableKind[]): string | undefined => {
  const fields = kinds.flatMap(({ columns }) => Object.keys(columns));
  const isField = kinds.some(({ columns }) => columnNamed(columns, name) !== undefined);
  return isField ? name : fields.find((field) => keyOf(field) === keyOf(name));
};
