import type { MappingReport } from '../adapters/import/import-source.js';
import { formatCount, formatPlace } from './rejections.js';

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

/** Formats what a file has that is not imported. */
export const linesOfMapping = ({
  file,
  source,
  notStored,
  unmappedColumns,
  furtherNames,
}: MappingReport): string[] => {
  const from = source === undefined ? file : `${file} (${source})`;
  const [first] = furtherNames?.example.names ?? [];
  return [
    ...(notStored === undefined ? [] : [`${from}: ${notStored} are not stored`]),
    ...(unmappedColumns.length === 0
      ? []
      : [`${from}: columns without a field, ignored: ${list(unmappedColumns)}`]),
    ...(furtherNames === undefined || first === undefined
      ? []
      : [
          `${file}: further names in ${formatCount(furtherNames.count, 'row')}, not stored, because an item has one author: ` +
            `${JSON.stringify(printable(first))} (${formatPlace(furtherNames.example.place)})`,
        ]),
  ];
};
