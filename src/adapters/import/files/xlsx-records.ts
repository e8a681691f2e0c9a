import { type CellValue, readXlsx, streamXlsxRows } from 'hucre/xlsx';
import type { CsvRecord, RejectedLine } from './csv-records.js';
import type { RecordChunk } from './delimited-text.js';
import { InputError } from './input-error.js';
import { maxLine } from './lines.js';
import { rejectRow } from './rejected-rows.js';
import { checkZip } from './zip-archive.js';

/** Maximum bytes that a file unpacks to. */
const maxUnpacked = 300 * 1024 * 1024;
const batchRows = 500;
/** Rejected rows are written as CSV. */
const delimiter = ',';

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
  content: Uint8Array,
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

/** A sheet that can be read by a thread. */
export interface SheetOptions {
  /** The name of the file, for errors. */
  readonly file: string;
  readonly content: Uint8Array;
  /** undefined: the first sheet that is not hidden */
  readonly sheet: string | undefined;
}

/**
 * The records of a sheet in chunks.
 * @throws InputError if there is no such sheet, or the file is damaged or too large
 */
export async function* sheetRecords({ file, content, sheet }: SheetOptions): AsyncGenerator<RecordChunk> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  await checkZip(file, bytes, maxUnpacked);
  try {
    yield* recordsOf(file, bytes, await chooseSheet(file, bytes, sheet));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const reason = `the spreadsheet cannot be read: ${(cause as Error).message}`;
    throw new InputError(file, reason, undefined, { cause });
  }
}
