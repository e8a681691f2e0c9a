import { expect } from 'chai';
import { ChangePassword } from '../../../src/core/identity/change-password.js';
import { refusalCode, refusalPlaces } from '../refusal.js';
import { by, identity, password, policy } from './accounts.js';

const newPassword = 'eight louder trumpets';

const setUp = async () => {
  const all = identity();
  const { users, sessions, work, guesses, hasher, clock } = all;
  const ada = await all.add('ada', { tokenVersion: 3 });
  for (const id of ['here', 'elsewhere', 'anywhere']) await all.addSession(ada.id, id);
  const use = new ChangePassword(users, work, guesses, hasher, policy, clock);
  const caller = { userId: ada.id, sessionId: 'here', role: ada.role };
  const change = (change: object = {}) =>
    use.run(caller, { currentPassword: password, newPassword, ...change }, by);
  const hashNow = async () => (await users.find(ada.id))?.passwordHash;
  const live = async () => (await sessions.list(ada.id, clock.now())).map(({ id }) => id);
  return { ...all, ada, change, hashNow, live };
};

describe('change the password', () => {
  it('ASVS 6.2.2, with the current one: keeps the hash of the new one, and nothing else changes', async () => {
    const { users, change, ada } = await setUp();
    await change();
    const { updatedAt: _, ...rest } = ada;
    expect(await users.find(ada.id)).to.deep.include({
      ...rest,
      passwordHash: `$fake$${newPassword}`,
      version: 2,
    });
  });

  it('ASVS 7.4.3, with other sessions: ends them, and not this one or those of others', async () => {
    const { sessions, clock, add, addSession, change, live } = await setUp();
    const bob = await add('bob');
    await addSession(bob.id, 'of bob');
    await change();
    expect(await live()).to.deep.equal(['here']);
    expect(await sessions.list(bob.id, clock.now())).to.have.length(1);
  });

  it('ASVS 16.3.1, done: tells the audit trail, without a hash or a password', async () => {
    const { work, change, ada } = await setUp();
    await change();
    const subject = { kind: 'user', id: ada.id };
    const ended = ['elsewhere', 'anywhere'].map((sessionId) => ({
      action: 'session.ended',
      subject,
      details: { sessionId, reason: 'password-changed' },
      by,
    }));
    expect(work.audit).to.deep.equal([
      { action: 'user.changed', subject, details: { fields: ['password'] }, by },
      ...ended,
    ]);
  });

  it('with links of before: ends them all, and none of others', async () => {
    const { oneTimeTokens, clock, add, addToken, change, ada } = await setUp();
    const bob = await add('bob');
    const purposes = ['reset', 'invitation', 'verification'] as const;
    for (const { id } of [ada, bob]) for (const purpose of purposes) await addToken(id, purpose);
    await change();
    for (const purpose of purposes) {
      const left = (id: number) => oneTimeTokens.find(`#${purpose} of ${id}`, [purpose], clock.now());
      expect(await left(ada.id), purpose).to.equal(undefined);
      expect(await left(bob.id), purpose).to.not.equal(undefined);
    }
  });

  it('done: is written to the address of the account, as their doing', async () => {
    const { work, errands, change, ada } = await setUp();
    await change();
    expect(errands()).to.deep.equal([{ kind: 'password-changed', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
  });

  it('ASVS 6.2.3, with a wrong current one: refuses, changes nothing, and tells only the audit trail', async () => {
    const { work, errands, change, hashNow, live, ada } = await setUp();
    const wrong = () => change({ currentPassword: 'wrong' });
    expect(await refusalCode(wrong)).to.equal('invalid-credentials');
    const entry = { action: 'user.password-refused', subject: { kind: 'user', id: ada.id }, by };
    expect(work.audit).to.deep.equal([entry]);
    expect(await refusalPlaces(wrong)).to.deep.equal(['/currentPassword']);
    expect(await hashNow()).to.equal(ada.passwordHash);
    expect(await live()).to.have.length(3);
    expect(errands()).to.deep.equal([]);
  });

  it('ASVS 6.3.1, with wrong ones too often: refuses the right one', async () => {
    const { change } = await setUp();
    for (let i = 0; i < 10; i += 1) await refusalCode(() => change({ currentPassword: `wrong ${i}` }));
    expect(await refusalCode(() => change())).to.equal('too-many-requests');
  });

  for (const weak of ['x'.repeat(14), 'a common password', 'ada@example.com']) {
    it(`ASVS 6.2.4, with ${weak} for a new one: refuses, saying where, and takes no guess for it`, async () => {
      const { hasher, change, hashNow, ada } = await setUp();
      expect(await refusalCode(() => change({ newPassword: weak }))).to.equal('weak-password');
      expect(await refusalPlaces(() => change({ newPassword: weak }))).to.include('/newPassword');
      expect(hasher.verified).to.deep.equal([]);
      expect(await hashNow()).to.equal(ada.passwordHash);
    });
  }

  it('while another request changes it: refuses, and does not undo that', async () => {
    const { users, hasher, change, hashNow, live, ada } = await setUp();
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (text) => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return hash(text);
    };
    expect(await refusalCode(() => change())).to.equal('invalid-credentials');
    expect(await hashNow()).to.equal('$fake$another');
    expect(await live()).to.have.length(3);
  });

  it('of an account that is removed, before or meanwhile: the session has ended', async () => {
    const { users, hasher, change, ada } = await setUp();
    hasher.hash = async () => {
      await users.remove(ada.id, () => {});
      return 'hash';
    };
    expect(await refusalCode(() => change())).to.equal('session-ended');
    expect(await refusalCode(() => change())).to.equal('session-ended');
  });
});
