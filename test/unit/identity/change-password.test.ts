import { expect } from 'chai';
import { ChangePassword } from '../../../src/core/identity/change-password.js';
import { refusalCode, refusalPlaces } from '../refusal.js';
import { by, identity, password, policy } from './accounts.js';

const newPassword = 'eight louder trumpets';

const setUp = async () => {
  const all = identity();
  const { users, sessions, work, confirmPassword, hasher, clock } = all;
  const ada = await all.add('ada', { tokenVersion: 3 });
  for (const id of ['here', 'elsewhere', 'anywhere']) await all.addSession(ada.id, id);
  const use = new ChangePassword(users, work, confirmPassword, hasher, policy, clock);
  const caller = { userId: ada.id, sessionId: 'here', role: ada.role };
  const change = (change: object = {}) =>
    use.run(caller, { currentPassword: password, newPassword, ...change }, by);
  const hashNow = async () => (await users.find(ada.id))?.passwordHash;
  const live = async () => (await sessions.list(ada.id, clock.now())).map(({ id }) => id);
  return { ...all, ada, change, hashNow, live };
};

describe('change the password', () => {
  it('ASVS 6.2.2/16.3.1, with the current one: stores the new hash and nothing else, audited, with an email', async () => {
    const { users, work, emailJobs, change, ada } = await setUp();
    await change();
    const { updatedAt: _, ...rest } = ada;
    const changed = { ...rest, passwordHash: `$fake$${newPassword}`, version: 2 };
    expect(await users.find(ada.id)).to.deep.include(changed);
    const subject = { kind: 'user', id: ada.id };
    const ended = ['elsewhere', 'anywhere'].map((sessionId) => {
      const details = { sessionId, reason: 'password-changed' };
      return { action: 'session.ended', subject, details, by };
    });
    const entry = { action: 'user.changed', subject, details: { fields: ['password'] }, by };
    expect(work.audit).to.deep.equal([entry, ...ended]);
    expect(emailJobs()).to.deep.equal([{ kind: 'password-changed', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
  });

  it('ASVS 7.4.3, with other sessions and links: ends them, but not this session or those of others', async () => {
    const { sessions, oneTimeTokens, clock, add, addSession, addToken, change, live, ada } = await setUp();
    const bob = await add('bob');
    await addSession(bob.id, 'of bob');
    const purposes = ['reset', 'invitation', 'verification'] as const;
    for (const { id } of [ada, bob]) for (const purpose of purposes) await addToken(id, purpose);
    await change();
    expect(await live()).to.deep.equal(['here']);
    expect(await sessions.list(bob.id, clock.now())).to.have.length(1);
    for (const purpose of purposes) {
      const left = (id: number) => oneTimeTokens.find(`#${purpose} of ${id}`, [purpose], clock.now());
      expect(await left(ada.id), purpose).to.equal(undefined);
      expect(await left(bob.id), purpose).to.not.equal(undefined);
    }
  });

  it('ASVS 6.2.3, with a wrong current one: is rejected, changes nothing, and is audited', async () => {
    const { work, emailJobs, change, hashNow, live, ada } = await setUp();
    const wrong = () => change({ currentPassword: 'wrong' });
    expect(await refusalCode(wrong)).to.equal('invalid-credentials');
    const entry = { action: 'user.password-refused', subject: { kind: 'user', id: ada.id }, by };
    expect(work.audit).to.deep.equal([entry]);
    expect(await refusalPlaces(wrong)).to.deep.equal(['/currentPassword']);
    expect([await hashNow(), (await live()).length, emailJobs()]).to.deep.equal([ada.passwordHash, 3, []]);
    // ASVS 6.3.1
    for (let i = 0; i < 8; i += 1) await refusalCode(wrong);
    expect(await refusalCode(() => change())).to.equal('too-many-requests');
  });

  it('ASVS 6.2.4, with a weak new one: is rejected by its field, and counts as no failed login', async () => {
    const { hasher, change, hashNow, ada } = await setUp();
    for (const weak of ['x'.repeat(14), 'a common password', 'ada@example.com']) {
      expect(await refusalCode(() => change({ newPassword: weak }))).to.equal('weak-password');
      expect(await refusalPlaces(() => change({ newPassword: weak }))).to.include('/newPassword');
    }
    expect([hasher.verified, await hashNow()]).to.deep.equal([[], ada.passwordHash]);
  });

  it('while another request changes it: is rejected, and does not undo that', async () => {
    const { users, hasher, change, hashNow, live, ada } = await setUp();
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (text) => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return hash(text);
    };
    expect(await refusalCode(() => change())).to.equal('invalid-credentials');
    expect([await hashNow(), (await live()).length]).to.deep.equal(['$fake$another', 3]);
  });

  it('of an account removed before or meanwhile: the session has ended', async () => {
    const { users, hasher, change, ada } = await setUp();
    hasher.hash = async () => {
      await users.remove(ada.id, () => {});
      return 'hash';
    };
    for (const _ of ['meanwhile', 'before'])
      expect(await refusalCode(() => change())).to.equal('session-ended');
  });
});
