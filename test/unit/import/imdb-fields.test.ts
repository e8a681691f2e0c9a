import { expect } from 'chai';
import { authorBody } from '../../../src/adapters/http/catalogue/author-schema.js';
import { movieBody } from '../../../src/adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../../../src/adapters/http/catalogue/series-schema.js';
import { authorIdOf, authorOf, titleOf } from '../../../src/adapters/import/imdb/imdb-fields.js';
import type { ImdbRow } from '../../../src/adapters/import/imdb/imdb-tables.js';

/** Invented, like all rows here. */
const aMovie: ImdbRow<'title.basics'> = {
  tconst: 'tt99000001',
  titleType: 'movie',
  primaryTitle: 'The Lighthouse of Mud',
  originalTitle: 'Der Leuchtturm aus Schlamm',
  isAdult: '0',
  startYear: '1962',
  endYear: null,
  runtimeMinutes: '90',
  genres: 'Drama,Film-Noir',
};
const aSeries = { ...aMovie, titleType: 'tvSeries', startYear: '2010', endYear: '2022' };
const aName: ImdbRow<'name.basics'> = {
  nconst: 'nm99000001',
  primaryName: 'Somebody Madeup',
  birthYear: '1928',
  deathYear: '2019',
  primaryProfession: 'director,writer',
  knownForTitles: 'tt99000001',
};

const fieldsOf = (row: Partial<typeof aMovie>, of = aMovie) => titleOf({ ...of, ...row })?.fields ?? {};

describe('a title of IMDb', () => {
  it('that is a movie: is imported under its primary title', () => {
    expect(titleOf(aMovie)).to.deep.equal({
      kind: 'movies',
      fields: {
        title: 'The Lighthouse of Mud',
        releaseYear: 1962,
        runtimeMinutes: 90,
        genres: ['drama', 'film-noir'],
        imdbId: 'tt99000001',
      },
    });
  });

  it('that is a series: is imported with its last year and without a runtime', () => {
    expect(titleOf(aSeries)).to.deep.equal({
      kind: 'series',
      fields: {
        title: 'The Lighthouse of Mud',
        releaseYear: 2010,
        endYear: 2022,
        genres: ['drama', 'film-noir'],
        imdbId: 'tt99000001',
      },
    });
  });

  it('of another type: is imported into its kind, or skipped, like one for adults', () => {
    const types = { movie: 'movies', tvMovie: 'movies', tvSeries: 'series', tvMiniSeries: 'series' };
    for (const [titleType, kind] of Object.entries(types))
      expect(titleOf({ ...aMovie, titleType })?.kind).to.equal(kind);
    const others =
      'tvEpisode short tvShort tvSpecial video videoGame tvPilot Movie constructor __proto__'.split(' ');
    for (const titleType of [...others, '', null])
      expect(titleOf({ ...aMovie, titleType }), String(titleType)).to.equal(undefined);
    expect(titleOf({ ...aMovie, isAdult: '1' })).to.equal(undefined);
  });

  it('with unknown genres: is imported without these', () => {
    expect(fieldsOf({ genres: 'Talk-Show,Reality-TV,Game-Show' }).genres).to.deep.equal(['reality']);
    expect(fieldsOf({ genres: 'Adult' }).genres).to.deep.equal([]);
    expect(fieldsOf({ genres: null }).genres).to.deep.equal([]);
  });

  it('with every shared genre: has them under our names', () => {
    const theirs =
      'Action Adventure Animation Biography Comedy Crime Documentary Drama Family Fantasy Film-Noir History Horror Music ' +
      'Musical Mystery News Reality-TV Romance Sci-Fi Short Sport Thriller War Western';
    const ours = theirs.toLowerCase().replace('reality-tv', 'reality').split(' ');
    expect(fieldsOf({ genres: theirs.replaceAll(' ', ',') }).genres).to.deep.equal(ours);
  });

  it('with a runtime or year over the limits, or not a number: has none', () => {
    for (const runtimeMinutes of ['0', '-5', '1501', '45283', '1e2', 'abc', '', '90.5', null])
      expect(fieldsOf({ runtimeMinutes })).to.deep.include({ runtimeMinutes: null, releaseYear: 1962 });
    for (const startYear of ['1869', '2101', '0', '19', 'unknown', null])
      expect(fieldsOf({ startYear })).to.deep.include({ releaseYear: null, runtimeMinutes: 90 });
  });

  it('that ended before it began: has no last year', () => {
    expect(fieldsOf({ endYear: '2009' }, aSeries)).to.deep.include({ releaseYear: 2010, endYear: null });
    expect(fieldsOf({ endYear: '2010' }, aSeries)).to.deep.include({ releaseYear: 2010, endYear: 2010 });
    expect(fieldsOf({ startYear: null }, aSeries)).to.deep.include({ releaseYear: null, endYear: 2022 });
  });

  it('with spaces around its title: is trimmed; without a title: has none', () => {
    expect(fieldsOf({ primaryTitle: ' The Mud ' }).title).to.equal('The Mud');
    expect(fieldsOf({ primaryTitle: null }).title).to.equal(null);
  });

  it('that is typical, or at the limits: is valid in our schemas', () => {
    expect(movieBody.validate(fieldsOf({})).error).to.equal(undefined);
    expect(seriesBody.validate(fieldsOf({}, aSeries)).error).to.equal(undefined);
    expect(authorBody.validate(authorOf(aName)).error).to.equal(undefined);
    const edges = [
      { startYear: '1870', runtimeMinutes: '1' },
      { startYear: '2100', runtimeMinutes: '1500' },
    ];
    for (const edge of edges) {
      const fields = fieldsOf(edge);
      expect([String(fields.releaseYear), String(fields.runtimeMinutes)]).to.deep.equal(Object.values(edge));
      expect(movieBody.validate(fields).error).to.equal(undefined);
    }
  });
});

describe('a person of IMDb', () => {
  it('with both years: is an author', () => {
    expect(authorOf(aName)).to.deep.equal({
      name: 'Somebody Madeup',
      birthYear: 1928,
      deathYear: 2019,
      imdbId: 'nm99000001',
    });
  });

  it('in years of few digits: has those; without years, with invalid or reversed ones: has none', () => {
    expect(authorOf({ ...aName, birthYear: '0004', deathYear: '65' })).to.include({
      birthYear: 4,
      deathYear: 65,
    });
    const reversed = authorOf({ ...aName, birthYear: '1950', deathYear: '1949' });
    expect(reversed).to.include({ birthYear: null, deathYear: null });
    for (const year of [null, '', '2101', '-3001', '19??']) {
      const author = authorOf({ ...aName, birthYear: year, deathYear: year });
      expect(author).to.include({ name: 'Somebody Madeup', birthYear: null, deathYear: null });
    }
  });
});

describe('the author of a title of IMDb', () => {
  const crew = { tconst: 'tt99000001', directors: 'nm1,nm2', writers: 'nm3,nm4' };

  it('is the first director of a movie and the first writer of a series, else the other, else undefined', () => {
    expect(authorIdOf('movies', crew)).to.equal('nm1');
    expect(authorIdOf('movies', { ...crew, directors: null })).to.equal('nm3');
    expect(authorIdOf('series', crew)).to.equal('nm3');
    expect(authorIdOf('series', { ...crew, writers: null })).to.equal('nm1');
    expect(authorIdOf('movies', { ...crew, directors: null, writers: null })).to.equal(undefined);
  });
});
