import { expect } from 'chai';
import { ChangePassword } from '../../../src/core/identity/change-password.js';
import { errorCode, errorPlaces } from '../rejections.js';
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
    const { add, addSessionAndTokens, valid, change, live, ada } = await setUp();
    const bob = await add('bob');
    await addSessionAndTokens(ada, bob);
    await change();
    expect(await live()).to.deep.equal(['here']);
    const left = { ada: await valid(ada.id), bob: await valid(bob.id) };
    expect(left).to.deep.equal({ ada: { sessions: 1, tokens: 0 }, bob: { sessions: 1, tokens: 4 } });
  });

  it('ASVS 6.2.3/6.2.4, with a wrong current one, or a weak new one: is rejected by its field, and changes nothing', async () => {
    const { hasher, emailJobs, change, hashNow, live, ada } = await setUp();
    const weak = () => change({ newPassword: 'a common password' });
    expect([await errorCode(weak), await errorPlaces(weak)]).to.deep.equal([
      'weak-password',
      ['/newPassword'],
    ]);
    // It does not count as a failed login.
    expect(hasher.verified).to.deep.equal([]);
    expect(await errorPlaces(() => change({ currentPassword: 'wrong' }))).to.deep.equal(['/currentPassword']);
    expect([await hashNow(), (await live()).length, emailJobs()]).to.deep.equal([ada.passwordHash, 3, []]);
  });

  it('while another request changes it: is rejected, and keeps the other change', async () => {
    const { users, hasher, change, hashNow, live, ada } = await setUp();
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (text) => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return hash(text);
    };
    expect(await errorCode(() => change())).to.equal('invalid-credentials');
    expect([await hashNow(), (await live()).length]).to.deep.equal(['$fake$another', 3]);
  });

  it('of an account removed before or during the request: the session has ended', async () => {
    const { users, hasher, change, ada } = await setUp();
    hasher.hash = async () => {
      await users.remove(ada.id, () => {});
      return 'hash';
    };
    for (const _ of ['meanwhile', 'before'])
      expect(await errorCode(() => change())).to.equal('session-ended');
  });
});
