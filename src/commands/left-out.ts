import type { LeftOut, LeftOutField } from '../core/import/left-out.js';
import { shown } from '../core/import/row-fields.js';
import { formatCount, formatPlace } from './rejections.js';

/** Maximum types or labels in a message. */
const maxNames = 30;

const formatted = (count: number) => count.toLocaleString('en');

/** `shorts`; types such as `for adults` and `TV series` stay. */
const formatType = (type: string, count: number) =>
  `${formatted(count)} ${type}${count === 1 || /s$|^(?:for|without) /i.test(type) ? '' : 's'}`;

/** The most frequent ones. */
const formatAll = (counts: ReadonlyMap<string, number>, format: (name: string, count: number) => string) => {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const named = sorted.slice(0, maxNames).map(([name, count]) => format(name, count));
  const more = sorted.length > maxNames ? [`${sorted.length - maxNames} more`] : [];
  return [...named, ...more].join(', ');
};

/** The first values of a field, each with its place. */
export const examplesOf = ({ examples }: LeftOutField): string =>
  examples.map(({ value, place }) => `${shown(value)} (${formatPlace(place)})`).join(', ');

/** A field as its file calls it: `releaseYear (column 3)`, or `Released_Year (column 3), read as releaseYear`. */
const fieldInFile = ({ field, column = field }: LeftOutField): string =>
  column === field || column.startsWith(`${field} (`) ? column : `${column}, read as ${field}`;

/** Formats what an import left out: a line for types of rows, one for labels that are not genres, one for each field. */
export const linesOfLeftOut = ({ labels, types, fields }: LeftOut): string[] => [
  ...(types.size > 0 ? [`left out: ${formatAll(types, formatType)}`] : []),
  ...(labels.size > 0
    ? [`left out, not genres: ${formatAll(labels, (label, count) => `${label} (${formatted(count)})`)}`]
    : []),
  ...fields.map(
    (one) =>
      `${one.plural}: ${fieldInFile(one)}: left out ${formatCount(one.count, 'unreadable value')}: ${examplesOf(one)}`,
  ),
];
