import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FileFormat, fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import { InputError } from '../../../../src/adapters/import/files/input-error.js';
import { InputFile } from '../../../../src/adapters/import/files/input-file.js';
import type { ReadOptions } from '../../../../src/adapters/import/files/read-options.js';
import { readTable } from '../../../../src/adapters/import/files/tsv.js';
import type { Column, Columns } from '../../../../src/core/catalogue/columns.js';
import type { Place } from '../../../../src/core/import/import-row.js';
import type { Violation } from '../../../../src/core/shared/errors.js';

const text: Column = { type: 'text', isNullable: false };
const nullableText: Column = { type: 'text', isNullable: true };
const number: Column = { type: 'number', isNullable: false };
const nullableNumber: Column = { type: 'number', isNullable: true };
const list: Column = { type: 'list', isNullable: false };

/** Those of series, as far as they differ. */
export const columns: Columns = {
  title: text,
  releaseYear: nullableNumber,
  genres: list,
  description: nullableText,
  seasons: number,
};

export const lines = (...told: string[]) => told.map((line) => `${line}\n`).join('');

/** A folder while it is used. */
export const inFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A file with this content while it is used; people know it as `rows`. */
export const withFile = <T>(content: string | Uint8Array, use: (file: InputFile) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    const path = join(folder, 'content');
    writeFileSync(path, content);
    return use(await InputFile.open(path, 'rows'));
  });

/** What was read, in short: what a row holds, or the code for which it is refused, by its line. */
type Told = readonly [line: number, told: unknown];

interface AnyRow {
  readonly place: Place;
  readonly fields?: unknown;
  readonly cells?: unknown;
  readonly violations?: readonly Violation[];
}

export const rowsOf = async (batches: AsyncIterable<readonly AnyRow[]>): Promise<Told[]> => {
  const told: Told[] = [];
  for await (const rows of batches) {
    for (const { place, fields, cells, violations } of rows) {
      expect(place.file).to.equal('rows');
      told.push([
        place.line,
        violations === undefined ? (fields ?? cells) : violations.map(({ code }) => code).join(),
      ]);
    }
  }
  return told;
};

export const read = (
  format: FileFormat,
  content: string | Uint8Array,
  options: ReadOptions = {},
): Promise<Told[]> => withFile(content, (file) => rowsOf(format.read(file, columns, options)));

export const readNdjson = (content: string | Uint8Array) => read(fileFormats.ndjson, content);
export const readCsv = (content: string | Uint8Array) => read(fileFormats.csv, content);
export const readTsv = (content: string | Uint8Array, names: readonly string[]) =>
  withFile(content, (file) => rowsOf(readTable(file, names)));

/** The words in which something is refused as a whole. */
export const inputErrorOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(InputError);
  return (error as InputError).message;
};
