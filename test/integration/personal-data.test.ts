import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexAuditTrail } from '../../src/adapters/knex/knex-audit-trail.js';
import { KnexMailQueue } from '../../src/adapters/knex/knex-mail-queue.js';
import { KnexPersonalData } from '../../src/adapters/knex/knex-personal-data.js';
import { KnexSessionRepository } from '../../src/adapters/knex/knex-session-repository.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
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
    const of = (id: number) => new KnexPersonalData(opened().knex).of(id);

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
      expect(data.links).to.deep.equal([{ purpose: 'reset', expiresAt: dueAt }]);
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
    ]);
  });
});
