import { expect } from 'chai';
import { lines } from '../files/reading.js';
import { describeShapes, importOf, lantern } from './shapes.js';

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

describe('a file of Letterboxd', () => {
  describeShapes({
    'a diary, with a film twice': [
      {
        'diary.csv': lines(
          diaryHeader,
          '2025-01-01,The Paper Lantern,2009,https://example.org/e1,4,,,2025-01-01',
          '2025-02-01,The Paper Lantern,2009,https://example.org/e2,5,Yes,,2025-02-01',
        ),
      },
      { movies: [{ ...lantern, sourceId: 'https://example.org/e1' }], rejected: [] },
    ],
    'a list': [{ 'list.csv': list }, { movies: [{ ...lantern, sourceId: 'https://example.org/f1' }] }],
    'what Letterboxd imports, without its own addresses': [
      {
        'import.csv': lines(
          'tmdbID,imdbID,Title,Year,Directors,Rating10,WatchedDate,Rewatch,Tags,Review',
          '7,tt9900001,The Paper Lantern,2009,"Ines Marlow, Piotr Wilk",8,2024-01-01,false,,',
        ),
      },
      { movies: [{ ...lantern, imdbId: 'tt9900001', externalIds: { tmdb: '7' }, author: 'Ines Marlow' }] },
    ],
  });

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
});
