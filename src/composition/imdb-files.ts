import path from 'node:path';
import { InputError } from '../adapters/import/files/input-error.js';
import { InputFile } from '../adapters/import/files/input-file.js';
import { readTable, type TableRow } from '../adapters/import/files/tsv.js';
import { type ImdbRow, type ImdbTable, imdbTables } from '../adapters/import/imdb/imdb-tables.js';
import type { RefusedRow } from '../core/import/import-ports.js';

const tables = Object.keys(imdbTables) as ImdbTable[];
/** What a file of that name holds. */
export const tableOf = (name: string) =>
  tables.find((table) => name === `${table}.tsv` || name === `${table}.tsv.gz`);

/** Whether a file of that name is what titles begin with. */
export const isImdbFile = (name: string): boolean => tableOf(name) === 'title.basics';

export type Row<Table extends ImdbTable> = TableRow<keyof ImdbRow<Table>>;

/** The rows that could be read. */
export const told = <Table extends ImdbTable>(rows: readonly (Row<Table> | RefusedRow)[]): Row<Table>[] =>
  rows.flatMap((row) => ('cells' in row ? row : []));

/** Tables in the order in which they are read: what a title is, who made it, and how long it is stand in different ones. */
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
  #done = 0;
  #reading: InputFile | undefined;

  private constructor(readonly files: ReadonlyMap<ImdbTable, InputFile>) {}

  /** @throws InputError */
  static async open(folder: string, names: readonly string[]): Promise<ImdbFiles> {
    const files = new Map<ImdbTable, InputFile>();
    for (const name of names) {
      const table = tableOf(name);
      if (table === undefined) continue;
      if (files.has(table)) throw new InputError(folder, `${table} is there twice, as .tsv and as .tsv.gz`);
      files.set(table, await InputFile.open(path.join(folder, name)));
    }
    if (!files.has('title.basics')) throw new InputError(folder, 'there is no title.basics.tsv in it');
    const all = new ImdbFiles(files);
    // The headers, before anything is imported.
    for (const table of files.keys()) for await (const _rows of all.read(table)) break;
    return all;
  }

  get totalBytes(): number {
    return passes.reduce((sum, table) => sum + (this.files.get(table)?.size ?? 0), 0);
  }

  get consumed(): number {
    return this.#done + (this.#reading?.consumed ?? 0);
  }

  /** Nothing where there is no such file. */
  async *read<Table extends ImdbTable>(table: Table): AsyncGenerator<readonly (Row<Table> | RefusedRow)[]> {
    const file = this.files.get(table);
    if (file === undefined) return;
    this.#reading = file;
    yield* readTable(file, imdbTables[table]) as AsyncGenerator<readonly (Row<Table> | RefusedRow)[]>;
    this.#reading = undefined;
    this.#done += file.size;
  }
}
