import { expect } from 'chai';
import fc from 'fast-check';
import { genres } from '../../../src/core/catalogue/genre.js';
import { normalized, read, table } from './normalizing.js';

describe('normalize a row of a file', () => {
  it('with what programs write for a missing value: is null, but not where it could be a word', () => {
    for (const value of [
      '',
      ' ',
      '\\N',
      'NaN',
      'nan',
      'N/A',
      'null',
      'NULL',
      '-',
      'NA',
      'None',
      '????',
      null,
    ])
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
      [603, '603'],
      [0.5, 0.5],
    ]);
    table('genres', [
      ['N/A', []],
      [['N/A'], []],
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
      ['0', null],
      ['https://www.imdb.com/title/tt0114709/?ref_=x', 'tt0114709'],
      ['https://example.org/title/tt0114709', 'https://example.org/title/tt0114709'],
    ]);
    table('authorImdbId', [
      ['nm000000001', 'nm0000001'],
      ['imdb.com/name/nm0000001', 'nm0000001'],
    ]);
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
      [
        ['war', 'drama', 'war'],
        ['war', 'drama'],
      ],
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
