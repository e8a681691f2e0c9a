import type { ImportableKind } from '../import-source.js';
import { keyOf } from './column-names.js';

/** The field of these kinds that a column is called like; undefined: none. */
export const fieldCalled = (name: string, kinds: readonly ImportableKind[]): string | undefined => {
  const fields = kinds.flatMap(({ columns }) => Object.keys(columns));
  return fields.includes(name) ? name : fields.find((field) => keyOf(field) === keyOf(name));
};
