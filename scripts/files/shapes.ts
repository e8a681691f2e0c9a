import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { writeXlsx } from 'hucre/xlsx';
import type { Random } from '../history/random.js';
import type { Row } from './items.js';

/** A format of files, as an import reads it: columns or objects, encoding, compression. */
export interface Shape {
  /** The extension of the file, without a dot. */
  readonly extension: string;
  write(rows: readonly Row[], random: Random): Buffer | Promise<Buffer>;
  /** The extension of the file with rejected rows. */
  readonly rejectedExtension: string;
  /**
   * Corrects a file of rejected rows, as a person would: wrong values only, or the whole row if it could not be read.
   * @param correct returns the right values of a row with this text, and the names of those that are wrong
   */
  correct(content: string, correct: (text: string) => Correction): string;
}

export interface Correction {
  readonly right: Row;
  readonly wrong: readonly string[];
}

const cp1252 = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte), { stream: true }),
    byte,
  ]),
);

export type Encoding = 'utf-8' | 'utf-8 with BOM' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const encode = (text: string, encoding: Encoding): Buffer => {
  if (encoding === 'windows-1252') return Buffer.from([...text].map((one) => cp1252.get(one) ?? 63));
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8 with BOM') return Buffer.from(`\ufeff${text}`);
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
};

const writeRecord = (cells: readonly string[], delimiter: string, quotesAll = false): string =>
  cells
    .map((cell) =>
      quotesAll || cell.includes(delimiter) || /["\r\n]/.test(cell)
        ? `"${cell.replaceAll('"', '""')}"`
        : cell,
    )
    .join(delimiter);

/** The columns. `isBroken` is a mark of this script, and no column. */
const namesOf = (rows: readonly Row[]) => Object.keys(rows[0] ?? {}).filter((name) => name !== 'isBroken');

const cellsOf = (row: Row, names: readonly string[]) => names.map((name) => `${row[name] ?? ''}`);

/** Parses with csv-parse, because the reader under test should not check itself. */
const correctTable =
  (delimiter: string) =>
  (content: string, correct: (text: string) => Correction): string => {
    const [header = [], ...records] = parse(content, {
      delimiter,
      bom: true,
      relax_column_count: true,
    }) as string[][];
    const corrected = records.map(([reason = '', ...cells]) => {
      const { right, wrong } = correct(cells.join('\n'));
      const names = header.slice(1);
      if (cells.length !== names.length) return [reason, ...cellsOf(right, names)];
      return [
        reason,
        ...cells.map((cell, i) => (wrong.includes(names[i] ?? '') ? `${right[names[i] ?? ''] ?? ''}` : cell)),
      ];
    });
    return [header, ...corrected].map((record) => `${writeRecord(record, delimiter)}\r\n`).join('');
  };

/** @param quotesAll whether each cell is quoted */
export const table = (
  delimiter: string,
  extension: string,
  encoding: Encoding,
  quotesAll = false,
): Shape => ({
  extension,
  rejectedExtension: extension,
  correct: correctTable(delimiter),
  write: (rows, random) => {
    const names = random.shuffled(namesOf(rows));
    const lineEnd = random.pick(['\n', '\r\n']);
    const lines = rows.map((row) => {
      const line = writeRecord(cellsOf(row, names), delimiter, quotesAll);
      // In files with tabs, a quote is ordinary text, not a mistake.
      const mistake =
        'isBroken' in row ? random.pick(['cells', delimiter === '\t' ? 'cells' : 'quote']) : undefined;
      if (mistake === 'quote') return `x"${line.replaceAll('\n', ' ').replaceAll('"', '')}`;
      return mistake === 'cells' ? line + delimiter : line;
    });
    return encode([names.join(delimiter), ...lines].map((line) => line + lineEnd).join(''), encoding);
  },
});

const correctObject = (object: Record<string, unknown>, correct: (text: string) => Correction) => {
  const { right, wrong } = correct(Object.values(object).join('\n'));
  if ('importText' in object) return { importError: object.importError, ...right };
  return { ...object, ...Object.fromEntries(wrong.map((name) => [name, right[name]])) };
};

/** Writes JSON. A broken row lacks its first colon. */
const writeObject = ({ isBroken, ...row }: Row, indent?: number): string => {
  const text = JSON.stringify(row, null, indent);
  return isBroken === undefined ? text : text.replace(/^(\{\s*"[^"]*"):/, '$1');
};

export const ndjson: Shape = {
  extension: 'ndjson',
  rejectedExtension: 'ndjson',
  write: (rows) => Buffer.from(rows.map((row) => `${writeObject(row)}\n`).join('')),
  correct: (content, correct) =>
    content
      .trim()
      .split('\n')
      .map((line) => `${JSON.stringify(correctObject(JSON.parse(line), correct))}\n`)
      .join(''),
};

/** @param around the text before and after the list, if the list is in an object */
export const list = (indent: number | undefined, around = ['', '']): Shape => ({
  extension: 'json',
  rejectedExtension: 'json',
  write: (rows) =>
    Buffer.from(
      `${around[0]}[${rows.map((row) => `\n${writeObject(row, indent)}`).join(',')}\n]${around[1]}`,
    ),
  correct: (content, correct) =>
    JSON.stringify(
      (JSON.parse(content) as Record<string, unknown>[]).map((one) => correctObject(one, correct)),
      null,
      2,
    ),
});

export const xlsx: Shape = {
  extension: 'xlsx',
  rejectedExtension: 'csv',
  correct: correctTable(','),
  write: async (rows) => {
    const names = namesOf(rows);
    const cells = rows.map((row) => names.map((name) => (row[name] ?? null) as string | number | null));
    return Buffer.from(await writeXlsx({ sheets: [{ name: 'Films', rows: [names, ...cells] }] }));
  },
};

export const gzipped = (shape: Shape): Shape => ({
  ...shape,
  extension: `${shape.extension}.gz`,
  write: async (rows, random) => gzipSync(await shape.write(rows, random)),
});

/** Formats that an import detects without options. */
export const detected: readonly Shape[] = [
  table(',', 'csv', 'utf-8'),
  table(';', 'CSV', 'utf-8 with BOM', true),
  table('\t', 'tsv', 'utf-8'),
  table('|', 'txt', 'utf-8'),
  table('\t', 'txt', 'utf-16le'),
  table(';', 'csv', 'utf-16be'),
  gzipped(table(',', 'csv', 'utf-8')),
  ndjson,
  gzipped(ndjson),
  list(undefined),
  list(2),
  list(undefined, ['{"total": 1, "items": ', ', "next": null}']),
  xlsx,
];
