import { lines } from '../files/reading.js';
import { describeShapes, lantern, lights } from './shapes.js';

describe('a file of MovieLens or TMDB', () => {
  describeShapes({
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
    'MovieLens, with the year in a column': [
      { 'movies.csv': lines('movieId,title,genres,year', '1,The Paper Lantern,Drama,2009') },
      { movies: [{ ...lantern, externalIds: { movielens: '1' }, genres: ['drama'] }] },
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
    'TMDB movies as Python writes them, with ids of IMDb': [
      {
        'movies_metadata.csv': lines(
          'adult,belongs_to_collection,genres,id,imdb_id,original_title,overview,popularity,release_date,runtime,title,video',
          `False,,"[{'id': 18, 'name': 'Drama'}, {'id': 10769, 'name': 'Foreign'}]",7,tt9900001,La lanterne,A letter.,1.2,2009-05-01,0.0,The Paper Lantern,False`,
        ),
      },
      {
        movies: [
          {
            ...lantern,
            imdbId: 'tt9900001',
            externalIds: { tmdb: '7' },
            description: 'A letter.',
            genres: ['drama'],
          },
        ],
        labels: { Foreign: 1 },
      },
    ],
    'TMDB movies with original titles only, and years of two digits': [
      {
        'tmdb-movies.csv': lines(
          'id,imdb_id,popularity,original_title,director,overview,runtime,genres,release_date,vote_average,release_year',
          '7,tt9900001,32.9,The Paper Lantern,Ines Marlow|Piotr Wilk,A letter.,118,Drama|Science Fiction,5/1/09,6.5,2009',
        ),
      },
      {
        movies: [
          {
            ...lantern,
            imdbId: 'tt9900001',
            externalIds: { tmdb: '7' },
            description: 'A letter.',
            runtimeMinutes: 118,
            genres: ['drama', 'sci-fi'],
            author: 'Ines Marlow',
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
  });
});
