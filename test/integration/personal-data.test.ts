import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexAuditTrail } from '../../src/adapters/knex/knex-audit-trail.js';
import { KnexMailQueue } from '../../src/adapters/knex/knex-mail-queue.js';
import { KnexPersonalData, pageSize } from '../../src/adapters/knex/knex-personal-data.js';
import { KnexSessionRepository } from '../../src/adapters/knex/knex-session-repository.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import {
  type PersonalRecords,
  type PersonalSection,
  personalSections,
} from '../../src/core/identity/personal-data.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { useDatabase } from './contracts/fixtures.js';
import { at, signedIn } from './contracts/sessions-under-test.js';

const contract = (name: string, opened: () => { knex: Knex }) => {
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

    it('of a person: is what is theirs, without hashes, and nothing of others', async () => {
      const { knex } = opened();
      const [ada, bob] = [await person('192.0.2.1'), await person('192.0.2.2')];
      await new KnexSessionRepository(knex).end({ userId: ada.user.id }, at(5));
      for (const { user } of [ada, bob]) {
        const kept = { fingerprint: 'fingerprint', answer: { id: user.id } };
        await knex('idempotency_keys').insert({ user_id: user.id, key: `key of ${user.id}`, ...kept });
      }
      const mails = new KnexMailQueue(knex);
      const by = { actorId: null, ip: '192.0.2.7', requestId: 'request-7' };
      const byBob = { ...by, actorId: bob.user.id };
      for (const { user } of [ada, bob]) {
        const { id: userId, email: to } = user;
        await mails.add({ kind: 'verification', userId, to, by: { ...by, actorId: userId } });
        await mails.add({ kind: 'invitation', userId, to, by: byBob });
        await mails.add({ kind: 'reset', userId: null, to: to.toUpperCase(), by });
        const hash = `hash for ${user.id}`;
        await knex('one_time_tokens').insert({ user_id: user.id, purpose: 'reset', hash, expires_at: at(9) });
      }
      await knex('mail_queue').update({ due_at: at(9) });
      const data = await of(ada.user.id);
      const [dueAt, { email }] = [at(9).toISOString(), ada.user];
      const waiting = { email, dueAt, attempts: 0 };
      expect(data.letters).to.deep.equal([
        { ...waiting, kind: 'verification', askedBy: { ...by, actorId: ada.user.id } },
        { ...waiting, kind: 'invitation', askedBy: { ...byBob, ip: null } },
        { ...waiting, kind: 'reset', email: email.toUpperCase(), askedBy: by },
      ]);
      expect(data.links).to.deep.equal([{ purpose: 'reset', expiresAt: dueAt, verifiedEmail: null }]);
      expect(data.sessions).to.deep.equal([{ ...ada.session, endedAt: at(5).toISOString() }]);
      const [key, ...others] = data.idempotencyKeys;
      expect(others).to.deep.equal([]);
      expect(key).to.have.all.keys('key', 'createdAt', 'answer');
      expect(key).to.deep.include({ key: `key of ${ada.user.id}`, answer: { id: ada.user.id } });
      expect(JSON.stringify(data)).to.not.match(/hash|fingerprint|\$argon2/);
    });

    it('of a person in the audit trail: is what they did and what was done to them, from where if not by others', async () => {
      const { knex } = opened();
      const [{ user: ada }, { user: bob }] = [await person('192.0.2.1'), await person('192.0.2.2')];
      const trail = new KnexAuditTrail(knex);
      const about = (id: number, kind = 'user') => ({
        action: `${kind}.changed` as const,
        subject: { kind, id },
      });
      const from = (actorId: number | null) => ({ actorId, ip: '192.0.2.7', requestId: `by ${actorId}` });
      await trail.record(about(ada.id), from(ada.id));
      await trail.record(about(7, 'movie'), from(ada.id));
      await trail.record(about(ada.id), from(bob.id));
      await trail.record(about(ada.id), from(null));
      await trail.record(about(bob.id), from(bob.id));
      await trail.record(about(ada.id, 'movie'), from(bob.id));
      const { audit } = await of(ada.id);
      expect(
        audit.map(({ action, subjectId, actorId, ip }) => [action, subjectId, actorId, ip]),
      ).to.deep.equal([
        ['user.changed', String(ada.id), ada.id, '192.0.2.7'],
        ['movie.changed', '7', ada.id, '192.0.2.7'],
        ['user.changed', String(ada.id), bob.id, null],
        ['user.changed', String(ada.id), null, '192.0.2.7'],
      ]);
      for (const { id, at } of audit) expect([typeof id, at.endsWith('Z')]).to.deep.equal(['number', true]);
    });

    it('of somebody who goes: the audit trail forgets from where they came, and where others came from stays', async () => {
      const { knex } = opened();
      const [{ user: ada }, { user: bob }] = [await person('192.0.2.1'), await person('192.0.2.2')];
      const trail = new KnexAuditTrail(knex);
      const about = { action: 'user.changed' as const, subject: { kind: 'user', id: ada.id } };
      for (const actorId of [ada.id, bob.id, null]) {
        await trail.record(about, { actorId, ip: '192.0.2.7', requestId: `forgetting ${actorId}` });
      }
      await trail.forgetAddressesOf(ada.id);
      const rows = await knex('audit')
        .where('request_id', 'like', 'forgetting%')
        .orderBy('id')
        .select('actor_id', 'ip');
      expect(rows).to.deep.equal([
        { actor_id: ada.id, ip: null },
        { actor_id: bob.id, ip: '192.0.2.7' },
        { actor_id: null, ip: null },
      ]);
    });

    it('of a long history: comes in pages, each record once, oldest first, with equal times too', async () => {
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
      const sizes = [pageSize, pageSize, 7];
      const [audit, sessions] = [await pagesOf('audit', ada.id), await pagesOf('sessions', ada.id)];
      expect(audit.map(({ length }) => length)).to.deep.equal(sizes);
      const wanted = await knex('audit')
        .where({ actor_id: ada.id })
        .orWhere({ subject_kind: 'user', subject_id: String(ada.id) })
        .orderBy(['at', 'id'])
        .pluck('id');
      expect(audit.flat().map(({ id }) => String(id))).to.deep.equal(wanted);
      // As many as fill pages: another one, without any, is the end.
      expect(sessions.map(({ length }) => length)).to.deep.equal([pageSize, pageSize, 0]);
      const ids = await knex('sessions').where({ user_id: ada.id }).orderBy(['created_at', 'id']).pluck('id');
      expect(sessions.flat().map(({ id }) => id)).to.deep.equal(ids);
      for (const section of ['idempotencyKeys', 'letters'] as const)
        expect(
          (await pagesOf(section, ada.id)).map(({ length }) => length),
          section,
        ).to.deep.equal(sizes);
      const keys = (await pagesOf('idempotencyKeys', ada.id)).flat().map(({ key }) => key);
      expect(new Set(keys).size).to.equal(more);
      await knex('mail_queue').where({ user_id: ada.id }).delete();
    });

    it('of nobody: is nothing', async () => {
      expect(await of(2 ** 31 - 1)).to.deep.equal({
        sessions: [],
        audit: [],
        idempotencyKeys: [],
        letters: [],
        links: [],
      });
    });
  });
};

describe('personal data', () => {
  const database = useDatabase();
  const embedded = useEmbeddedDatabase();
  contract('Postgres', database);
  contract('the embedded database', embedded);

  it('of every table that knows a user: is asked for, or told why not', async () => {
    const { rows } = await database().knex.raw(
      `select table_name || '.' || column_name as place from information_schema.columns
       where table_schema = 'public' and column_name ~ '(user|actor|subject)_id|email|ip$|by$|agent'`,
    );
    // A place that is new here is to be read by KnexPersonalData, too.
    expect(rows.map(({ place }: { place: string }) => place)).to.have.members([
      'users.email',
      'users.email_key',
      'users.email_verified',
      'sessions.user_id',
      'sessions.ip',
      'sessions.user_agent',
      'audit.actor_id',
      'audit.subject_id',
      'audit.ip',
      'idempotency_keys.user_id',
      'mail_queue.user_id',
      'mail_queue.email',
      'mail_queue.email_key',
      'mail_queue.asked_by',
      'one_time_tokens.user_id',
      'one_time_tokens.verified_email',
    ]);
  });
});
