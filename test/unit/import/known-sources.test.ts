import { expect } from 'chai';
import { knownSources } from '../../../src/adapters/import/known-sources/known-sources.js';
import { inputErrorOf, lines } from './files/reading.js';
import { type Imported, importFiles } from './mapping/importing-files.js';

const importOf = (...args: [files: Readonly<Record<string, string>>, path?: string]) =>
  importFiles(knownSources, ...args);

const lantern = { title: 'The Paper Lantern', releaseYear: 2009 };
const lights = { title: 'Harbour Lights', releaseYear: 2015 };

const watched = (...films: string[]) => lines('Date,Name,Year,Letterboxd URI', ...films);
const diaryHeader = 'Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date';
const list = lines(
  'Letterboxd list export v7',
  'Date,Name,Tags,URL,Description',
  '2024-01-01,Best,,https://example.org/list,"Two',
  '',
  'lines"',
  '',
  'Position,Name,Year,URL,Description',
  '1,The Paper Lantern,2009,https://example.org/f1,Lovely',
);

/** Files, the first of which is imported, and what comes of it. */
const shapes: Readonly<Record<string, [Readonly<Record<string, string>>, Partial<Imported>]>> = {
  'IMDb ratings': [
    {
      'ratings.csv': lines(
        '\ufeffConst,Your Rating,Title,Original Title,Title Type,Runtime (mins),Year,Genres,Directors',
        'tt9900001,8,The Paper Lantern,La lanterne,Movie,118,2009,"Drama, Sci-Fi","Ines Marlow, Piotr Wilk, Jr."',
        'tt9900002,7,Harbour Lights,,tvMiniSeries,52,2015,Talk-Show,',
        'tt9900003,7,Quest,,Video Game,,2015,Action,',
        'tt9900004,7,Pilot,,TV Episode,,2015,Drama,',
        'tt9900005,7,No Type,,,,2015,Drama,',
      ),
    },
    {
      movies: [
        {
          ...lantern,
          imdbId: 'tt9900001',
          runtimeMinutes: 118,
          genres: ['drama', 'sci-fi'],
          author: 'Ines Marlow',
        },
      ],
      series: [{ ...lights, imdbId: 'tt9900002' }],
      types: { 'Video Game': 1, 'TV Episode': 1 },
      labels: { 'Talk-Show': 1 },
      rejected: ['6  the row does not say its type'],
    },
  ],
  'an IMDb list of before 2017': [
    {
      'WATCHLIST.csv': lines(
        'position,const,created,modified,description,Title,Title type,Directors,Runtime (mins),Year,Genres',
        '1,tt9900001,,,My note,The Paper Lantern,Feature Film,,,2009,"drama, sci_fi"',
      ),
    },
    { movies: [{ ...lantern, imdbId: 'tt9900001', genres: ['drama', 'sci-fi'] }] },
  ],
  'an IMDb list of people': [
    { 'list.csv': lines('Position,Const,Name,Known For,Birth Date', '1,nm9900001,Ines Marlow,,1950-01-01') },
    { authors: ['Ines Marlow'] },
  ],
  'IMDb Top 1000': [
    {
      'top.csv': lines(
        'Series_Title,Released_Year,Runtime,Genre,Overview,Director,Star1',
        'The Paper Lantern,2009,118 min,"Drama, Sci-Fi",A letter.,Ines Marlow,A',
        'The Paper Lantern,1931,,Drama,,,A',
        'Cold Orchard,PG,97 min,Comedy,,,A',
      ),
    },
    {
      movies: [
        {
          ...lantern,
          sourceId: 'title:The Paper Lantern (2009)',
          runtimeMinutes: 118,
          genres: ['drama', 'sci-fi'],
          description: 'A letter.',
          author: 'Ines Marlow',
        },
        { ...lantern, sourceId: 'title:The Paper Lantern (1931)', releaseYear: 1931, genres: ['drama'] },
      ],
      rejected: ['4 /releaseYear "PG" is not a year'],
    },
  ],
  'MovieLens with links': [
    {
      'ml-movies.csv': lines(
        'movieId,title,genres',
        '1,"Paper Lantern, The (2009)",Drama|Children|IMAX',
        '2,Untitled Reel,(no genres listed)',
      ),
      'ml-links.csv': lines('movieId,imdbId,tmdbId', '1,0012345,700001', '2,,700002.0'),
    },
    {
      movies: [
        {
          ...lantern,
          imdbId: 'tt0012345',
          externalIds: { movielens: '1', tmdb: '700001' },
          genres: ['drama', 'family'],
        },
        { title: 'Untitled Reel', externalIds: { movielens: '2', tmdb: '700002' } },
      ],
      labels: { IMAX: 1, '(no genres listed)': 1 },
    },
  ],
  'TMDB movies': [
    {
      'tmdb.csv': lines(
        'budget,genres,id,overview,release_date,runtime,title,vote_average',
        '1,"[{""id"": 18, ""name"": ""Drama""}, {""id"": 1, ""name"": ""TV Movie""}]",7,A letter.,2009-05-01,118.0,The Paper Lantern,7',
      ),
    },
    {
      movies: [
        {
          ...lantern,
          externalIds: { tmdb: '7' },
          description: 'A letter.',
          runtimeMinutes: 118,
          genres: ['drama'],
        },
      ],
    },
  ],
  'TMDB series, as JSON': [
    {
      'tv.json': JSON.stringify({
        page: 1,
        results: [
          {
            id: 8,
            name: 'Harbour Lights',
            first_air_date: '2015-09-11',
            popularity: 1.5,
            number_of_seasons: 0,
          },
        ],
      }),
    },
    { series: [{ ...lights, externalIds: { tmdb: '8' } }] },
  ],
  'Netflix titles, with semicolons': [
    {
      'titles.csv': lines(
        'TYPE;SHOW_ID;TITLE;RELEASE_YEAR;DURATION;LISTED_IN',
        'Movie;s1;The Paper Lantern;2009;118 min;"Dramas, International Movies"',
        "TV Show;s2;Harbour Lights;2015;4 Seasons;Kids' TV",
      ),
    },
    {
      movies: [{ ...lantern, externalIds: { netflix: 's1' }, runtimeMinutes: 118, genres: ['drama'] }],
      series: [{ ...lights, externalIds: { netflix: 's2' }, seasons: 4, genres: ['family'] }],
      labels: { 'International Movies': 1 },
    },
  ],
  'Disney titles, with the ids of Netflix': [
    {
      'disney_plus_titles.csv': lines(
        'show_id,type,title,release_year,duration,listed_in',
        's1,Movie,The Paper Lantern,2009,118 min,Action-Adventure',
      ),
    },
    {
      movies: [
        { ...lantern, externalIds: { disney: 's1' }, runtimeMinutes: 118, genres: ['action', 'adventure'] },
      ],
    },
  ],
  'a film twice in a Letterboxd diary': [
    {
      'diary.csv': lines(
        diaryHeader,
        '2025-01-01,The Paper Lantern,2009,https://example.org/e1,4,,,2025-01-01',
        '2025-02-01,The Paper Lantern,2009,https://example.org/e2,5,Yes,,2025-02-01',
      ),
    },
    { movies: [{ ...lantern, sourceId: 'https://example.org/e1' }], rejected: [] },
  ],
  'a Letterboxd list': [
    { 'list.csv': list },
    { movies: [{ ...lantern, sourceId: 'https://example.org/f1' }] },
  ],
  Trakt: [
    {
      'history.json': JSON.stringify([
        {
          type: 'movie',
          watched_at: 'x',
          movie: { ...{ title: 1917, year: 2019 }, ids: { trakt: 1, tmdb: 2 } },
        },
        {
          type: 'movie',
          watched_at: 'y',
          movie: { ...{ title: 1917, year: 2019 }, ids: { trakt: 1, tmdb: 2 } },
        },
        {
          type: 'episode',
          episode: { title: 'Pilot' },
          show: { title: 'Harbour Lights', year: 2015, ids: { trakt: 3, tvdb: 6 } },
        },
        { plays: 1, show: { title: 'S', ids: { trakt: 4, imdb: 'tt9900002' } }, seasons: [{ number: 1 }] },
        { type: 'person', person: { name: 'Ines Marlow' } },
      ]),
    },
    {
      movies: [{ title: '1917', releaseYear: 2019, externalIds: { tmdb: '2', trakt: '1' } }],
      series: [
        { ...lights, externalIds: { trakt: '3', tvdb: '6' } },
        { title: 'S', imdbId: 'tt9900002', externalIds: { trakt: '4' } },
      ],
      types: { person: 1 },
      rejected: [],
    },
  ],
  Simkl: [
    {
      'simkl.json': JSON.stringify({
        shows: [
          {
            status: 'x',
            show: { title: 'Harbour Lights', year: 2015, ids: { simkl: 1, imdb: 'tt9900002' } },
          },
        ],
        anime: [
          { anime_type: 'tv', show: { title: 'A', ids: { simkl: 2 } } },
          { anime_type: 'movie', show: { title: 'B', ids: { simkl: 3, tmdb: '4' } } },
        ],
        movies: [{ movie: { title: 'The Paper Lantern', year: 2009, ids: { simkl: 5, imdb: 'tt9900001' } } }],
      }),
    },
    {
      movies: [
        { title: 'B', externalIds: { simkl: '3', tmdb: '4' } },
        { ...lantern, imdbId: 'tt9900001', externalIds: { simkl: '5' } },
      ],
      series: [
        { ...lights, imdbId: 'tt9900002', externalIds: { simkl: '1' } },
        { title: 'A', externalIds: { simkl: '2' } },
      ],
    },
  ],
  Douban: [
    {
      'top.csv': lines(
        '\ufeffrating,title,quote,link',
        '9.5,寒园 / Cold Orchard,两姐妹,https://example.org/2',
      ),
    },
    { movies: [{ title: '寒园 / Cold Orchard', sourceId: 'https://example.org/2' }] },
  ],
  'Douban in Chinese': [
    {
      'top.csv': lines(
        '排名,电影名称,年份,类型,片长,导演,电影链接',
        '1,纸灯笼,2009(波兰),剧情 科幻 古装,118分钟,马洛,https://example.org/1',
      ),
    },
    {
      movies: [
        {
          title: '纸灯笼',
          releaseYear: 2009,
          genres: ['drama', 'sci-fi'],
          runtimeMinutes: 118,
          author: '马洛',
          sourceId: 'https://example.org/1',
        },
      ],
    },
  ],
};

