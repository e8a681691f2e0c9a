import { expect } from 'chai';
import fc from 'fast-check';
import type { Columns } from '../../../src/core/catalogue/columns.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import { GenreReader } from '../../../src/core/import/genre-labels.js';
import { rowNormalizer } from '../../../src/core/import/normalize-row.js';
import { importedAuthors, importedMovies, importedSeries, rowsOf } from './importing.js';

const labels = { 'Talk-Show': [], 'Crime TV Shows': ['crime'] } as const;

/** The row as it is normalized, and the labels that were left out. */
const normalized = (fields: object, columns: Columns = importedSeries.columns) => {
  const leftOut: string[] = [];
  const normalize = rowNormalizer(columns, {
    genres: new GenreReader(labels),
    onLabelLeftOut: (label) => leftOut.push(label),
  });
  const [row] = rowsOf(fields);
  if (row === undefined) throw new Error('there is no row');
  return { ...normalize(row), before: row, after: normalize(row), leftOut };
};

/** The value of a field, or the message of why it cannot be read. */
const read = (field: string, value: unknown, columns?: Columns) => {
  const { fields, unreadable } = normalized({ [field]: value }, columns);
  return unreadable === undefined ? fields[field] : unreadable.map(({ message }) => message).join();
};

const table = (field: string, values: readonly (readonly [unknown, unknown])[], columns?: Columns) => {
  for (const [value, expected] of values)
    expect(read(field, value, columns), `${field} ${JSON.stringify(value)}`).to.deep.equal(expected);
};

