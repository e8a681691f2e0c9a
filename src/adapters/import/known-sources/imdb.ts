import { imdbGenres } from '../imdb/imdb-fields.js';
import type { KnownSource } from '../mapping/known-source.js';
import { titleTypes } from './title-types.js';

/** The copies of IMDb's charts have no ids. */
const byTitleAndYear = (title: string | readonly string[], year: string | readonly string[]) =>
  ({ from: [title, year], by: 'titleAndYear' }) as const;

/** Lists, watchlists and ratings, as IMDb exports them now (`Const`) and before 2017 (`const`, `Title type`). */
const imdbList: KnownSource = {
  name: 'IMDb list',
  marks: [['Const'], ['Title Type']],
  kind: [{ column: 'Title Type', types: titleTypes }],
  fields: {
    imdbId: 'Const',
    title: 'Title',
    originalTitle: 'Original Title',
    releaseYear: { from: [['Year', 'Release Date']], by: 'firstYear' },
    runtimeMinutes: 'Runtime (mins)',
    genres: 'Genres',
    author: { from: ['Directors'], by: 'firstName' },
  },
  ignored: ['Description'],
  genres: imdbGenres,
  notStored: 'ratings and dates',
};

const imdbPeople: KnownSource = {
  name: 'IMDb list of people',
  marks: [['Const'], ['Name'], ['Known For', 'Birth Date']],
  kind: 'authors',
  fields: { imdbId: 'Const', name: 'Name', birthYear: 'Birth Date' },
  ignored: ['Description'],
};

const title1000 = ['Series_Title', 'Movie Name', 'Movie Title'];
const year1000 = ['Released_Year', 'Release Year', 'Year of Release', 'Year'];

const imdbTop1000: KnownSource = {
  name: 'IMDb Top 1000',
  marks: [['Series_Title'], ['Released_Year']],
  kind: 'movies',
  fields: {
    sourceId: byTitleAndYear(title1000, year1000),
    title: title1000,
    releaseYear: { from: [year1000], by: 'firstYear' },
    runtimeMinutes: ['Runtime', 'Run Time in minutes', 'Run Time'],
    genres: 'Genre',
    description: ['Overview', 'Description', 'Detail about movie'],
    author: { from: ['Director'], by: 'firstName' },
  },
  genres: imdbGenres,
};

/** Other programs call the columns differently. */
const imdbTop1000Copy: KnownSource = {
  ...imdbTop1000,
  marks: [title1000, year1000, ['Certificate', 'Certification', 'Gross', 'Meta_score', 'Star1']],
};

const imdbTop250: KnownSource = {
  name: 'IMDb Top 250',
  marks: [['name'], ['year'], ['run_time'], ['certificate', 'casts']],
  kind: 'movies',
  fields: {
    sourceId: byTitleAndYear('name', 'year'),
    title: 'name',
    releaseYear: 'year',
    runtimeMinutes: 'run_time',
    genres: 'genre',
    author: { from: ['directors'], by: 'firstName' },
  },
  genres: imdbGenres,
};

const imdbMovieData: KnownSource = {
  name: 'IMDb movie data',
  marks: [['Title'], ['Year'], ['Runtime (Minutes)'], ['Revenue (Millions)', 'Metascore']],
  kind: 'movies',
  fields: {
    sourceId: byTitleAndYear('Title', 'Year'),
    title: 'Title',
    releaseYear: 'Year',
    runtimeMinutes: 'Runtime (Minutes)',
    genres: 'Genre',
    description: 'Description',
    author: { from: ['Director'], by: 'firstName' },
  },
  genres: imdbGenres,
};

/** The titles of the "IMDB 5000" set. */
const imdb5000: KnownSource = {
  name: 'IMDb movie metadata',
  marks: [['movie_title'], ['title_year'], ['movie_imdb_link']],
  kind: 'movies',
  fields: {
    imdbId: 'movie_imdb_link',
    title: 'movie_title',
    releaseYear: 'title_year',
    runtimeMinutes: 'duration',
    genres: 'genres',
    author: { from: ['director_name'], by: 'firstName' },
  },
  genres: imdbGenres,
};

const imdbMovies: KnownSource = {
  name: 'IMDb movies',
  marks: [['imdb_title_id'], ['title'], ['date_published', 'avg_vote']],
  kind: 'movies',
  fields: {
    imdbId: 'imdb_title_id',
    title: 'title',
    originalTitle: 'original_title',
    releaseYear: { from: [['year', 'date_published']], by: 'firstYear' },
    runtimeMinutes: 'duration',
    genres: 'genre',
    description: 'description',
    author: { from: ['director'], by: 'firstName' },
  },
  genres: imdbGenres,
};

/** Copies of the datasets in other formats, or alone. */
const imdbTitles: KnownSource = {
  name: 'IMDb titles',
  marks: [['tconst'], ['titleType'], ['primaryTitle']],
  kind: [{ column: 'titleType', types: titleTypes }],
  fields: {
    imdbId: 'tconst',
    title: 'primaryTitle',
    originalTitle: 'originalTitle',
    releaseYear: 'startYear',
    endYear: 'endYear',
    runtimeMinutes: 'runtimeMinutes',
    genres: 'genres',
  },
  genres: imdbGenres,
};

const imdbNames: KnownSource = {
  name: 'IMDb names',
  marks: [['nconst'], ['primaryName'], ['birthYear']],
  kind: 'authors',
  fields: { imdbId: 'nconst', name: 'primaryName', birthYear: 'birthYear', deathYear: 'deathYear' },
};

export const imdbSources = [
  imdbList,
  imdbPeople,
  imdbTop1000,
  imdbTop1000Copy,
  imdbTop250,
  imdbMovieData,
  imdb5000,
  imdbMovies,
  imdbTitles,
  imdbNames,
];
