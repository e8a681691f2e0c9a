import Joi from 'joi';
import { titleFields } from '../../src/adapters/http/catalogue/title-fields.js';
import { catalogueKinds, titleRow } from '../../src/composition/catalogue-kinds.js';
import type { Kind } from '../../src/core/catalogue/kind.js';
import { type Title, titlePaths } from '../../src/core/catalogue/title.js';

/** A kind that the service does not know: all that somebody writes who adds one. */
export interface Podcast extends Title {
  hosts: number;
}

const podcast: Kind<Podcast> = {
  name: 'podcast',
  plural: 'podcasts',
  namedBy: 'title',
  paths: titlePaths,
  check: ({ title, hosts }) =>
    title === 'Solo' && hosts !== 1
      ? [{ pointer: '/hosts', message: 'Solo has one host', code: 'not-solo' }]
      : [],
};

const podcastBody = Joi.object<Podcast, true>({
  ...titleFields,
  hosts: Joi.number().integer().min(1).max(100).default(1),
}).example({ title: 'Radiolab', hosts: 2 });

/** Our kinds and the podcasts. */
export const kindsWithPodcasts = [...catalogueKinds, titleRow(podcast, podcastBody)];

/** What its migration would do. */
export const podcastTable = `
  create table podcasts (
    id integer generated always as identity constraint podcasts_pkey primary key,
    version integer not null default 1,
    title text not null,
    release_year integer,
    hosts integer not null,
    genres text[] not null,
    description text,
    author_id integer constraint podcasts_author_id_fkey references authors,
    imdb_id text constraint podcasts_imdb_id_key unique,
    source_id text collate "C" constraint podcasts_source_id_key unique,
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now()
  );
  select track_changes('podcasts'), serve_titles('podcasts')`;
