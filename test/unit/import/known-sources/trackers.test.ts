import { lines } from '../files/reading.js';
import { describeShapes, lantern, lights } from './shapes.js';

describe('a file of Trakt or Simkl', () => {
  describeShapes({
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
    'a table of Trakt, with episodes': [
      {
        'ratings.csv': lines(
          'rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,tvdb_id,released,season_number,episode_title,episode_imdb_id,genres,rating',
          'x,movie,The Paper Lantern,2009,8,1,tt9900001,7,,2009-05-01,,,,"drama,science-fiction",9',
          'x,episode,Harbour Lights,2015,8,3,tt9900002,8,6,2015-09-11,1,Pilot,tt9900009,none,9',
          'y,episode,Harbour Lights,2015,8,3,tt9900002,8,6,2015-09-11,2,Ebb,tt9900010,none,9',
        ),
      },
      {
        movies: [
          {
            ...lantern,
            imdbId: 'tt9900001',
            externalIds: { tmdb: '7', trakt: '1' },
            genres: ['drama', 'sci-fi'],
          },
        ],
        series: [{ ...lights, imdbId: 'tt9900002', externalIds: { tmdb: '8', trakt: '3', tvdb: '6' } }],
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
          movies: [
            { movie: { title: 'The Paper Lantern', year: 2009, ids: { simkl: 5, imdb: 'tt9900001' } } },
          ],
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
    'Simkl, with seasons that have the ids of their series': [
      {
        'simkl.json': JSON.stringify({
          anime: [
            {
              anime_type: 'tv',
              show: { title: 'A: Season 2', ids: { simkl: '20', imdb: 'tt9900002', tmdb: '8' } },
            },
            {
              anime_type: 'tv',
              show: { title: 'A', ids: { simkl: 3, imdb: 'tt9900002', tmdb: '8', mal: '5' } },
            },
            { anime_type: 'movie', show: { title: 'A: The Movie', ids: { simkl: 40, tmdb: '8' } } },
          ],
          movies: [],
        }),
      },
      {
        movies: [{ title: 'A: The Movie', externalIds: { simkl: '40', tmdb: '8' } }],
        series: [
          { title: 'A: Season 2', externalIds: { simkl: '20' } },
          { title: 'A', imdbId: 'tt9900002', externalIds: { mal: '5', simkl: '3', tmdb: '8' } },
        ],
      },
    ],
    'a table of Simkl, of which some titles have other ids only': [
      {
        'SimklBackup.csv': lines(
          'SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB',
          '9,The Paper Lantern,movie,2009,completed,,18-12-2023 21:50:41,10,cool,,7,tt9900001',
          ',Harbour Lights,tv show,2015,watching,s1e2,,,,6,,',
        ),
      },
      {
        movies: [{ ...lantern, imdbId: 'tt9900001', externalIds: { simkl: '9', tmdb: '7' } }],
        series: [{ ...lights, externalIds: { tvdb: '6' } }],
      },
    ],
  });
});
