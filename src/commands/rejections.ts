import type { RejectedFileWriter } from '../adapters/import/rejected-file-writer.js';
import { genres } from '../core/catalogue/genre.js';
import type { Place } from '../core/import/import-row.js';
import { unknownGenre } from '../core/import/normalize-row.js';
import type { Reason, Rejections } from '../core/import/rejections.js';

/** Maximum reasons that are printed. */
const maxReasons = 20;

export const formatCount = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** `movies.csv:7`, as compilers write it. */
export const formatPlace = ({ file, line }: Place) => `${file}:${line}`;

/** Each message once, with the rows that have it. */
const formatReason = ({ subject, count, examples }: Reason): string => {
  const places = new Map<string, string[]>();
  for (const { message, place } of examples)
    places.set(message, [...(places.get(message) ?? []), formatPlace(place)]);
  const texts = [...places].map(([message, rows]) => `${message} (${rows.join(', ')})`);
  return `rejected: ${formatCount(count, 'row')}: ${subject}${texts.join(', ')}`;
};

/** Formats why rows were rejected: a line for each reason, with its first rows. */
export const linesOfRejections = (rejections: Rejections): string[] => {
  const { reasons } = rejections;
  const shown = reasons.slice(0, maxReasons);
  const others = reasons.slice(maxReasons).reduce((sum, { count }) => sum + count, rejections.others);
  return [
    ...shown.map(formatReason),
    ...(others > 0 ? [`rejected for other reasons: ${formatCount(others, 'row')}`] : []),
    ...(rejections.has(unknownGenre) ? [`The genres are: ${genres.join(', ')}`] : []),
  ];
};

/** Formats what `--errors` wrote. */
export const linesOfWritten = ({ path, written, lost }: RejectedFileWriter): string[] => [
  ...(written > 0
    ? [`written to ${path}, to be corrected and imported: ${formatCount(written, 'row')}`]
    : []),
  ...(lost.count > 0
    ? [
        `not written to ${path}, because they cannot be read: ${formatCount(lost.count, 'row')} (${lost.places.map(formatPlace).join(', ')})`,
      ]
    : []),
];
