import type { Readable } from 'node:stream';
import Joi from 'joi';
import type { Columns } from '../../../core/catalogue/columns.js';
import type { ExportedRow, ExportItems } from '../../../core/catalogue/export-items.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { apiBase } from '../api-base.js';
import { exampleOf } from '../examples.js';
import { HttpError } from '../http-error.js';
import { type ListParameters, listParameters, listQuery } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { oneOf } from '../text-schemas.js';
import { columnsOf } from './exported-schema.js';
import { pluralOf } from './item-schema.js';

/** Options of CSV. Other formats ignore them. */
export interface RowOptions {
  /** One character. */
  readonly delimiter: string;
  readonly hasByteOrderMark: boolean;
}

/** A file format: how rows are written as text. */
export interface RowFormat {
  /** The media type with its charset. */
  readonly contentType: string;
  /** Returns the text before the first row. */
  header(columns: Columns, options: RowOptions): string;
  /** Returns a row with its line break. */
  line(row: ExportedRow, columns: Columns, options: RowOptions): string;
}

/** The supported formats, by file extension. */
export type RowFormats = Readonly<Record<'ndjson' | 'csv', RowFormat>>;

/** How exports are written and sent. */
export interface ExportSettings {
  readonly formats: RowFormats;
  /**
   * Returns the written text as a stream. A slow reader does not slow down `produce`. Resolves at the first write, or when
   * `produce` has finished without one.
   * @throws what `produce` throws before that
   */
  spool(
    produce: (write: (text: string) => Promise<void>, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Readable>;
}

/** The export of a kind. */
export interface Exporting {
  /** The schema of a row. */
  readonly row: Joi.ObjectSchema;
  readonly items: ExportItems;
}

/** Rows per page, which bounds the memory of an export. */
const pageSize = 1_000;

interface FormatParameters {
  readonly format: keyof RowFormats;
  readonly delimiter?: keyof typeof delimiters;
  readonly bom?: boolean;
}

type ExportQuery = ListParameters & FormatParameters;

const delimiters = { ',': ',', ';': ';', tab: '\t', '|': '|' };
const delimiter = named('CsvDelimiter', oneOf({ COMMA: ',', SEMICOLON: ';', TAB: 'tab', PIPE: '|' }));

/** @throws HttpError `invalid-parameter` if another format has options of CSV */
const rowOptions = ({ format, delimiter, bom }: FormatParameters): RowOptions => {
  const details = Object.entries({ delimiter, bom })
    .filter(([, value]) => format !== 'csv' && value !== undefined)
    .map(([parameter]) => ({ parameter, message: `${parameter} requires format=csv`, code: 'not-together' }));
  if (details.length > 0)
    throw new HttpError('invalid-parameter', 'delimiter and bom require format=csv.', details);
  return { delimiter: delimiters[delimiter ?? ','], hasByteOrderMark: bom ?? false };
};

const csvText = Joi.string().description(
  'RFC 4180 with a header row. The values of a list are separated by commas; null is empty. Text that a spreadsheet would ' +
    'execute as a formula begins with an apostrophe, which an import removes.',
);

/** The route that exports the items of a kind, or those that match filters, as a file. */
export function exportRoute<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  { formats, spool }: ExportSettings,
  { row, items }: Exporting,
): AnyRoute {
  const columns = columnsOf(row);
  const csvOptions = { delimiter: ',', hasByteOrderMark: false };
  const exampleCsv =
    formats.csv.header(columns, csvOptions) +
    formats.csv.line(exampleOf(row) as ExportedRow, columns, csvOptions);
  const query = Joi.object({
    format: named('ExportFormat', Joi.string().valid(...Object.keys(formats)))
      .default('ndjson')
      .description('ndjson: one JSON object per line. csv: also for spreadsheets.'),
    delimiter: delimiter.description(
      'Only with format=csv; a comma by default. Excel in much of Europe expects a semicolon.',
    ),
    bom: Joi.boolean()
      .example(true)
      .description(
        'Only with format=csv. true: the file begins with a byte order mark, by which Excel recognizes UTF-8.',
      ),
    ...listParameters(pluralOf(kind), kind.paths, body),
  }) as Joi.ObjectSchema<ExportQuery>;

  return route<object, ExportQuery>({
    method: 'get',
    path: `${apiBase}/${kind.plural}/export`,
    tag: kind.plural,
    operationId: `export${pluralOf(kind)}`,
    summary: `Export ${kind.plural}`,
    description:
      'All items that match the filters, in the order of the list, from a consistent snapshot. An import of the file ' +
      'restores the same items. Slow clients get the same snapshot. If the export fails midway, the connection is reset.',
    permission: 'catalogue:write',
    input: { query },
    output: {
      200: {
        description: 'The file. NDJSON: each line is one of these objects.',
        headers: ['Content-Disposition'],
        media: { 'application/x-ndjson': row, 'text/csv': csvText.example(exampleCsv) },
      },
    },
    errors: [],
    handle: async ({ query: { format: name, delimiter, bom, ...filters } }) => {
      const options = rowOptions({ format: name, delimiter, bom } as FormatParameters);
      const query = listQuery(kind.paths, filters, { limit: pageSize });
      const format = formats[name];
      return {
        status: 200,
        headers: { 'Content-Disposition': `attachment; filename="${kind.plural}.${name}"` },
        stream: {
          contentType: format.contentType,
          open: (signal) =>
            spool(async (write, stopped) => {
              let text = format.header(columns, options);
              const writeRows = async (rows: readonly ExportedRow[]) => {
                for (const row of rows) text += format.line(row, columns, options);
                await write(text);
                text = '';
              };
              await items.run(query, writeRows, stopped);
            }, signal),
        },
      };
    },
  });
}
