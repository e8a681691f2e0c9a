import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FileFormat, fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import { InputError } from '../../../../src/adapters/import/files/input-error.js';
import { InputFile } from '../../../../src/adapters/import/files/input-file.js';
import type { ReadOptions } from '../../../../src/adapters/import/files/read-options.js';
import { readTable } from '../../../../src/adapters/import/files/tsv.js';
import type { Columns } from '../../../../src/core/catalogue/columns.js';
import type { Place } from '../../../../src/core/import/import-row.js';
import type { Violation } from '../../../../src/core/shared/errors.js';

/** Columns of series: one of each type. */
export const columns: Columns = {
  title: { type: 'text', isNullable: false },
  releaseYear: { type: 'number', isNullable: true },
  genres: { type: 'list', isNullable: false },
  description: { type: 'text', isNullable: true },
  seasons: { type: 'number', isNullable: false },
};

export const lines = (...texts: string[]) => texts.map((line) => `${line}\n`).join('');

/** Calls `use` with a temporary folder. */
export const inFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Calls `use` with a file with this content, named `rows`. */
export const withFile = <T>(content: string | Uint8Array, use: (file: InputFile) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    const path = join(folder, 'content');
    writeFileSync(path, content);
    return use(await InputFile.open(path, 'rows'));
  });

/** The fields of a row, or the codes of its violations, with its line. */
type LineAndRow = readonly [line: number, row: unknown];

interface AnyRow {
  readonly place: Place;
  readonly fields?: unknown;
  readonly cells?: unknown;
  readonly violations?: readonly Violation[];
}

export const rowsBy = async (batches: AsyncIterable<readonly AnyRow[]>): Promise<LineAndRow[]> => {
  const all: LineAndRow[] = [];
  for await (const rows of batches) {
    for (const { place, fields, cells, violations } of rows) {
      expect(place.file).to.equal('rows');
      all.push([
        place.line,
        violations === undefined ? (fields ?? cells) : violations.map(({ code }) => code).join(),
      ]);
    }
  }
  return all;
};

export const read = (
  format: FileFormat,
  content: string | Uint8Array,
  options: ReadOptions = {},
  of: Columns = columns,
): Promise<LineAndRow[]> => withFile(content, (file) => rowsBy(format.read(file, of, options)));

export const readNdjson = (content: string | Uint8Array) => read(fileFormats.ndjson, content);
export const readCsv = (content: string | Uint8Array) => read(fileFormats.csv, content);
export const readTsv = (content: string | Uint8Array, names: readonly string[]) =>
  withFile(content, (file) => rowsBy(readTable(file, names)));

/** The message with which a file is rejected. */
export const inputErrorOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(InputError);
  return (error as InputError).message;
};
