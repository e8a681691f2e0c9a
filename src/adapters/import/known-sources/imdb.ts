import { imdbGenres } from '../imdb/imdb-fields.js';
import type { KnownSource } from '../mapping/known-source.js';
import { titleTypes } from './title-types.js';

/** The copies of IMDb's charts have no ids. */
const byTitleAndYear = (title: string, year: string) =>
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
    releaseYear: ['Year', 'Release Date'],
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

const imdbTop1000: KnownSource = {
  name: 'IMDb Top 1000',
  marks: [['Series_Title'], ['Released_Year']],
  kind: 'movies',
  fields: {
    sourceId: byTitleAndYear('Series_Title', 'Released_Year'),
    title: 'Series_Title',
    releaseYear: 'Released_Year',
    runtimeMinutes: 'Runtime',
    genres: 'Genre',
    description: 'Overview',
    author: { from: ['Director'], by: 'firstName' },
  },
  genres: imdbGenres,
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

export const imdbSources = [imdbList, imdbPeople, imdbTop1000, imdbTop250, imdbMovieData];
