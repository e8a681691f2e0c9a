import { expect } from 'chai';
import { linesOfLeftOut } from '../../../src/commands/left-out.js';
import type { Keys } from '../../../src/core/catalogue/keys.js';
import type { ImportedKind } from '../../../src/core/import/imported-kind.js';
import { LeftOut } from '../../../src/core/import/left-out.js';
import { movieDraft } from '../../support/drafts.js';
import { aCatalogue, anImport, chunksOf, importedMovies, importedSeries, rowsOf } from './importing.js';

/** Imports rows, and returns the messages of rejected ones with the lines about what was left out. */
const importRows = async <Draft extends Keys>(
  { transactions }: ReturnType<typeof aCatalogue>,
  kind: ImportedKind<Draft>,
  rows: readonly object[],
  { isLenient = true, labels = {} } = {},
) => {
  const { into, refused } = anImport(transactions, isLenient);
  await into.run(kind, chunksOf(rowsOf(...rows), 2), undefined, labels);
  return {
    counts: into.counts[kind.kind.plural],
    messages: refused.map(({ place, violations }) => [
      place.line,
      ...violations.map(({ pointer, message }) => `${pointer} ${message}`),
    ]),
    leftOut: linesOfLeftOut(into.leftOut),
  };
};

describe('import rows with unreadable values', () => {
  const unreadable = {
    sourceId: '1',
    title: 'A',
    releaseYear: 'PG',
    runtimeMinutes: '-1',
    genres: 'drama,Dramedy',
  };

  it('without --lenient: rejects them, with every offending value', async () => {
    const catalogue = aCatalogue();
    const rows = [
      unreadable,
      { sourceId: '2', title: '', imdbId: 'x', genres: 'Drama' },
      { sourceId: '3', title: 'C', externalIds: { tmdb: ['7'] }, author: 8 / 3 },
    ];
    const { messages, leftOut, counts } = await importRows(catalogue, importedMovies, rows, {
      isLenient: false,
    });
    expect(messages).to.deep.equal([
      [
        1,
        '/releaseYear "PG" is not a year',
        '/genres/1 "Dramedy" is not a genre',
        '/runtimeMinutes runtimeMinutes must be greater than or equal to 1, not -1',
      ],
      [2, '/title title is not allowed to be empty', '/imdbId imdbId must be a title id of IMDb, not "x"'],
      [
        3,
        '/author author must be a line of text, not 2.6666666666666665',
        '/externalIds/tmdb externalIds.tmdb must be a string, not a list',
      ],
    ]);
    expect([leftOut, counts?.refused, await catalogue.everyMovie()]).to.deep.equal([[], 3, []]);
  });

  it('with --lenient, of a new item: has the defaults, and of a list the readable values', async () => {
    const catalogue = aCatalogue();
    const { messages, leftOut } = await importRows(catalogue, importedMovies, [unreadable]);
    expect(messages).to.deep.equal([]);
    const [movie] = await catalogue.everyMovie();
    expect(movie).to.include({ title: 'A', releaseYear: null, runtimeMinutes: null });
    expect(movie?.genres).to.deep.equal(['drama']);
    expect(leftOut).to.deep.equal([
      'movies: releaseYear: left out 1 unreadable value: "PG" (file:1)',
      'movies: genres: left out 1 unreadable value: "Dramedy" (file:1)',
      'movies: runtimeMinutes: left out 1 unreadable value: -1 (file:1)',
    ]);
  });

  it('with --lenient, in columns with names of the file: are reported by column and field', async () => {
    const catalogue = aCatalogue();
    const columnOf = (field: string) =>
      field === 'releaseYear' ? 'Released_Year (column 3)' : `${field} (column 1)`;
    const { into } = anImport(catalogue.transactions, true);
    const rows = rowsOf(unreadable, { ...unreadable, sourceId: '2' }).map((row) => ({ ...row, columnOf }));
    await into.run(importedMovies, chunksOf(rows, 2));
    expect(linesOfLeftOut(into.leftOut).slice(0, 2)).to.deep.equal([
      'movies: Released_Year (column 3), read as releaseYear: left out 2 unreadable values: "PG" (file:1), "PG" (file:2)',
      'movies: genres (column 1): left out 2 unreadable values: "Dramedy" (file:1), "Dramedy" (file:2)',
    ]);
  });

  it('with --lenient, of a stored item: keeps what it has, also if nothing of a list can be read', async () => {
    const catalogue = aCatalogue();
    const stored = movieDraft({ title: 'Old', sourceId: '1', releaseYear: 2001, genres: ['war'] });
    await catalogue.movies.add(stored);
    const rows = [
      { sourceId: '1', title: 'New', releaseYear: 'PG', runtimeMinutes: 'long', genres: ['Dramedy'] },
    ];
    expect((await importRows(catalogue, importedMovies, rows)).counts).to.include({ changed: 1, refused: 0 });
    expect((await catalogue.everyMovie())[0]).to.deep.include({ ...stored, title: 'New' });
    expect((await importRows(catalogue, importedMovies, rows)).counts).to.include({ unchanged: 1 });
  });

  it('with --lenient: rejects unreadable keys, required fields and contradictions, and counts nothing of these rows', async () => {
    const wrong = { releaseYear: 'PG' };
    const rows = [
      { sourceId: '1', ...wrong },
      { sourceId: '2', title: 'A', imdbId: 'x', ...wrong },
      { title: 'A', ...wrong },
      { sourceId: '3', title: 'A', authorImdbId: 'nm0000009', ...wrong },
      { sourceId: '4', title: 'A', seasons: 3, episodes: 1, ...wrong },
      { sourceId: '5', title: 'A', authorId: 'x' },
      { sourceId: '6', title: 'A', author: 'x'.repeat(201) },
    ];
    const { messages, leftOut } = await importRows(aCatalogue(), importedSeries, rows);
    expect(messages.map(([line]) => line)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(leftOut).to.have.lengthOf(1);
    expect(leftOut[0]).to.match(/^series: author: left out 1 unreadable value: "x{60}"… \(file:7\)$/);
  });

  it('with --lenient: reports three examples of each field, and each label of the source once', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => ({
      sourceId: `${i}`,
      title: 'A',
      releaseYear: `year ${i}`,
      genres: i === 0 ? 'Talk-Show,IMAX' : 'IMAX',
    }));
    const labels = { IMAX: [], 'Talk-Show': [] };
    expect((await importRows(aCatalogue(), importedMovies, rows, { labels })).leftOut).to.deep.equal([
      'left out, not genres: IMAX (5), Talk-Show (1)',
      'movies: releaseYear: left out 5 unreadable values: "year 0" (file:1), "year 1" (file:2), "year 2" (file:3)',
    ]);
  });

  it('of types that no kind has: reports the most frequent ones first, and counts a thousand at most', () => {
    const leftOut = new LeftOut();
    for (const type of ['game', 'short', 'short']) leftOut.addType(type);
    expect(linesOfLeftOut(leftOut)).to.deep.equal(['left out: 2 shorts, 1 game']);
    for (let i = 0; i < 2_000; i += 1) leftOut.addType(`${i}${'x'.repeat(300)}`);
    leftOut.addType('game');
    expect([leftOut.types.size, leftOut.types.get('game')]).to.deep.equal([1_000, 2]);
    expect([...leftOut.types.keys()].at(-1)).to.equal(`997${'x'.repeat(197)}…`);
    expect(linesOfLeftOut(leftOut)[0]).to.match(/, 970 more$/);
  });
});