describe('normalize a row of a file', () => {
  it('with whole numbers in any notation: reads those that can mean only one', () => {
    table('authorId', [
      ...[7, '7', ' 7 ', '007', '+7', '7.0', '7.00', '7,0', '\u00a07\u00a0'].map(
        (value) => [value, 7] as const,
      ),
      ...['1,234', '1 234', '1\u00a0234', '1\u202f234', "1'234", '1234.000'].map(
        (value) => [value, 1234] as const,
      ),
      ...['1,234,567', '1.234.567'].map((value) => [value, 1_234_567] as const),
      ['-0', 0],
    ]);
    for (const value of [
      '1.000',
      '1.234',
      '12,34',
      '1,2345',
      '1e3',
      '0x10',
      '7.5',
      'seven',
      '1 2',
      '9'.repeat(400),
    ])
      expect(read('authorId', value)).to.match(/^".+…? is not a whole number$/);
  });

  it('with years: also reads those of dates', () => {
    const dates = [
      '2009-12-10',
      '2009-12',
      '2009/1/2',
      '2009-12-10T20:15:00.000Z',
      '2009-12-10 20:15',
      '10.12.2009',
    ];
    const words = [
      '12/25/2009',
      'December 10, 2009',
      'Dec. 2009',
      '10 Dec 2009',
      '10-Dec-2009',
      '1st May 2009',
      '(2009)',
    ];
    table(
      'releaseYear',
      [...dates, ...words, '2009', '2009.0', 2009].map((value) => [value, 2009]),
    );
    table(
      'birthYear',
      [
        ['-0500', -500],
        ['0004', 4],
      ],
      importedAuthors.columns,
    );
    table(
      'releaseYear',
      ['PG', '2009-13-10', '2009-12-32', '2009-2015', 'May', '10 2009'].map((value) => [
        value,
        `"${value}" is not a year`,
      ]),
    );
  });

  it('with durations: reads minutes', () => {
    const { columns } = importedMovies;
    const same = [
      '142',
      '142.0',
      '142 min',
      '142min',
      '142 mins.',
      '142 Minutes',
      '142m',
      "142'",
      '2h 22m',
      '2h22',
    ];
    const more = [
      '2 h 22 min',
      '2 hr. 22 min.',
      '2 hours, 22 minutes',
      '2 Hours and 22 Minutes',
      'PT2H22M',
      'PT142M',
    ];
    table(
      'runtimeMinutes',
      [...same, ...more, '02:22:00'].map((value) => [value, 142]),
      columns,
    );
    table(
      'runtimeMinutes',
      [
        ['2h', 120],
        ['1 hour', 60],
        ['1,440 min', 1440],
        ['PT2H', 120],
        ['0', null],
        [0, null],
        ['0.0', null],
      ],
      columns,
    );
    for (const value of ['2:22', '1h 90m', '1.5h', '142 sec', 'min', 'PT', '4 Seasons'])
      expect(read('runtimeMinutes', value, columns)).to.equal(
        `"${value}" is not a number of minutes, such as 142 or "2h 22m"`,
      );
  });

  it('with counts: reads those of the right unit', () => {
    table('seasons', [
      ['4 Seasons', 4],
      ['2 Season', 2],
      ['4', 4],
      ['38 episodes', '"38 episodes" is not a number of seasons'],
    ]);
    table('episodes', [
      ['38 Episodes', 38],
      ['38 eps.', 38],
      ['2 Season', '"2 Season" is not a number of episodes'],
    ]);
  });

  it('with what programs write for a missing value: is null, but not where it could be a word', () => {
    for (const value of ['', ' ', '\\N', 'NaN', 'nan', 'N/A', 'null', 'NULL', '-', 'NA', 'None', null])
      for (const field of ['releaseYear', 'seasons', 'imdbId', 'authorImdbId', 'authorId'])
        expect(read(field, value), `${field} ${value}`).to.equal(null);
    table(
      'title',
      ['NaN', 'N/A', 'Null', '-', '\\N', ''].map((value) => [value, value]),
    );
    table('author', [
      ['Null', 'Null'],
      ['\\N', null],
      ['  ', null],
    ]);
    table('sourceId', [
      ['nan', 'nan'],
      ['', null],
    ]);
    table('genres', [
      ['N/A', []],
      [null, []],
      ['', []],
    ]);
  });

  it('with texts: trims spaces and no-break spaces', () => {
    table('title', [
      ['\u00a0 The Host \ufeff', 'The Host'],
      ['A  B', 'A  B'],
      [1917, 1917],
    ]);
    table('description', [[' one\n two \n', 'one\n two']]);
    table('sourceId', [[' a ', 'a']]);
  });

  it('with IMDb ids: has the canonical form', () => {
    table('imdbId', [
      ['tt00114709', 'tt0114709'],
      [' TT0114709 ', 'tt0114709'],
      ...['tt114709', 'xtt00114709', 'tt00114709x'].map((id) => [id, id] as const),
      ['tt0000000012', 'tt0000012'],
      ['tt0114709', 'tt0114709'],
      ['tt99000001', 'tt99000001'],
      ['114709', '114709'],
    ]);
    table('authorImdbId', [['nm000000001', 'nm0000001']]);
  });

  it('with genres in any words, case and separators: has those of the API, each once', () => {
    table('genres', [
      [
        'Action, Adventure, Comedy, Drama, Fantasy, Horror, Thriller',
        'action adventure comedy drama fantasy horror thriller'.split(' '),
      ],
      ['Drama, drama, ', ['drama']],
      ['Sci-Fi|Reality-TV', ['sci-fi', 'reality']],
      ['Science Fiction; SCIFI;sci fi', ['sci-fi']],
      ['Animated,Docuseries,Sports,Documentaries,Dramas', ['animation', 'documentary', 'sport', 'drama']],
      ['Action & Adventure/War and Western', ['action', 'adventure', 'war', 'western']],
      ['[{"id": 18, "name": "Drama"}, {"id": 878, "name": "Science Fiction"}]', ['drama', 'sci-fi']],
      [`[{'id': 18, 'name': 'Drama', 'x': None}, {"id": 1, 'name': "Children's"}]`, ['drama', 'family']],
      ['["Drama", "Film-Noir"]', ['drama', 'film-noir']],
      [
        ['Drama', ' War', { name: 'Crime' }, ''],
        ['drama', 'war', 'crime'],
      ],
      ['Drama, Dramedy, dramedy', '"Dramedy" is not a genre,"dramedy" is not a genre'],
      ['[not a list]', '"[not a list]" is not a genre'],
      [`['Drama', 'Children\\'s']`, ['drama', 'family']],
      [['Action & Sorcery'], '"Action & Sorcery" is not a genre'],
      [['Action & '], ['action']],
      ['Dramax', '"Dramax" is not a genre'],
      [['Drama|War'], ['drama', 'war']],
      [[18, { id: 1 }], '18 is not a genre,an object is not a genre'],
      [{ drama: true }, { drama: true }],
    ]);
    expect(normalized({ genres: 'drama,Dramedy' }).unreadable?.[0]).to.include({
      pointer: '/genres/1',
      code: 'unknown-genre',
    });
  });

  it('with labels of its source: has the genres that these are, and leaves others out', () => {
    const { fields, unreadable, leftOut } = normalized({ genres: 'crime tv shows, Talk-Show, Drama' });
    expect([fields.genres, unreadable, leftOut[0]]).to.deep.equal([
      ['crime', 'drama'],
      undefined,
      'Talk-Show',
    ]);
  });

  it('with absurdly many or long values: leaves them to validation', () => {
    const many = Array.from({ length: 1_001 }, (_, i) => `${i}`);
    expect(read('genres', many)).to.equal(many);
    expect(normalized({ genres: many.slice(1) }).unreadable).to.have.lengthOf(100);
    expect(read('seasons', ' '.repeat(50_000) + 'x'.repeat(50_000))).to.match(
      /^" {60}"… is not a number of seasons$/,
    );
  });

  it('of the API: stays the same object', () => {
    const text = fc.stringMatching(/^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$/u).filter((one) => one !== '\\N');
    const row = fc.record(
      {
        title: text,
        releaseYear: fc.option(fc.integer({ min: 1870, max: 2100 })),
        seasons: fc.option(fc.nat(100)),
        genres: fc.uniqueArray(fc.constantFrom(...genres), { maxLength: 20 }),
        description: fc.option(text),
        imdbId: fc.option(fc.nat(10 ** 9).map((id) => `tt${String(id).padStart(7, '0')}`)),
        id: fc.constantFrom(5, 'five'),
        unknown: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(row, (fields) => {
        const { before, after } = normalized(fields);
        expect(after).to.equal(before);
      }),
    );
  });

  it('of an export: keeps optional texts and keys exactly', () => {
    const exact = {
      description: ' a poem\n',
      imdbId: 'tt00114709',
      sourceId: '\\N',
      updatedAt: '2026-11-30T00:00:00Z',
    };
    const { before, after } = normalized(exact);
    expect(after).to.equal(before);
    expect(normalized({ ...exact, title: ' A ', genres: ['Drama'] }).fields).to.deep.equal({
      ...exact,
      title: 'A',
      genres: ['drama'],
    });
  });
});
