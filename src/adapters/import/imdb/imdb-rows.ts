import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import type { ImportedPlaces } from '../../../core/import/imported-places.js';
import { rejectRowFor } from '../files/rejected-rows.js';
import type { TableRow } from '../files/tsv.js';
import { PlaceFile } from '../place-file.js';
import { authorIdOf, authorOf, titleOf, typeOf } from './imdb-fields.js';
import type { ImdbFiles, ImdbRows, ImdbTableRow } from './imdb-files.js';
import type { ImdbJoin } from './imdb-join.js';
import type { ImdbTable } from './imdb-tables.js';

type Rows = AsyncGenerator<readonly (ReadRow | RejectedRow)[]>;

const titleId = /^tt\d{1,10}$/;
const nameId = /^nm\d{1,10}$/;
const isId = (pattern: RegExp, id: string | null | undefined): id is string => pattern.test(id ?? '');

const readable = <Table extends ImdbTable>(rows: ImdbRows<Table>): ImdbTableRow<Table>[] =>
  rows.flatMap((row) => ('cells' in row ? row : []));

const rejectedAmong = (rows: readonly (object | RejectedRow)[]): RejectedRow[] =>
  rows.flatMap((row) => ('violations' in row ? row : []));

/** Stores the kind of each title that is imported, and reports the types of the others. */
export const collectTitles = async (
  files: ImdbFiles,
  join: ImdbJoin,
  signal: AbortSignal,
  onLeftOut: (type: string) => void,
): Promise<void> => {
  for await (const rows of files.read('title.basics')) {
    signal.throwIfAborted();
    const titles = readable(rows).flatMap(({ cells }) => {
      const kind = titleOf(cells)?.kind;
      if (kind === undefined) onLeftOut(typeOf(cells));
      return kind && isId(titleId, cells.tconst) ? { tconst: cells.tconst, kind } : [];
    });
    await join.addTitles(titles);
  }
};

/** Returns these rows, but rejects each whose tconst an earlier row has. */
const withoutRepeated = <Row extends TableRow<'tconst'>>(
  rows: readonly (Row | RejectedRow)[],
  places: ImportedPlaces,
): (Row | RejectedRow)[] =>
  rows.map((row) => {
    if (!('cells' in row) || !isId(titleId, row.cells.tconst)) return row;
    const { place, cells, origin } = row;
    const id = Number(cells.tconst?.slice(2));
    const earlier = places.of('tconst', [id]).get(id);
    if (earlier !== undefined)
      return {
        ...rejectRowFor(
          place,
          'repeated-row',
          `"${cells.tconst}" is already in line ${earlier.line}`,
          '/tconst',
        ),
        origin,
      };
    places.put('tconst', [{ id, place }]);
    return row;
  });

/** Passes the valid rows of a file about titles to `add`, and yields the rejected ones. */
async function* collect<Table extends 'title.crew' | 'title.episode'>(
  chunks: AsyncIterable<ImdbRows<Table>>,
  signal: AbortSignal,
  add: (rows: readonly ImdbTableRow<Table>[]) => Promise<void>,
): AsyncGenerator<readonly RejectedRow[]> {
  const places = new PlaceFile();
  try {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      const rows = withoutRepeated(chunk, places) as ImdbRows<Table>;
      await add(readable(rows));
      yield rejectedAmong(rows);
    }
  } finally {
    places.close();
  }
}

/** Stores the author of each title, and yields the rejected rows: the kind of their titles is unknown. */
export const collectCrew = (files: ImdbFiles, join: ImdbJoin, signal: AbortSignal) => {
  const validId = (id: string | undefined) => (isId(nameId, id) ? id : undefined);
  return collect(files.read('title.crew'), signal, (rows) =>
    join.addAuthors(
      rows.flatMap(({ cells }) => {
        const authorIds = {
          movies: validId(authorIdOf('movies', cells)),
          series: validId(authorIdOf('series', cells)),
        };
        return isId(titleId, cells.tconst) ? { tconst: cells.tconst, authorIds } : [];
      }),
    ),
  );
};

/** Counts the seasons and episodes of each series, and yields the rejected rows. */
export const collectEpisodes = (files: ImdbFiles, join: ImdbJoin, signal: AbortSignal) =>
  collect(files.read('title.episode'), signal, (rows) =>
    join.addEpisodes(
      rows.flatMap(({ cells: { parentTconst: tconst, seasonNumber } }) => {
        const season = /^\d{1,9}$/.test(seasonNumber ?? '') ? seasonNumber : null;
        return isId(titleId, tconst) ? { tconst, season } : [];
      }),
    ),
  );

/**
 * The authors of the collected titles.
 * @param isValid whether these fields make an author; titles of an invalid author are imported without one
 */
export async function* authorRows(
  files: ImdbFiles,
  join: ImdbJoin,
  isValid: (fields: unknown) => boolean,
): Rows {
  for await (const rows of files.read('name.basics')) {
    const people = readable(rows).flatMap(({ cells, ...row }) =>
      isId(nameId, cells.nconst) ? { nconst: cells.nconst, row: { ...row, fields: authorOf(cells) } } : [],
    );
    const authorIds = await join.authorsAmong(people.map(({ nconst }) => nconst));
    const authors = people.filter(({ nconst }) => authorIds.has(nconst));
    const invalid = authors.filter(({ row }) => !isValid(row.fields));
    await join.removeNames(invalid.map(({ nconst }) => nconst));
    yield [...rejectedAmong(rows), ...authors.map(({ row }) => row)];
  }
}

/** The titles of one kind, with their authors, seasons and episodes. */
export async function* titleRows(plural: string, files: ImdbFiles, join: ImdbJoin): Rows {
  const hasEpisodes = plural === 'series' && files.has('title.episode');
  for await (const rows of files.read('title.basics')) {
    const titles = readable(rows).flatMap(({ cells, ...row }): ReadRow[] => {
      const title = titleOf(cells);
      return title?.kind === plural ? [{ ...row, fields: title.fields }] : [];
    });
    const imdbIds = titles.map(({ fields }) => fields.imdbId as string | null);
    const details = await join.detailsOf(imdbIds.filter((id) => isId(titleId, id)));
    const complete = titles.map(({ fields, ...row }) => {
      const { nconst = null, seasons, episodes } = details.get(fields.imdbId as string) ?? {};
      const counts = hasEpisodes ? { seasons, episodes } : {};
      return { ...row, fields: { ...fields, ...counts, ...(nconst !== null && { authorImdbId: nconst }) } };
    });
    // The kind of an unreadable row is unknown: it is counted with the movies.
    yield plural === 'movies' ? [...rejectedAmong(rows), ...complete] : complete;
  }
}
