import { join } from 'node:path';
import type { RejectedRow } from '../../../core/import/import-row.js';
import { InputError } from '../files/input-error.js';
import { InputFile } from '../files/input-file.js';
import { readTable, type TableRow } from '../files/tsv.js';
import { type ImdbRow, type ImdbTable, imdbColumns, imdbTables } from './imdb-tables.js';

const tables = Object.keys(imdbTables) as ImdbTable[];

/** The table in a file of this name; undefined if it is not one of IMDb's files. */
export const tableOf = (name: string) =>
  tables.find((table) => name === `${table}.tsv` || name === `${table}.tsv.gz`);

/** Whether a folder with a file of this name is imported as a folder of IMDb's files. */
export const isImdbFile = (name: string): boolean => tableOf(name) === 'title.basics';

export type ImdbTableRow<Table extends ImdbTable> = TableRow<keyof ImdbRow<Table>>;

export type ImdbRows<Table extends ImdbTable> = readonly (ImdbTableRow<Table> | RejectedRow)[];

/** The tables in the order in which an import reads them, some repeatedly. `totalBytes` counts each pass. */
const passes: readonly ImdbTable[] = [
  'title.basics',
  'title.crew',
  'title.episode',
  'name.basics',
  'title.basics',
  'title.basics',
];

/** IMDb's files in a folder, some of which are read several times. */
export class ImdbFiles {
  #bytesOfReadFiles = 0;
  #current: InputFile | undefined;

  private constructor(private readonly files: ReadonlyMap<ImdbTable, InputFile>) {}

  /** @throws InputError */
  static async open(folder: string, names: readonly string[]): Promise<ImdbFiles> {
    const files = new Map<ImdbTable, InputFile>();
    for (const name of names) {
      const table = tableOf(name);
      if (table === undefined) continue;
      if (files.has(table))
        throw new InputError(
          folder,
          `the folder has two files for ${table}: ${table}.tsv and ${table}.tsv.gz`,
        );
      files.set(table, await InputFile.open(join(folder, name)));
    }
    if (!files.has('title.basics')) throw new InputError(folder, 'the folder has no file title.basics.tsv');
    const opened = new ImdbFiles(files);
    // Checks the headers before anything is imported.
    for (const table of files.keys()) for await (const _rows of opened.read(table)) break;
    return opened;
  }

  has(table: ImdbTable): boolean {
    return this.files.has(table);
  }

  get totalBytes(): number {
    return passes.reduce((sum, table) => sum + (this.files.get(table)?.size ?? 0), 0);
  }

  get consumed(): number {
    return this.#bytesOfReadFiles + (this.#current?.consumed ?? 0);
  }

  /** No rows if the folder does not have this file. */
  async *read<Table extends ImdbTable>(table: Table): AsyncGenerator<ImdbRows<Table>> {
    const file = this.files.get(table);
    if (file === undefined) return;
    this.#current = file;
    yield* readTable(file, imdbTables[table], imdbColumns[table]) as AsyncGenerator<ImdbRows<Table>>;
    this.#current = undefined;
    this.#bytesOfReadFiles += file.size;
  }
}
