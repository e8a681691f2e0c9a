import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexAuditTrail } from '../../../src/adapters/knex/knex-audit-trail.js';
import { KnexMailQueue } from '../../../src/adapters/knex/knex-mail-queue.js';
import { KnexPersonalData, pageSize } from '../../../src/adapters/knex/knex-personal-data.js';
import { KnexSessionRepository } from '../../../src/adapters/knex/knex-session-repository.js';
import { KnexUserRepository } from '../../../src/adapters/knex/knex-user-repository.js';
import {
  type PersonalRecords,
  type PersonalSection,
  personalSections,
} from '../../../src/core/identity/personal-data.js';
import { at, signedIn } from './sessions-under-test.js';

export const personalDataContract = (name: string, opened: () => { knex: Knex }) => {
  describe(`on ${name}`, () => {
    const person = (ip: string) => {
      const { knex } = opened();
      const under = { users: new KnexUserRepository(knex), sessions: new KnexSessionRepository(knex) };
      return signedIn(under as unknown as Parameters<typeof signedIn>[0], { ip, userAgent: 'A browser' });
    };
    const pagesOf = async <S extends PersonalSection>(section: S, id: number) => {
      const pages: PersonalRecords[S][] = [];
      for await (const page of new KnexPersonalData(opened().knex).pages(section, id)) pages.push(page);
      return pages;
    };
    const of = async (id: number) => {
      const all = personalSections.map(async (section) => [section, (await pagesOf(section, id)).flat()]);
      return Object.fromEntries(await Promise.all(all)) as PersonalRecords;
    };

    it('of a user: has their records, without hashes, and nothing of others', async () => {
      const { knex } = opened();
      const [ada, bob] = [await person('192.0.2.1'), await person('192.0.2.2')];
      await new KnexSessionRepository(knex).end({ userId: ada.user.id }, at(5));
      const mails = new KnexMailQueue(knex);
      const guest = { actorId: null, ip: '192.0.2.7', requestId: 'request-7' };
      const [byAda, byBob] = [ada, bob].map(({ user }) => ({ ...guest, actorId: user.id }));
      for (const { user } of [ada, bob]) {
        const { id, email: to } = user;
        const response = { fingerprint: 'fingerprint', answer: { id } };
        await knex('idempotency_keys').insert({ user_id: id, key: `key of ${id}`, ...response });
        await mails.add({ kind: 'verification', userId: id, to, by: { ...guest, actorId: id } });
        await mails.add({ kind: 'invitation', userId: id, to, by: byBob ?? guest });
        await mails.add({ kind: 'reset', userId: null, to: to.toUpperCase(), by: guest });
        const token = { purpose: 'reset', hash: `hash for ${id}`, expires_at: at(9) };
        await knex('one_time_tokens').insert({ user_id: id, ...token });
        const app = { secret: `secret of ${id}`, created_at: at(1), confirmed_at: at(2) };
        await knex('totp_factors').insert({ user_id: id, ...app });
        const key = { id: `key of ${id}`, hash: `hash of ${id}`, name: 'A dashboard', created_at: at(1) };
        await knex('api_keys').insert({ ...key, user_id: id, permissions: ['catalogue:read'] });
        await knex('api_key_requests').insert({ api_key_id: key.id, key: 'once', ...response });
        for (const hash of ['one', 'two']) await knex('recovery_codes').insert({ user_id: id, hash });
      }
      await knex('mail_queue').update({ due_at: at(9) });
      const data = await of(ada.user.id);
      const [dueAt, { email, id }] = [at(9).toISOString(), ada.user];
      const waiting = { email, dueAt, attempts: 0 };
      expect(data.letters).to.deep.equal([
        { ...waiting, kind: 'verification', askedBy: byAda },
        { ...waiting, kind: 'invitation', askedBy: { ...byBob, ip: null } },
        { ...waiting, kind: 'reset', email: email.toUpperCase(), askedBy: guest },
      ]);
      const [createdAt, confirmedAt] = [at(1).toISOString(), at(2).toISOString()];
      const app = { kind: 'totp', createdAt, confirmedAt, recoveryCodes: 2 };
      expect(data.secondFactors).to.deep.equal([app]);
      const used = { expiresAt: null, lastUsedAt: null };
      expect(data.apiKeys).to.deep.equal([
        { id: `key of ${id}`, name: 'A dashboard', permissions: ['catalogue:read'], createdAt, ...used },
      ]);
      expect(data.apiKeyRequests.map(({ createdAt, ...request }) => request)).to.deep.equal([
        { apiKeyId: `key of ${id}`, key: 'once', answer: { id } },
      ]);
      expect(data.links).to.deep.equal([{ purpose: 'reset', expiresAt: dueAt, verifiedEmail: null }]);
      expect(data.sessions).to.deep.equal([{ ...ada.session, endedAt: at(5).toISOString() }]);
      const keys = data.idempotencyKeys.map(({ createdAt, ...key }) => key);
      expect(keys).to.deep.equal([{ key: `key of ${id}`, answer: { id } }]);
      expect(JSON.stringify(data)).to.not.match(/hash|fingerprint|\$argon2/);
    });

    it('of a user in the audit trail: has the entries by and about them, without IP addresses of others', async () => {
      const { knex } = opened();
      const [{ user: ada }, { user: bob }] = [await person('192.0.2.1'), await person('192.0.2.2')];
      const trail = new KnexAuditTrail(knex);
      const ip = '192.0.2.7';
      const record = (kind: string, id: number, actorId: number | null) =>
        trail.record({ action: `${kind}.changed`, subject: { kind, id } }, { actorId, ip, requestId: 'any' });
      await record('user', ada.id, ada.id);
      await record('movie', 7, ada.id);
      await record('user', ada.id, bob.id);
      await record('user', ada.id, null);
      await record('user', bob.id, bob.id);
      await record('movie', ada.id, bob.id);
      const { audit } = await of(ada.id);
      expect(
        audit.map(({ action, subjectId, actorId, ip }) => [action, subjectId, actorId, ip]),
      ).to.deep.equal([
        ['user.changed', String(ada.id), ada.id, ip],
        ['movie.changed', '7', ada.id, ip],
        ['user.changed', String(ada.id), bob.id, null],
        ['user.changed', String(ada.id), null, ip],
      ]);
      for (const { id, at } of audit) expect([typeof id, at.endsWith('Z')]).to.deep.equal(['number', true]);
      await trail.forgetAddressesOf(ada.id);
      const after = knex('audit')
        .where({ subject_kind: 'user', subject_id: String(ada.id) })
        .orderBy('id');
      expect(await after.pluck('ip')).to.deep.equal([null, ip, null]);
    });

    it('of a long history: is returned in pages, each record once, oldest first, even with equal times', async () => {
      const { knex } = opened();
      const [{ user: ada }, { user: bob }] = [await person('192.0.2.1'), await person('192.0.2.2')];
      const [count, more] = [2 * pageSize, 2 * pageSize + 7];
      const seconds = "timestamptz '2026-01-01' + (n / 3) * interval '1 second'";
      await knex.raw(
        `insert into audit (at, action, actor_id, subject_kind, subject_id, details)
         select ${seconds}, 'movie.changed', case when n % 3 = 0 then null else ?::integer end,
           case when n % 3 = 2 then 'movie' else 'user' end, case when n % 3 = 1 then ? else ? end, '{}'
         from generate_series(1, ?) as n`,
        [ada.id, String(bob.id), String(ada.id), more],
      );
      await knex.raw(
        `insert into sessions (id, user_id, created_at, last_used_at, expires_at)
         select gen_random_uuid(), ?, ${seconds}, now(), now() from generate_series(1, ?) as n`,
        [ada.id, count - 1],
      );
      await knex.raw(
        `insert into idempotency_keys (user_id, key, fingerprint, answer)
         select ?, 'key ' || n, '', '{}' from generate_series(1, ?) as n`,
        [ada.id, more],
      );
      await knex.raw(
        `insert into mail_queue (kind, user_id, email, asked_by, due_at)
         select 'reset', ?, 'a@example.com', '{"actorId": null}', '2036-01-01' from generate_series(1, ?) as n`,
        [ada.id, more],
      );
      const pages = {
        audit: await pagesOf('audit', ada.id),
        sessions: await pagesOf('sessions', ada.id),
        idempotencyKeys: await pagesOf('idempotencyKeys', ada.id),
        letters: await pagesOf('letters', ada.id),
      };
      const sizes = Object.values(pages).map((all) => all.map(({ length }) => length));
      const partial = [pageSize, pageSize, 7];
      // The sessions fill whole pages: the last page is empty.
      expect(sizes).to.deep.equal([partial, [pageSize, pageSize, 0], partial, partial]);
      const entries = knex('audit')
        .where({ actor_id: ada.id })
        .orWhere({ subject_kind: 'user', subject_id: String(ada.id) });
      const ids = await entries.orderBy(['at', 'id']).pluck('id');
      expect(pages.audit.flat().map(({ id }) => String(id))).to.deep.equal(ids);
      const sessions = knex('sessions').where({ user_id: ada.id }).orderBy(['created_at', 'id']);
      expect(pages.sessions.flat().map(({ id }) => id)).to.deep.equal(await sessions.pluck('id'));
      expect(new Set(pages.idempotencyKeys.flat().map(({ key }) => key)).size).to.equal(more);
      await knex('mail_queue').where({ user_id: ada.id }).delete();
    });
  });
};
