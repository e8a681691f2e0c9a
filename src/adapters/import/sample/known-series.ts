import type { Genre } from '../../../core/catalogue/genre.js';
import type { ReadRow } from '../../../core/import/import-row.js';

type SeriesRow = readonly [
  title: string,
  releaseYear: number,
  endYear: number | null,
  seasons: number,
  episodes: number,
  creator: string,
  ...genres: Genre[],
];

/** Written from memory. Mostly completed series with a single creator. */
const rows: readonly SeriesRow[] = [
  ['30 Rock', 2006, 2013, 7, 138, 'Tina Fey', 'comedy'],
  ['Adventure Time', 2010, 2018, 10, 283, 'Pendleton Ward', 'animation', 'adventure', 'comedy'],
  ['Alias', 2001, 2006, 5, 105, 'J.J. Abrams', 'action', 'thriller'],
  ['Ally McBeal', 1997, 2002, 5, 112, 'David E. Kelley', 'comedy', 'drama'],
  ['Arrested Development', 2003, 2019, 5, 84, 'Mitchell Hurwitz', 'comedy'],
  ['Atlanta', 2016, 2022, 4, 41, 'Donald Glover', 'comedy', 'drama', 'music'],
  ['Boardwalk Empire', 2010, 2014, 5, 56, 'Terence Winter', 'crime', 'drama', 'history'],
  ['BoJack Horseman', 2014, 2020, 6, 77, 'Raphael Bob-Waksberg', 'animation', 'comedy', 'drama'],
  ['Boston Legal', 2004, 2008, 5, 101, 'David E. Kelley', 'comedy', 'drama'],
  ['Breaking Bad', 2008, 2013, 5, 62, 'Vince Gilligan', 'crime', 'drama', 'thriller'],
  ['Buffy the Vampire Slayer', 1997, 2003, 7, 144, 'Joss Whedon', 'action', 'drama', 'fantasy'],
  ['Chernobyl', 2019, 2019, 1, 5, 'Craig Mazin', 'drama', 'history', 'thriller'],
  ['The Civil War', 1990, 1990, 1, 9, 'Ken Burns', 'documentary', 'history', 'war'],
  ['Community', 2009, 2015, 6, 110, 'Dan Harmon', 'comedy'],
  ['Curb Your Enthusiasm', 2000, 2024, 12, 120, 'Larry David', 'comedy'],
  ['Deadwood', 2004, 2006, 3, 36, 'David Milch', 'western', 'crime', 'drama'],
  ['Derry Girls', 2018, 2022, 3, 19, 'Lisa McGee', 'comedy'],
  ['Downton Abbey', 2010, 2015, 6, 52, 'Julian Fellowes', 'drama', 'history', 'romance'],
  ['ER', 1994, 2009, 15, 331, 'Michael Crichton', 'drama'],
  ['Firefly', 2002, 2002, 1, 14, 'Joss Whedon', 'sci-fi', 'western', 'adventure'],
  ['Fleabag', 2016, 2019, 2, 12, 'Phoebe Waller-Bridge', 'comedy', 'drama'],
  ['Freaks and Geeks', 1999, 2000, 1, 18, 'Paul Feig', 'comedy', 'drama'],
  ['Gilmore Girls', 2000, 2007, 7, 153, 'Amy Sherman-Palladino', 'comedy', 'drama'],
  ['Girls', 2012, 2017, 6, 62, 'Lena Dunham', 'comedy', 'drama'],
  ['Gravity Falls', 2012, 2016, 2, 40, 'Alex Hirsch', 'animation', 'mystery', 'comedy', 'family'],
  ['House', 2004, 2012, 8, 177, 'David Shore', 'drama', 'mystery'],
  ['I May Destroy You', 2020, 2020, 1, 12, 'Michaela Coel', 'drama'],
  ['Justified', 2010, 2015, 6, 78, 'Graham Yost', 'crime', 'drama', 'western'],
  ['Luther', 2010, 2019, 5, 20, 'Neil Cross', 'crime', 'drama', 'thriller'],
  ['Mad Men', 2007, 2015, 7, 92, 'Matthew Weiner', 'drama'],
  ['The Marvelous Mrs. Maisel', 2017, 2023, 5, 43, 'Amy Sherman-Palladino', 'comedy', 'drama'],
  ['Mr. Robot', 2015, 2019, 4, 45, 'Sam Esmail', 'drama', 'thriller', 'crime'],
  ['Neon Genesis Evangelion', 1995, 1996, 1, 26, 'Hideaki Anno', 'animation', 'sci-fi', 'drama'],
  ['The Newsroom', 2012, 2014, 3, 25, 'Aaron Sorkin', 'drama', 'news'],
  ['Peaky Blinders', 2013, 2022, 6, 36, 'Steven Knight', 'crime', 'drama', 'history'],
  ['Pushing Daisies', 2007, 2009, 2, 22, 'Bryan Fuller', 'comedy', 'fantasy', 'mystery'],
  ['Samurai Jack', 2001, 2017, 5, 62, 'Genndy Tartakovsky', 'animation', 'action', 'adventure'],
  ['The Shield', 2002, 2008, 7, 88, 'Shawn Ryan', 'crime', 'drama', 'thriller'],
  ['Six Feet Under', 2001, 2005, 5, 63, 'Alan Ball', 'drama', 'comedy'],
  ['Sons of Anarchy', 2008, 2014, 7, 92, 'Kurt Sutter', 'crime', 'drama', 'thriller'],
  ['The Sopranos', 1999, 2007, 6, 86, 'David Chase', 'crime', 'drama'],
  ['Squid Game', 2021, 2025, 3, 22, 'Hwang Dong-hyuk', 'drama', 'thriller'],
  ['Star Trek', 1966, 1969, 3, 79, 'Gene Roddenberry', 'sci-fi', 'adventure'],
  ['Star Trek: The Next Generation', 1987, 1994, 7, 178, 'Gene Roddenberry', 'sci-fi', 'adventure'],
  ['Steven Universe', 2013, 2019, 5, 160, 'Rebecca Sugar', 'animation', 'fantasy', 'family'],
  ['Succession', 2018, 2023, 4, 39, 'Jesse Armstrong', 'drama', 'comedy'],
  ['The Twilight Zone', 1959, 1964, 5, 156, 'Rod Serling', 'sci-fi', 'fantasy', 'horror'],
  ['The West Wing', 1999, 2006, 7, 154, 'Aaron Sorkin', 'drama'],
  ['The Wire', 2002, 2008, 5, 60, 'David Simon', 'crime', 'drama'],
  ['The X-Files', 1993, 2018, 11, 218, 'Chris Carter', 'sci-fi', 'mystery', 'drama'],
  // Still running: seasons and episodes as of summer 2024.
  ["Grey's Anatomy", 2005, null, 20, 430, 'Shonda Rhimes', 'drama', 'romance'],
  ['The Simpsons', 1989, null, 35, 768, 'Matt Groening', 'animation', 'comedy', 'family'],
];

/** Well-known series, each with its creator as the author, as rows of an import. */
export const knownSeries: readonly ReadRow[] = rows.map(
  ([title, releaseYear, endYear, seasons, episodes, author, ...genres], i) => ({
    place: { file: 'known-series', line: i + 1 },
    fields: { sourceId: `sample/${title}`, title, releaseYear, endYear, seasons, episodes, genres, author },
  }),
);
