import { columnNamed } from '../../../core/catalogue/columns.js';
import type { ImportableKind } from '../import-source.js';
import { keyOf } from './column-names.js';

/** Returns the field that a column is named after, ignoring case, spaces and punctuation; undefined: there is none. */
export const matchingField = (name: string, kinds: readonly ImportableKind[]): string | undefined => {
  const fields = kinds.flatMap(({ columns }) => Object.keys(columns));
  const isField = kinds.some(({ columns }) => columnNamed(columns, name) !== undefined);
  return isField ? name : fields.find((field) => keyOf(field) === keyOf(name));
};
