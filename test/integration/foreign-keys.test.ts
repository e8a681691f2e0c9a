import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { movie } from '../../src/core/catalogue/movie.js';
import { movieDraft, seriesDraft } from '../support/drafts.js';
import { repositories, unitOfWork } from '../support/repositories.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, by, refusal, useDatabase } from './contracts/fixtures.js';
import { aHash, aSession } from './contracts/sessions-under-test.js';

const nobody = 2 ** 31 - 1;

/** A write for each foreign key whose row refers to one that is not there any more, and what it is refused with. */
const writes: Readonly<Record<string, readonly [code: string, write: (knex: Knex) => Promise<unknown>]>> = {
  idempotency_keys_user_id_fkey: [
    'session-ended',
    (knex) => {
      const once = { userId: nobody, key: randomUUID(), fingerprint: 'the same' };
      return unitOfWork(knex).run(({ idempotency, catalogue }) =>
        idempotency.once(once, () => catalogue(movie).add(movieDraft())),
      );
    },
  ],
  mail_queue_user_id_fkey: [
    'session-ended',
    (knex) => repositories(knex).mails.add({ kind: 'verification', userId: nobody, to: 'a@example.com', by }),
  ],
  movies_author_id_fkey: [
    'author-not-found',
    (knex) => repositories(knex).movies.add({ ...movieDraft(), authorId: nobody }),
  ],
  one_time_tokens_user_id_fkey: [
    'session-ended',
    (knex) => {
      const token = { hash: aHash(), userId: nobody, purpose: 'reset' as const, expiresAt: new Date() };
      return repositories(knex).oneTimeTokens.put(token);
    },
  ],
  refresh_tokens_session_id_fkey: [
    'session-ended',
    // A rotation inserts only beside a token that is there, so no method of the repository can violate this one alone.
    (knex) => knex('refresh_tokens').insert({ hash: aHash(), session_id: randomUUID() }).then(),
  ],
  series_author_id_fkey: [
    'author-not-found',
    (knex) => repositories(knex).series.add({ ...seriesDraft(), authorId: nobody }),
  ],
  sessions_user_id_fkey: [
    'session-ended',
    (knex) => repositories(knex).sessions.add(aSession(nobody), aHash()),
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
      const { users } = repositories(knex);
      const { id } = await users.add(account());
      await repositories(knex).sessions.add(aSession(id), aHash());
      await repositories(knex).mails.add({ kind: 'verification', userId: id, to: 'a@example.com', by });
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
