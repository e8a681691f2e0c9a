import { type CellValue, readXlsx, streamXlsxRows } from 'hucre/xlsx';
import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { readTableRows } from './csv.js';
import type { CsvRecord, RejectedLine } from './csv-records.js';
import type { RecordChunk } from './delimited-text.js';
import { InputError } from './input-error.js';
import { maxLine, type Source } from './lines.js';
import type { OnHeader, ReadOptions } from './read-options.js';
import { rejectRow } from './rejected-rows.js';
import { checkZip } from './zip-archive.js';

const mebibyte = 1024 * 1024;
/** Maximum bytes of a file, and of what it unpacks to. The file is kept in memory. */
const [maxFile, maxUnpacked] = [20 * mebibyte, 300 * mebibyte];
const batchRows = 500;
/** Rejected rows are written as CSV. */
const delimiter = ',';
/** The container of encrypted files, and of files of Excel 97 (MS-CFB section 2.2). */
const compoundFile = 'd0cf11e0';

const readFile = async (file: Source): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxFile)
      throw new InputError(file.name, `it is larger than ${maxFile / mebibyte} MiB: save it as CSV`);
  }
  return Buffer.concat(chunks);
};

/** A value as a person sees it: 15 digits, as Excel shows, and a date without a time that nobody entered. */
const toCell = (value: CellValue): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(15)));
  if (!(value instanceof Date)) return String(value);
  if (Number.isNaN(value.getTime())) return 'an invalid date';
  return value
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, '');
};

/** The sheet with this name, or the first one that a person sees. */
const chooseSheet = async (file: string, content: Buffer, name: string | undefined) => {
  const sheets: { readonly name: string; readonly isHidden: boolean }[] = [];
  await readXlsx(content, {
    sheets: ({ name: found, hidden = false, veryHidden = false }) => {
      sheets.push({ name: found, isHidden: hidden || veryHidden });
      return false;
    },
  });
  if (name === undefined) return sheets.find(({ isHidden }) => !isHidden)?.name;
  const names = sheets.map((one) => one.name);
  if (!names.includes(name))
    throw new InputError(file, `there is no sheet "${name}". Sheets: ${names.join(', ')}`);
  return name;
};

async function* recordsOf(
  file: string,
  content: Buffer,
  sheet: string | undefined,
): AsyncGenerator<RecordChunk> {
  let columns: number | undefined;
  let records: (CsvRecord | RejectedLine)[] = [];
  for await (const { index, values } of streamXlsxRows(content, sheet === undefined ? {} : { sheet })) {
    const cells = values.map(toCell);
    while (cells.length > (columns ?? 0) && cells.at(-1)?.trim() === '') cells.pop();
    if (cells.every((cell) => cell.trim() === '')) continue;
    columns ??= cells.length;
    while (cells.length < columns) cells.push('');
    const size = cells.reduce((sum, cell) => sum + cell.length, 0);
    const line = index + 1;
    if (size <= maxLine) records.push({ line, cells, size });
    else records.push({ ...rejectRow({ file, line }, 'too-long'), text: '' });
    if (records.length < batchRows) continue;
    yield { records, delimiter };
    records = [];
  }
  yield { records, delimiter };
}

async function* readSheet(
  file: Source,
  columns: Columns | undefined,
  { sheet }: ReadOptions = {},
  onHeader?: OnHeader,
): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  const content = await readFile(file);
  if (content.toString('hex', 0, 4) === compoundFile)
    throw new InputError(
      file.name,
      'it is encrypted or in the format of Excel 97: save it as .xlsx without a password',
    );
  await checkZip(file.name, content, maxUnpacked);
  try {
    const chosen = await chooseSheet(file.name, content, sheet);
    yield* readTableRows(file.name, recordsOf(file.name, content, chosen), columns, onHeader);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      file.name,
      `the spreadsheet cannot be read: ${(error as Error).message}`,
      undefined,
      {
        cause: error,
      },
    );
  }
}

/** A sheet of a spreadsheet (ECMA-376), whose first row is the header. Formulas have the value that was saved. */
export const xlsx = {
  isBinary: true as const,
  read: readSheet,
  readRaw: (file: Source, options?: ReadOptions, onHeader?: OnHeader) =>
    readSheet(file, undefined, options, onHeader),
};
