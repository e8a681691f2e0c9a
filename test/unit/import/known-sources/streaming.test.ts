import { lines } from '../files/reading.js';
import { describeShapes, lantern, lights } from './shapes.js';

describe('titles of a streaming service', () => {
  describeShapes({
    'of Netflix, with semicolons': [
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
    'of Netflix, with words for a director that is not known, and empty columns at the end': [
      {
        'netflix1.csv': lines(
          'show_id,type,title,director,country,date_added,release_year,rating,duration,listed_in,,,',
          's1,Movie,The Paper Lantern,Not Given,Not Given,9/25/2021,2009,PG-13,118 min,Dramas,,,',
        ),
      },
      { movies: [{ ...lantern, externalIds: { netflix: 's1' }, runtimeMinutes: 118, genres: ['drama'] }] },
    ],
    'of Disney, with the ids of Netflix': [
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
    'of JustWatch': [
      {
        'titles.csv': lines(
          'id,title,type,description,release_year,age_certification,runtime,genres,seasons,imdb_id,tmdb_popularity',
          `tm1,The Paper Lantern,MOVIE,A letter.,2009,R,118,"['drama', 'scifi', 'european']",,tt9900001,40.9`,
          `ts2,Harbour Lights,SHOW,,2015,TV-MA,52,"['documentation']",4.0,,`,
        ),
      },
      {
        movies: [
          {
            ...lantern,
            imdbId: 'tt9900001',
            externalIds: { justwatch: 'tm1' },
            description: 'A letter.',
            runtimeMinutes: 118,
            genres: ['drama', 'sci-fi'],
          },
        ],
        series: [{ ...lights, externalIds: { justwatch: 'ts2' }, seasons: 4, genres: ['documentary'] }],
      },
    ],
  });
});
