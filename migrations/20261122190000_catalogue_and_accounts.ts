import type { Knex } from 'knex';

/**
 * The catalogue and the accounts. Constraints are named, since `constraint-errors.ts` tells by their names
 * what the database refused. Foldings of case are made by the service (see `foldCase`), not by the locale.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table users (
      id integer generated always as identity constraint users_pkey primary key,
      version integer not null default 1,
      email text not null,
      email_key text not null constraint users_email_key unique,
      visible_name text not null,
      visible_name_key text not null constraint users_visible_name_key unique,
      role text not null constraint users_role_check check (role in ('user', 'moderator', 'admin')),
      active boolean not null,
      email_verified boolean not null,
      password_hash text not null,
      token_version integer not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`);
  await knex.raw(`
    create table authors (
      id integer generated always as identity constraint authors_pkey primary key,
      version integer not null default 1,
      name text not null,
      birth_year integer,
      death_year integer,
      biography text,
      imdb_id text constraint authors_imdb_id_key unique,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      constraint authors_years_check check (death_year >= birth_year)
    )`);
  await knex.raw(`
    create table movies (
      id integer generated always as identity constraint movies_pkey primary key,
      version integer not null default 1,
      title text not null,
      release_year integer,
      runtime_minutes integer,
      genres text[] not null,
      description text,
      author_id integer constraint movies_author_id_fkey references authors,
      imdb_id text constraint movies_imdb_id_key unique,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`);
  await knex.raw(`
    create table series (
      id integer generated always as identity constraint series_pkey primary key,
      version integer not null default 1,
      title text not null,
      release_year integer,
      end_year integer,
      seasons integer not null,
      episodes integer not null,
      genres text[] not null,
      description text,
      author_id integer constraint series_author_id_fkey references authors,
      imdb_id text constraint series_imdb_id_key unique,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      constraint series_years_check check (end_year >= release_year),
      constraint series_episodes_check check (episodes >= seasons)
    )`);
  // They serve the nested lists, and the check that keeps an author who still has titles.
  await knex.raw('create index movies_by_author on movies (author_id, id)');
  await knex.raw('create index series_by_author on series (author_id, id)');
  // Names this database in caches that several databases may share.
  await knex.raw('create table installation (id uuid not null default gen_random_uuid())');
  await knex.raw('insert into installation default values');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table installation, series, movies, authors, users');
};
