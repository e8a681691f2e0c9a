import { lines } from '../files/reading.js';
import { describeShapes, lantern } from './shapes.js';

describe('a copy of a chart of IMDb', () => {
  describeShapes({
    'Top 1000': [
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
    'Top 1000 in other words': [
      {
        'top.csv': lines(
          ',Movie Name,Year of Release,Run Time in minutes,Movie Rating,Votes,MetaScore,Gross,Genre,Certification,Director,Stars,Description',
          `0,The Paper Lantern,(I) (2009),118,7.9,21034,81,,"['Drama', 'Sci-Fi']",UA,"['Ines Marlow']","['A']","['A letter.']"`,
        ),
      },
      {
        movies: [
          {
            ...lantern,
            sourceId: 'title:The Paper Lantern ((I) (2009))',
            runtimeMinutes: 118,
            genres: ['drama', 'sci-fi'],
            description: "['A letter.']",
            author: 'Ines Marlow',
          },
        ],
      },
    ],
    'Top 250': [
      {
        'top.csv': lines(
          'rank,name,year,rating,genre,certificate,run_time,tagline,casts,directors,writers',
          '1,The Paper Lantern,2009,9.3,"Drama,Sci-Fi",R,1h 58m,Light,"A,B","Ines Marlow,Piotr Wilk",Not Available',
        ),
      },
      {
        movies: [
          {
            ...lantern,
            sourceId: 'title:The Paper Lantern (2009)',
            runtimeMinutes: 118,
            genres: ['drama', 'sci-fi'],
            author: 'Ines Marlow',
          },
        ],
      },
    ],
    'movie data': [
      {
        'IMDB-Movie-Data.csv': lines(
          'Rank,Title,Genre,Description,Director,Actors,Year,Runtime (Minutes),Rating,Votes,Revenue (Millions),Metascore',
          '1,The Paper Lantern,"Drama,Sci-Fi",A letter.,Ines Marlow,"A, B",2009,118,8.1,757074,333.13,76',
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
        ],
      },
    ],
    'movie metadata, with addresses of pages': [
      {
        'movie_metadata.csv': lines(
          'color,director_name,duration,genres,movie_title,movie_imdb_link,title_year,imdb_score',
          'Color,Ines Marlow,118,Drama|Sci-Fi,The Paper Lantern\u00a0,http://www.imdb.com/title/tt9900001/?ref_=fn_tt_tt_1,2009,7.9',
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
      },
    ],
  });
});
