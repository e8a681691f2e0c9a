import type { Readable } from 'node:stream';
import Joi from 'joi';
import type { Columns } from '../../../core/catalogue/columns.js';
import type { ExportedRow, ExportItems } from '../../../core/catalogue/export-items.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { apiBase } from '../api-base.js';
import { type ListParameters, listParameters, listQuery } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { columnsOf } from './exported-schema.js';

/** A way to write rows as text. */
export interface RowFormat {
  /** With its charset. */
  readonly contentType: string;
  /** What stands above the rows. */
  header(columns: Columns): string;
  /** A row, down to the end of its line. */
  line(row: ExportedRow, columns: Columns): string;
}

/** The formats there are, by what their files' names end in. */
export type RowFormats = Readonly<Record<'ndjson' | 'csv', RowFormat>>;

/** What exports go out by. */
export interface ExportSettings {
  readonly formats: RowFormats;
  /**
   * What is written, as a stream that holds up nobody who writes; there once something was written, or all.
   * @throws what the writing throws before that
   */
  spool(
    produce: (write: (text: string) => Promise<void>, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Readable>;
}

/** The export of a kind. */
export interface Exporting {
  /** What a row tells. */
  readonly row: Joi.ObjectSchema;
  readonly items: ExportItems;
}

/** Rows read at once, which bounds memory however long the list is. */
const pageSize = 1_000;

type ExportQuery = ListParameters & { readonly format: keyof RowFormats };

const csvText = Joi.string().description(
  'RFC 4180 with a header row. Values of lists are separated by commas; null is empty. Text that a spreadsheet would ' +
    'run has an apostrophe in front, which an import takes away.',
);

/** A route to a file with all items of a kind, or those of some filters. */
export const exportRoute = <Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  { formats, spool }: ExportSettings,
  { row, items }: Exporting,
): AnyRoute => {
  const columns = columnsOf(row);
  const query = Joi.object({
    format: Joi.string()
      .valid(...Object.keys(formats))
      .default('ndjson')
      .description('NDJSON: an object a line. CSV: for spreadsheets too.'),
    ...listParameters(kind.paths, body),
  }) as Joi.ObjectSchema<ExportQuery>;

  return route<object, ExportQuery>({
    method: 'get',
    path: `${apiBase}/${kind.plural}/export`,
    tag: kind.plural,
    summary: `Export ${kind.plural}`,
    description:
      'All that the list has by these filters, in its order, as they were at one moment: an import reads them back to ' +
      'the same. Who reads slowly gets the same as who reads fast. A file that is not whole ends in a broken connection.',
    permission: 'catalogue:write',
    input: { query },
    output: {
      200: {
        description: 'A file with all of them. NDJSON: each line is such an object.',
        headers: ['Content-Disposition'],
        media: { 'application/x-ndjson': row, 'text/csv': csvText },
      },
    },
    errors: [],
    handle: async ({ query: { format: name, ...filters } }) => {
      const query = listQuery(kind.paths, filters, { limit: pageSize });
      const format = formats[name];
      return {
        status: 200,
        headers: { 'Content-Disposition': `attachment; filename="${kind.plural}.${name}"` },
        stream: {
          contentType: format.contentType,
          open: (signal) =>
            spool(async (write, stopped) => {
              let text = format.header(columns);
              const writeRows = async (rows: readonly ExportedRow[]) => {
                for (const one of rows) text += format.line(one, columns);
                await write(text);
                text = '';
              };
              await items.run(query, writeRows, stopped);
            }, signal),
        },
      };
    },
  });
};
