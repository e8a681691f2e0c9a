import path from 'node:path';
import { InputError } from '../adapters/files/input-error.js';
import { InputFile } from '../adapters/files/input-file.js';
import { readTable, type TableRow } from '../adapters/files/table.js';
import { authorOf, makerOf, titleOf } from '../adapters/imdb/imdb-fields.js';
import { type ImdbRow, type ImdbTable, imdbTables } from '../adapters/imdb/imdb-tables.js';
import { ImdbJoin } from '../adapters/knex/imdb-join.js';
import type { ReadRow, RefusedRow } from '../core/catalogue/import-ports.js';
import { kindNamed } from './catalogue-kinds.js';
import type { ImportSource } from './import.js';

const tables = Object.keys(imdbTables) as ImdbTable[];
const tableOf = (name: string) =>
  tables.find((table) => name === `${table}.tsv` || name === `${table}.tsv.gz`);

/** Whether a file of that name is what titles begin with. */
export const isImdbFile = (name: string): boolean => tableOf(name) === 'title.basics';

type Row<Table extends ImdbTable> = TableRow<keyof ImdbRow<Table>>;

const titleId = /^tt\d{1,10}$/;
const nameId = /^nm\d{1,10}$/;
const isId = (pattern: RegExp, id: string | null | undefined): id is string => pattern.test(id ?? '');

/** The rows that could be read. */
const told = <Table extends ImdbTable>(rows: readonly (Row<Table> | RefusedRow)[]): Row<Table>[] =>
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
class ImdbFiles {
  #done = 0;
  #reading: InputFile | undefined;

  private constructor(readonly files: ReadonlyMap<ImdbTable, InputFile>) {}

  /** @throws InputError */
  static async open(folder: string, names: readonly string[]): Promise<ImdbFiles> {
    const files = new Map<ImdbTable, InputFile>();
    for (const name of names) {
      const table = tableOf(name);
      if (table !== undefined) files.set(table, await InputFile.open(path.join(folder, name)));
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

/** Those whom a wanted title names. */
async function* authorRows(
  files: ImdbFiles,
  join: ImdbJoin,
): AsyncGenerator<readonly (ReadRow | RefusedRow)[]> {
  for await (const rows of files.read('name.basics')) {
    const ids = told(rows).flatMap(({ cells: { nconst } }) => (isId(nameId, nconst) ? nconst : []));
    const makers = await join.makersAmong(ids);
    yield rows.flatMap((row): (ReadRow | RefusedRow)[] => {
      if (!('cells' in row)) return [row];
      const { place, size, cells } = row;
      return makers.has(cells.nconst ?? '') ? [{ place, size, fields: authorOf(cells) }] : [];
    });
  }
}

async function* titleRows(
  plural: string,
  files: ImdbFiles,
  join: ImdbJoin,
): AsyncGenerator<readonly (ReadRow | RefusedRow)[]> {
  for await (const rows of files.read('title.basics')) {
    const titles = told(rows).flatMap(({ place, size, cells }): ReadRow[] => {
      const title = titleOf(cells);
      return title?.kind === plural ? [{ place, size, fields: title.fields }] : [];
    });
    const ids = titles.flatMap(({ fields: { imdbId } }) =>
      isId(titleId, imdbId as string) ? (imdbId as string) : [],
    );
    const details = await join.detailsOf(ids);
    // Rows that cannot be read are of no kind: they are told of with the movies.
    const unread = plural === 'movies' ? rows.flatMap((row) => ('violations' in row ? row : [])) : [];
    yield [
      ...unread,
      ...titles.map(({ fields, ...row }) => {
        const { nconst, seasons, episodes } = details.get(fields.imdbId as string) ?? { nconst: null };
        const counts = plural === 'series' && files.files.has('title.episode') ? { seasons, episodes } : {};
        return { ...row, fields: { ...fields, ...counts, ...(nconst !== null && { authorImdbId: nconst }) } };
      }),
    ];
  }
}

/** Finds out what of IMDb there is. @throws InputError */
export const imdbSource = async (folder: string, names: readonly string[]): Promise<ImportSource> => {
  const files = await ImdbFiles.open(folder, names);
  return {
    files: names.filter((name) => tableOf(name) !== undefined).map((name) => path.join(folder, name)),
    leftOut: names.filter((name) => tableOf(name) === undefined),
    totalBytes: files.totalBytes,
    consumed: () => files.consumed,
    importInto: async (into, database, signal) => {
      const join = await ImdbJoin.begin(database);
      for await (const rows of files.read('title.basics')) {
        signal.throwIfAborted();
        await join.want(
          told(rows).flatMap(({ cells }) => {
            const kind = titleOf(cells)?.kind;
            return kind && isId(titleId, cells.tconst) ? { tconst: cells.tconst, kind } : [];
          }),
        );
      }
      for await (const rows of files.read('title.crew')) {
        signal.throwIfAborted();
        const maker = (kind: 'movies' | 'series', cells: ImdbRow<'title.crew'>) => {
          const nconst = makerOf(kind, cells);
          return isId(nameId, nconst) ? nconst : undefined;
        };
        await join.make(
          told(rows).flatMap(({ cells }) =>
            isId(titleId, cells.tconst)
              ? {
                  tconst: cells.tconst,
                  nconst: { movies: maker('movies', cells), series: maker('series', cells) },
                }
              : [],
          ),
        );
      }
      for await (const rows of files.read('title.episode')) {
        signal.throwIfAborted();
        await join.count(
          told(rows).flatMap(({ cells: { parentTconst: tconst, seasonNumber } }) => {
            const season = /^\d{1,9}$/.test(seasonNumber ?? '') ? seasonNumber : null;
            return isId(titleId, tconst) ? { tconst, season } : [];
          }),
        );
      }
      await kindNamed('authors').import(into, authorRows(files, join), signal);
      for (const plural of ['movies', 'series']) {
        await kindNamed(plural).import(into, titleRows(plural, files, join), signal);
      }
    },
  };
};
