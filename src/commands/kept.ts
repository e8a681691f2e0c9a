import type { LeftOut } from '../core/import/left-out.js';
import { examplesOf } from './left-out.js';
import { formatCount } from './rejections.js';

/** Formats which values did not replace those edited by hand: a line for all, and one for each field. */
export const linesOfKept = ({ fields }: LeftOut): string[] => {
  if (fields.length === 0) return [];
  const count = fields.reduce((sum, field) => sum + field.count, 0);
  const were = count === 1 ? 'was' : 'were';
  return [
    `${formatCount(count, 'field')} kept that ${were} edited by hand; --overwrite replaces ${count === 1 ? 'it' : 'them'}`,
    ...fields.map(
      (field) => `${field.plural}: ${field.field}: kept ${field.count}, not replaced by ${examplesOf(field)}`,
    ),
  ];
};
