import type { MappingReport } from '../adapters/import/import-source.js';

/** Maximum columns, and characters of a name or a row. */
const [maxColumns, maxText] = [100, 200];

const shorten = (text: string): string => (text.length > maxText ? `${text.slice(0, maxText)}…` : text);

/** Control characters come from files: a terminal would execute them. */
const printable = (text: string): string => shorten(text).replaceAll(/\p{Cc}/gu, '?');

const list = (names: readonly string[]): string =>
  [
    ...names.slice(0, maxColumns).map(printable),
    ...(names.length > maxColumns ? [`${names.length - maxColumns} more`] : []),
  ].join(', ');

/** The columns of a file with their fields, and its first rows as they would be stored. */
export const mappingTable = ({ file, source, columns, firstRows }: MappingReport): string => {
  const shown = columns.slice(0, maxColumns);
  const width = Math.min(40, Math.max(0, ...shown.map(({ column }) => column.length)));
  return [
    `${printable(file)}${source === undefined ? '' : ` (${source})`}:`,
    ...shown.map(
      ({ column, fields }) => `  ${printable(column).padEnd(width)}  ${fields.join(', ') || 'ignored'}`,
    ),
    ...(columns.length > maxColumns ? [`  ${columns.length - maxColumns} more columns`] : []),
    'First rows:',
    ...firstRows.map(({ plural, fields }) => `  ${plural}: ${printable(JSON.stringify(fields))}`),
    '',
  ].join('\n');
};

/** What is not imported of a file. */
export const linesOfMapping = ({
  file,
  source,
  notStored,
  withoutPlace,
  furtherNames,
}: MappingReport): string[] => {
  const from = source === undefined ? file : `${file} (${source})`;
  const [first] = furtherNames?.example.names ?? [];
  return [
    ...(notStored === undefined ? [] : [`${from}: ${notStored} are not stored`]),
    ...(withoutPlace.length === 0
      ? []
      : [`${from}: columns without a field, ignored: ${list(withoutPlace)}`]),
    ...(furtherNames === undefined || first === undefined
      ? []
      : [
          `${file}: author: further names in ${furtherNames.count} ${furtherNames.count === 1 ? 'row' : 'rows'} are not stored, ` +
            `such as ${JSON.stringify(printable(first))} (line ${furtherNames.example.place.line})`,
        ]),
  ];
};

const words = (type: string, count: number): string => (count === 1 || /s$/i.test(type) ? type : `${type}s`);

/** `left out: 1,887 shorts, 3 games` */
export const lineOfTypes = (types: ReadonlyMap<string, number>): string[] => {
  const sorted = [...types].sort(([, a], [, b]) => b - a);
  const counted = sorted.map(([type, count]) => `${count.toLocaleString('en-US')} ${words(type, count)}`);
  return counted.length === 0 ? [] : [`left out: ${list(counted)}`];
};
