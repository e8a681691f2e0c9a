import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { translated } from '../../src/adapters/knex/database-errors.js';
import { KnexCatalogueRepository } from '../../src/adapters/knex/knex-catalogue-repository.js';
import { KnexMailQueue } from '../../src/adapters/knex/knex-mail-queue.js';
import { KnexOneTimeTokenRepository } from '../../src/adapters/knex/knex-one-time-token-repository.js';
import { KnexSessionRepository } from '../../src/adapters/knex/knex-session-repository.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { type Movie, movie } from '../../src/core/catalogue/movie.js';
import { type Series, series } from '../../src/core/catalogue/series.js';
import { movieDraft, seriesDraft } from '../support/drafts.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, by, refusal, useDatabase } from './contracts/fixtures.js';
import { aHash, aSession } from './contracts/sessions-under-test.js';

const nobody = 2 ** 31 - 1;
const titles = ['movies', 'series'];

/** A write for each foreign key whose row refers to one that is not there any more, and what it is refused with. */
const writes: Readonly<Record<string, readonly [code: string, write: (knex: Knex) => Promise<unknown>]>> = {
  idempotency_keys_user_id_fkey: [
    'session-ended',
    (knex) => {
      const once = { userId: nobody, key: randomUUID(), fingerprint: 'the same' };
      return new KnexCatalogueRepository<Movie>(knex, movie, titles).addOnce(movieDraft(), once, by);
    },
  ],
  mail_queue_user_id_fkey: [
    'session-ended',
    (knex) => new KnexMailQueue(knex).add({ kind: 'verification', userId: nobody, to: 'a@example.com', by }),
  ],
  movies_author_id_fkey: [
    'author-not-found',
    (knex) => {
      const movies = new KnexCatalogueRepository<Movie>(knex, movie, titles);
      return movies.add({ ...movieDraft(), authorId: nobody }, by);
    },
  ],
  one_time_tokens_user_id_fkey: [
    'session-ended',
    (knex) => {
      const token = { hash: aHash(), userId: nobody, purpose: 'reset' as const, expiresAt: new Date() };
      return new KnexOneTimeTokenRepository(knex).put(token);
    },
  ],
  refresh_tokens_session_id_fkey: [
    'session-ended',
    // A rotation inserts only beside a token that is there, so no method of the repository can violate this one alone.
    (knex) =>
      translated(async () => knex('refresh_tokens').insert({ hash: aHash(), session_id: randomUUID() })),
  ],
  series_author_id_fkey: [
    'author-not-found',
    (knex) => {
      const all = new KnexCatalogueRepository<Series>(knex, series, titles);
      return all.add({ ...seriesDraft(), authorId: nobody }, by);
    },
  ],
  sessions_user_id_fkey: [
    'session-ended',
    (knex) => new KnexSessionRepository(knex).add(aSession(nobody), aHash()),
  ],
};

const foreignKeyTests = (opened: () => { readonly knex: Knex }) => {
  it('the foreign keys of the schema: have each a write that violates it here', async () => {
    const { rows } = await opened().knex.raw(
      `select conname from pg_constraint
       where contype = 'f' and connamespace = current_schema()::regnamespace order by conname`,
    );
    expect(rows.map(({ conname }: { conname: string }) => conname)).to.deep.equal(Object.keys(writes));
  });

  for (const [name, [code, write]] of Object.entries(writes)) {
    it(`a write that violates ${name}: is refused with ${code}, and leaves nothing behind`, async () => {
      const { knex } = opened();
      const error = await refusal(write(knex));
      expect(error).to.include({ code });
      expect(error.cause).to.include({ code: '23503', constraint: name });
      for (const table of ['movies', 'series', 'idempotency_keys', 'audit']) {
        expect(await knex(table), table).to.deep.equal([]);
      }
    });
  }
};

describe('foreign keys', () => {
  describe('of Postgres', () => {
    const database = useDatabase();
    foreignKeyTests(database);

    it('an account that is removed: takes all rows that refer to it along', async () => {
      const { knex } = database();
      const users = new KnexUserRepository(knex);
      const { id } = await users.add(account());
      await new KnexSessionRepository(knex).add(aSession(id), aHash());
      await new KnexMailQueue(knex).add({ kind: 'verification', userId: id, to: 'a@example.com', by });
      expect(await users.remove(id, () => {})).to.equal(true);
      for (const table of ['sessions', 'refresh_tokens', 'mail_queue']) {
        expect(await knex(table), table).to.deep.equal([]);
      }
    });
  });

  describe('of the embedded database', () => {
    foreignKeyTests(useEmbeddedDatabase());
  });
});
