import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { reasonOf } from '../../core/shared/reason.js';
import type { Contents, Rows, TableContents } from '../../core/shared/stored-contents.js';

/**
 * The format of backups: lines of JSON in UTF-8, compressed by gzip. The first line is the header. The rows follow as
 * JSON strings: for each table of the header, in its order, as many rows as the header counts.
 */
const format = 'project-db-auth backup';
const formatVersion = 1;

/** Maximum characters of a line. A row is hardly larger than the request that wrote it, which has at most 1 MiB. */
const maxLine = 64 * 1024 * 1024;
/** Maximum characters of the first line, which usually has about 10,000. */
const maxFirstLine = 1024 * 1024;

export interface BackupHeader {
  /** The release that wrote the backup. */
  readonly release: string;
  readonly createdAt: Date;
  readonly contents: Contents;
}

/** Yields the lines of a backup, uncompressed. */
export async function* backupLines(
  header: BackupHeader,
  rowsOf: (table: TableContents) => Rows,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ format, version: formatVersion, ...header })}\n`;
  for (const table of header.contents.tables)
    for await (const rows of rowsOf(table)) {
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
      if (lines.some(({ length }) => length > maxLine))
        throw new Error(`A row of ${table.name} is larger than ${maxLine} characters.`);
      yield lines.join('');
    }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const isNumeral = (value: unknown): value is string =>
  typeof value === 'string' && /^-?\d{1,40}$/.test(value);

const tableOf = (value: unknown): TableContents | undefined => {
  if (!isObject(value)) return undefined;
  const { name, columns, count, checksum } = value;
  return typeof name === 'string' &&
    isTexts(columns) &&
    Number.isSafeInteger(count) &&
    (count as number) >= 0 &&
    isNumeral(checksum)
    ? { name, columns, count: count as number, checksum }
    : undefined;
};

const contentsOf = (value: unknown): Contents | undefined => {
  if (!isObject(value) || !isTexts(value.migrations)) return undefined;
  if (!Array.isArray(value.tables) || !Array.isArray(value.sequences)) return undefined;
  const tables = value.tables.map(tableOf);
  const sequences = value.sequences.map((sequence: unknown) => {
    if (!isObject(sequence)) return undefined;
    const { name, last, isCalled } = sequence;
    const isValid = typeof name === 'string' && isNumeral(last) && typeof isCalled === 'boolean';
    return isValid ? { name, last, isCalled } : undefined;
  });
  const isWhole = <T>(items: (T | undefined)[]): items is T[] => !items.includes(undefined);
  if (!isWhole(tables) || !isWhole(sequences)) return undefined;
  return { migrations: value.migrations, tables, sequences };
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** @throws Error that completes "The backup … cannot be read: " */
const headerOf = (line: string): BackupHeader => {
  const value = line.length > maxFirstLine ? undefined : parse(line);
  if (!isObject(value) || value.format !== format) throw new Error('it is not a backup of this service');
  const release = String(value.release);
  if (value.version !== formatVersion)
    throw new Error(
      `its format (version ${value.version}) is unknown to this release. Restore it with release ${release}, which made it`,
    );
  const contents = contentsOf(value.contents);
  const createdAt = new Date(String(value.createdAt));
  if (contents === undefined || Number.isNaN(createdAt.getTime()))
    throw new Error('it is damaged: its first line is not valid');
  return { release, createdAt, contents };
};

/** Yields the decompressed lines. Memory stays bounded whatever the file contains. */
async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  // An error of the source also ends the loop below.
  pipeline(source, gunzip, () => {});
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let begun: string[] = [];
  let length = 0;
  try {
    for await (const bytes of gunzip) {
      const [first = '', ...more] = decoder.decode(bytes, { stream: true }).split('\n');
      begun.push(first);
      length += first.length;
      if (length > maxLine) throw new Error('a line is too long');
      if (more.length === 0) continue;
      yield begun.join('');
      yield* more.slice(0, -1);
      begun = more.slice(-1);
      length = begun[0]?.length ?? 0;
    }
  } catch (error) {
    throw new Error(`it is damaged or incomplete: ${reasonOf(error)}`, { cause: error });
  }
  if (length > 0) throw new Error('it is damaged or incomplete: its last line has no end');
}

/** Maximum rows and characters of a batch. */
const maxRows = 2_000;
const maxCharacters = 1_000_000;

export interface BackupReader {
  readonly header: BackupHeader;
  /** Call it for each table, in the order of the header, and read all of its rows. */
  rows(table: TableContents): Rows;
  /** @throws Error if the backup does not end here, or its end is damaged */
  requireEnd(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads a backup from its bytes, which are not encrypted.
 * @throws Error that completes "The backup … cannot be read: ", as do the functions that it returns
 */
export const readBackup = async (source: AsyncIterable<Uint8Array>): Promise<BackupReader> => {
  const lines = readLines(source);
  async function* rows({ name, count }: TableContents): AsyncGenerator<readonly string[]> {
    let batch: string[] = [];
    let characters = 0;
    for (let read = 0; read < count; read += 1) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`it is incomplete: ${name} has ${read} of ${count} rows`);
      const row = value.startsWith('"') ? parse(value) : undefined;
      if (typeof row !== 'string') throw new Error(`it is damaged: row ${read + 1} of ${name} is not valid`);
      batch.push(row);
      characters += row.length;
      if (batch.length < maxRows && characters < maxCharacters) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
    if (batch.length > 0) yield batch;
  }
  const close = async () => {
    await lines.return(undefined);
  };
  try {
    const { value, done } = await lines.next();
    if (done) throw new Error('it is empty');
    const header = headerOf(value);
    const requireEnd = async () => {
      if (!(await lines.next()).done)
        throw new Error('it is damaged: it has more rows than its first line says');
    };
    return { header, rows, requireEnd, close };
  } catch (error) {
    await close();
    throw error;
  }
};
