import Joi from 'joi';
import { itemBody } from '../../src/adapters/http/catalogue/item-body.js';
import { id } from '../../src/adapters/http/schemas.js';
import { line } from '../../src/adapters/http/text-schemas.js';
import { kindRow } from '../../src/composition/catalogue-kinds.js';
import { type Keys, keyPaths } from '../../src/core/catalogue/keys.js';
import type { Kind } from '../../src/core/catalogue/kind.js';
import { referenceFilter } from '../../src/core/catalogue/references.js';
import { byId } from '../../src/core/shared/page.js';
import { kindsUnderTest } from './kinds-under-test.js';

/**
 * A kind that the service does not have: not a title, without an imdbId, with several references, one of them to its own
 * kind.
 */
export interface Concert extends Keys {
  title: string;
  players: number;
  conductorId: number | null;
  composerId: number | null;
  encoreOfId: number | null;
}

const concert: Kind<Concert> = {
  name: 'concert',
  plural: 'concerts',
  namedBy: 'title',
  references: [
    { field: 'conductorId', to: 'authors' },
    { field: 'composerId', to: 'authors' },
    { field: 'encoreOfId', to: 'concerts' },
  ],
  paths: [
    { by: byId },
    { filters: [referenceFilter('conductorId')], by: byId },
    { filters: [referenceFilter('composerId')], by: byId },
    { filters: [referenceFilter('encoreOfId')], by: byId },
    ...keyPaths,
  ],
  check: ({ title, players }) =>
    title === 'Solo' && players !== 1
      ? [{ pointer: '/players', message: 'Solo has one player', code: 'not-solo' }]
      : [],
};

const reference = () => id().allow(null).default(null);

const concertBody = itemBody<Concert>({
  title: line(1, 300).required(),
  players: Joi.number().integer().min(1).max(100).default(1),
  conductorId: reference(),
  composerId: reference(),
  encoreOfId: reference(),
}).example({ title: 'Proms', players: 80 });

/** The kinds of the service, and concerts. */
export const kindsWithConcerts = [...kindsUnderTest, kindRow(concert, concertBody)];

/** Creates its table, as a migration would. */
export const concertTable = `
  create table concerts (
    id integer generated always as identity constraint concerts_pkey primary key,
    version integer not null default 1,
    title text not null,
    players integer not null,
    conductor_id integer constraint concerts_conductor_id_fkey references authors,
    composer_id integer constraint concerts_composer_id_fkey references authors,
    encore_of_id integer constraint concerts_encore_of_id_fkey references concerts,
    source_id text collate "C" constraint concerts_source_id_key unique,
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now()
  );
  create index concerts_by_conductor on concerts (conductor_id, id);
  create index concerts_by_composer on concerts (composer_id, id);
  create index concerts_by_encore_of on concerts (encore_of_id, id);
  select track_changes('concerts'), serve_names('concerts', 'title')`;