describe('a file of a known source', () => {
  for (const [name, [files, expected]] of Object.entries(shapes)) {
    it(`of ${name}: is imported without options`, async () => {
      const imported = await importOf(files);
      expect({ rejected: imported.rejected }).to.deep.equal({ rejected: expected.rejected ?? [] });
      for (const [key, value] of Object.entries(expected))
        expect(imported[key as keyof Imported], key).to.deep.equal(value);
      expect([imported.movies.length, imported.series.length]).to.deep.equal([
        expected.movies?.length ?? 0,
        expected.series?.length ?? 0,
      ]);
    });
  }

  it('in a folder with others: films of Letterboxd come first, so that entries of a diary get their URIs', async () => {
    const { movies, skipped } = await importOf(
      {
        'all/diary.csv': lines(diaryHeader, '2025-01-01,The Paper Lantern,2009,https://example.org/e1,4,,,'),
        'all/watched.csv': watched('2023-03-04,The Paper Lantern,2009,https://example.org/f1'),
        'all/list.csv': list,
        'all/profile.csv': lines('Date Joined,Username', '2020,me'),
        'all/movies.csv': lines('movieId,title,genres', '1,Cold Orchard (1987),Comedy'),
        'all/links.csv': lines('movieId,imdbId,tmdbId', '1,9900004,'),
      },
      'all',
    );
    expect(movies).to.deep.equal([
      {
        title: 'Cold Orchard',
        releaseYear: 1987,
        genres: ['comedy'],
        imdbId: 'tt9900004',
        externalIds: { movielens: '1' },
      },
      { ...lantern, sourceId: 'https://example.org/f1' },
    ]);
    expect(skipped).to.deep.equal(['profile.csv']);
  });

  it('as JSON: is not one of a table whose columns are called like its paths', async () => {
    const content = lines('movie_title,movie_ids,movie_facebook_likes', 'A,1,2');
    expect(await inputErrorOf(importOf({ 'films.csv': content }))).to.include('3 columns are not known');
  });

  it('with other columns and without optional ones: they are named once, with names that are not stored', async () => {
    const { mappings } = await importOf({
      'list.csv': lines(
        'Extra,Title Type,Title,Const,Directors',
        'x,Movie,A,tt9900001,"B, C"',
        'y,Movie,D,tt9900002,"E, F, G"',
      ),
    });
    const [{ source, withoutPlace, furtherNames, columns }] = mappings as [(typeof mappings)[0]];
    expect({ source, withoutPlace }).to.deep.equal({ source: 'IMDb list', withoutPlace: ['Extra'] });
    expect(furtherNames).to.deep.include({ count: 2 });
    expect(furtherNames?.example).to.deep.include({ names: ['C'] });
    expect(columns).to.deep.equal([
      { column: 'Extra', fields: [] },
      { column: 'Title Type', fields: ['kind'] },
      { column: 'Title', fields: ['title'] },
      { column: 'Const', fields: ['imdbId'] },
      { column: 'Directors', fields: ['author'] },
    ]);
  });
});
