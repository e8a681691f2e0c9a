import { lines } from '../files/reading.js';
import { describeShapes, lantern, lights } from './shapes.js';

describe('a file of IMDb', () => {
  describeShapes({
    ratings: [
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
    'a list of before 2017': [
      {
        'WATCHLIST.csv': lines(
          '"position","const","created","modified","description","Title","Title type","Directors","You rated","Year","Genres","Num. Votes","Release Date (month/day/year)"',
          '"1","tt9900001","","","My note","The Paper Lantern","Feature Film","","","2009","drama, sci_fi","7","2009-05-01"',
          '"2","tt9900002","","","","Harbour Lights","Mini-Series","","","2015","","",""',
        ),
      },
      {
        movies: [{ ...lantern, imdbId: 'tt9900001', genres: ['drama', 'sci-fi'] }],
        series: [{ ...lights, imdbId: 'tt9900002' }],
      },
    ],
    'a list of people': [
      {
        'list.csv': lines('Position,Const,Name,Known For,Birth Date', '1,nm9900001,Ines Marlow,,1950-01-01'),
      },
      { authors: ['Ines Marlow'] },
    ],
    'titles as one table of the datasets': [
      {
        'data.tsv': lines(
          'tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres',
          'tt9900001\tmovie\tThe "Paper" Lantern\tLa lanterne\t0\t2009\t\\N\t118\tDrama,Sci-Fi',
          'tt9900002\ttvSeries\tHarbour Lights\tHarbour Lights\t0\t2015\t\\N\t\\N\t\\N',
          'tt9900003\tshort\tA Reel\tA Reel\t0\t1894\t\\N\t1\tShort',
        ),
      },
      {
        movies: [
          {
            title: 'The "Paper" Lantern',
            releaseYear: 2009,
            imdbId: 'tt9900001',
            runtimeMinutes: 118,
            genres: ['drama', 'sci-fi'],
          },
        ],
        series: [{ ...lights, imdbId: 'tt9900002' }],
        types: { short: 1 },
      },
    ],
    'names as one table of the datasets': [
      {
        'names.csv': lines(
          'nconst,primaryName,birthYear,deathYear,primaryProfession,knownForTitles',
          'nm9900001,Ines Marlow,1950,\\N,director,tt9900001',
        ),
      },
      { authors: ['Ines Marlow'] },
    ],
  });
});
