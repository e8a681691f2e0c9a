import path from 'node:path';
import { refusedFor } from '../adapters/import/files/refusals.js';
import type { TableRow } from '../adapters/import/files/tsv.js';
import { authorOf, makerOf, titleOf } from '../adapters/import/imdb/imdb-fields.js';
import { ImdbJoin } from '../adapters/import/imdb/imdb-join.js';
import type { ImdbRow } from '../adapters/import/imdb/imdb-tables.js';
import { PlaceFile } from '../adapters/import/place-file.js';
import type { ImportedPlaces, ReadRow, RefusedRow } from '../core/import/import-ports.js';
import { DomainError } from '../core/shared/errors.js';
import { kindNamed, validAuthor } from './catalogue-kinds.js';
import { ImdbFiles, type Row, tableOf, told } from './imdb-files.js';
import type { ImportSource } from './import.js';

const titleId = /^tt\d{1,10}$/;
const nameId = /^nm\d{1,10}$/;
const isId = (pattern: RegExp, id: string | null | undefined): id is string => pattern.test(id ?? '');

/** Whether there can be an author of that. Where there cannot, their titles have none, and are not lost for it. */
const isAuthor = (fields: unknown): boolean => {
  try {
    validAuthor(fields);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
};

/** Returns these rows, but refuses each whose tconst an earlier row has. */
const withoutRepeated = <Row extends TableRow<'tconst'>>(
  rows: readonly (Row | RefusedRow)[],
  places: ImportedPlaces,
): (Row | RefusedRow)[] =>
  rows.map((row) => {
    if (!('cells' in row) || !isId(titleId, row.cells.tconst)) return row;
    const { place, cells } = row;
    const id = Number(cells.tconst?.slice(2));
    const earlier = places.of('tconst', [id]).get(id);
    if (earlier !== undefined)
      return refusedFor(
        place,
        'repeated-row',
        `"${cells.tconst}" is already in line ${earlier.line}`,
        '/tconst',
      );
    places.put('tconst', [{ id, place }]);
    return row;
  });

/**
 * Takes the valid rows of a file about titles, and returns the others. The kind of their titles is unknown: they are
 * counted with the movies.
 */
async function* refusedOf<Row extends TableRow<'tconst'>>(
  chunks: AsyncIterable<readonly (Row | RefusedRow)[]>,
  signal: AbortSignal,
  take: (rows: readonly Row[]) => Promise<void>,
): AsyncGenerator<readonly RefusedRow[]> {
  const places = new PlaceFile();
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    const rows = withoutRepeated(chunk, places);
    await take(rows.flatMap((row) => ('cells' in row ? row : [])));
    yield rows.flatMap((row) => ('violations' in row ? row : []));
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
    const isUnfit = ({ cells }: Row<'name.basics'>) =>
      makers.has(cells.nconst ?? '') && !isAuthor(authorOf(cells));
    await join.forget(told(rows).flatMap((row) => (isUnfit(row) ? (row.cells.nconst ?? []) : [])));
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
    needsSession: true,
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
      const maker = (kind: 'movies' | 'series', cells: ImdbRow<'title.crew'>) => {
        const nconst = makerOf(kind, cells);
        return isId(nameId, nconst) ? nconst : undefined;
      };
      const crew = refusedOf(files.read('title.crew'), signal, (rows) =>
        join.make(
          rows.flatMap(({ cells }) =>
            isId(titleId, cells.tconst)
              ? {
                  tconst: cells.tconst,
                  nconst: { movies: maker('movies', cells), series: maker('series', cells) },
                }
              : [],
          ),
        ),
      );
      const episodes = refusedOf(files.read('title.episode'), signal, (rows) =>
        join.count(
          rows.flatMap(({ cells: { parentTconst: tconst, seasonNumber } }) => {
            const season = /^\d{1,9}$/.test(seasonNumber ?? '') ? seasonNumber : null;
            return isId(titleId, tconst) ? { tconst, season } : [];
          }),
        ),
      );
      for (const unread of [crew, episodes]) await kindNamed('movies').import(into, unread, signal);
      await kindNamed('authors').import(into, authorRows(files, join), signal);
      for (const plural of ['movies', 'series']) {
        await kindNamed(plural).import(into, titleRows(plural, files, join), signal);
      }
    },
  };
};
