import type { LeftOut, LeftOutField } from '../core/import/left-out.js';
import { shown } from '../core/import/row-fields.js';

/** Maximum labels in the message. */
const maxLabels = 30;

export const times = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The first values of a field, each with its place. */
export const examplesOf = ({ examples }: LeftOutField): string =>
  examples.map(({ value, place: { file, line } }) => `${shown(value)} (${file}, line ${line})`).join(', ');

/** Formats what an import left out: a line for the labels that are no genre, and one for each field. */
export const linesOfLeftOut = ({ labels, fields }: LeftOut): string[] => {
  const sorted = [...labels].sort(([, a], [, b]) => b - a);
  const named = sorted.slice(0, maxLabels).map(([label, count]) => `${label} (${count})`);
  const more = sorted.length > maxLabels ? [`${sorted.length - maxLabels} more`] : [];
  return [
    ...(named.length > 0 ? [`left out, not genres: ${[...named, ...more].join(', ')}`] : []),
    ...fields.map(
      (one) =>
        `${one.plural}: ${one.field}: left out ${times(one.count, 'unreadable value')}: ${examplesOf(one)}`,
    ),
  ];
};
