import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { exampleOf } from '../../../src/adapters/http/examples.js';
import { bodyValidator } from '../../../src/adapters/http/validation.js';
import { KnexImportJobs } from '../../../src/adapters/knex/knex-import-jobs.js';
import { snake } from '../../../src/adapters/knex/row-mapping.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { referenceCodes } from '../../../src/core/catalogue/references.js';
import { newImportJob } from '../../../src/core/import/import-job.js';
import { movieDraft } from '../../support/drafts.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { repositories, unitOfWork } from '../../support/repositories.js';
import { by, refusal } from './fixtures.js';
import { aHash, aSession, at } from './sessions-under-test.js';

const unknownId = 2 ** 31 - 1;
const aKey = () => ({ id: randomUUID(), hash: '', name: 'A key', permissions: [] });

type Writes = Readonly<Record<string, readonly [code: string, write: (knex: Knex) => Promise<unknown>]>>;

/** For each reference of a kind: an item that refers to an id that does not exist. */
const writesOfItems: Writes = Object.fromEntries(
  kindsUnderTest.flatMap((kind) =>
    kind.references.map(({ field, to }) => [
      `${kind.plural}_${snake(field)}_fkey`,
      [
        referenceCodes(to).unknown,
        (knex: Knex) => {
          const draft = bodyValidator<object>(kind.body)({
            ...(exampleOf(kind.body) as object),
            [field]: unknownId,
          });
          return unitOfWork(knex).run(({ catalogue }) => catalogue(kind).add(draft));
        },
      ] as const,
    ]),
  ),
);

/** For each foreign key: a write that violates it, and the code of the error. */
const writes: Writes = {
  ...writesOfItems,
  api_keys_user_id_fkey: [
    'session-ended',
    (knex) =>
      knex('api_keys')
        .insert({ ...aKey(), user_id: unknownId })
        .then(),
  ],
  api_keys_service_account_id_fkey: [
    'not-found',
    (knex) =>
      knex('api_keys')
        .insert({ ...aKey(), service_account_id: unknownId })
        .then(),
  ],
  api_key_requests_api_key_id_fkey: [
    'key-invalid',
    (knex) => {
      const once = { apiKeyId: 'unknown', key: randomUUID(), fingerprint: 'the same' };
      return unitOfWork(knex).run(({ idempotency, catalogue }) =>
        idempotency.runOnce(once, () => catalogue(movie).add(movieDraft())),
      );
    },
  ],
  imports_service_account_id_fkey: [
    'not-found',
    (knex) =>
      new KnexImportJobs(knex).add(
        newImportJob('movies.csv', {}, { ...by, actorId: null, serviceAccountId: unknownId }),
      ),
  ],
  idempotency_keys_user_id_fkey: [
    'session-ended',
    (knex) => {
      const once = { userId: unknownId, key: randomUUID(), fingerprint: 'the same' };
      return unitOfWork(knex).run(({ idempotency, catalogue }) =>
        idempotency.runOnce(once, () => catalogue(movie).add(movieDraft())),
      );
    },
  ],
  imports_owner_id_fkey: [
    'session-ended',
    (knex) => new KnexImportJobs(knex).add(newImportJob('movies.csv', {}, { ...by, actorId: unknownId })),
  ],
  import_rejections_import_id_fkey: [
    'not-found',
    // A run stores rows only of an import whose row it has locked.
    (knex) => knex('import_rejections').insert({ import_id: unknownId, file: 0, content: '' }).then(),
  ],
  mail_queue_user_id_fkey: [
    'session-ended',
    (knex) =>
      repositories(knex).mails.add({ kind: 'verification', userId: unknownId, to: 'a@example.com', by }),
  ],
  one_time_tokens_user_id_fkey: [
    'session-ended',
    (knex) => {
      const token = { hash: aHash(), userId: unknownId, purpose: 'reset' as const, expiresAt: new Date() };
      return repositories(knex).oneTimeTokens.put(token);
    },
  ],
  recovery_codes_user_id_fkey: [
    'session-ended',
    (knex) => unitOfWork(knex).run(({ recoveryCodes }) => recoveryCodes.replace(unknownId, [aHash()])),
  ],
  refresh_tokens_session_id_fkey: [
    'session-ended',
    // A rotation inserts a token only if its predecessor exists, so no method of the repository can violate this key.
    (knex) => knex('refresh_tokens').insert({ hash: aHash(), session_id: randomUUID() }).then(),
  ],
  sessions_user_id_fkey: [
    'session-ended',
    (knex) => repositories(knex).sessions.add(aSession(unknownId), aHash()),
  ],
  sign_in_challenges_user_id_fkey: [
    'session-ended',
    (knex) => {
      const challenge = {
        hash: aHash(),
        userId: unknownId,
        credentials: '',
        cookieHash: null,
        expiresAt: at(0),
      };
      return unitOfWork(knex).run(({ signInChallenges }) => signInChallenges.add(challenge, 1));
    },
  ],
  totp_factors_user_id_fkey: [
    'session-ended',
    (knex) => unitOfWork(knex).run(({ totpFactors }) => totpFactors.begin(unknownId, 'sealed', new Date())),
  ],
};

export const foreignKeyContract = (opened: () => { readonly knex: Knex }) => {
  it('the foreign keys of the schema: are each violated by a write of this test', async () => {
    const { rows } = await opened().knex.raw(
      `select conname from pg_constraint
       where contype = 'f' and connamespace = current_schema()::regnamespace order by conname`,
    );
    expect(rows.map(({ conname }: { conname: string }) => conname)).to.have.members(Object.keys(writes));
  });

  for (const [name, [code, write]] of Object.entries(writes)) {
    it(`a write that violates ${name}: throws ${code}, and leaves nothing behind`, async () => {
      const { knex } = opened();
      const error = await refusal(write(knex));
      expect(error).to.include({ code });
      expect(error.cause).to.include({ code: '23503', constraint: name });
      for (const table of [...kindsUnderTest.map(({ plural }) => plural), 'idempotency_keys', 'audit']) {
        expect(await knex(table), table).to.deep.equal([]);
      }
    });
  }
};
