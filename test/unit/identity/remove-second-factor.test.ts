import { expect } from 'chai';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';
import { password } from './accounts.js';
import { requiresFullLevel } from './owner-of-factor.js';
import { subjectOf, withFactor } from './removing.js';

const long = 'fifteen letters';
const withNew = (newPassword: string) => ({ currentPassword: password, newPassword });

describe("remove a user's own second factor", () => {
  it('removes the app and the recovery codes, revokes every access token, and ends the other sessions', async () => {
    const { removeOwn, proven, initiator, account, left, live } = await withFactor();
    await removeOwn.run(proven, undefined, initiator);
    expect(await account()).to.include({ secondFactor: false, tokenVersion: 2 });
    expect(await left()).to.deep.equal([undefined, 0]);
    expect(await live()).to.deep.equal(['here']);
  });

  it('returns a token of this session at aal1, with the time of its authentication unchanged', async () => {
    const { removeOwn, proven, initiator, tokens, sessions, ada, clock } = await withFactor();
    const authTime = clock.now().getTime() / 1000;
    clock.pass(60);
    const { accessToken, expiresIn, sessionExpiresIn } = await removeOwn.run(proven, undefined, initiator);
    const claims = { userId: ada.id, sessionId: 'here', role: 'user', tokenVersion: 2, authTime };
    expect(tokens.verify(accessToken)).to.deep.equal({ ...claims, amr: ['pwd'] });
    expect([expiresIn, sessionExpiresIn]).to.deep.equal([900, 3540]);
    expect((await sessions.list(ada.id, clock.now()))[0]?.amr).to.deep.equal(['pwd']);
  });

  it('ASVS 16.3.1: is audited, with an email', async () => {
    const { removeOwn, proven, initiator, work, ada, emailJobs } = await withFactor();
    await removeOwn.run(proven, undefined, initiator);
    const subject = subjectOf(ada);
    const details = { sessionId: 'another', reason: 'second-factor-removed' };
    expect(work.audit).to.deep.equal([
      { action: 'user.second-factor-removed', subject, details: { kind: 'totp' }, by: initiator },
      { action: 'session.ended', subject, details, by: initiator },
    ]);
    expect(emailJobs()).to.deep.equal([{ kind: 'second-factor-removed', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(initiator);
  });

  it('with a short password: is rejected without a long one, and stores that', async () => {
    const { removeOwn, proven, initiator, account, left, work, ada, addToken, valid } =
      await withFactor(true);
    await addToken(ada.id, 'reset');
    const remove = (chosen?: string) => () =>
      removeOwn.run(proven, chosen ? withNew(chosen) : undefined, initiator);
    for (const chosen of [undefined, 'short one', 'a common password']) {
      const error = await errorOf(remove(chosen));
      expect([error.code, await errorPlaces(() => Promise.reject(error))]).to.deep.equal([
        'weak-password',
        ['/newPassword'],
      ]);
    }
    expect((await errorOf(remove())).message).to.equal(
      'Without a second factor, this account needs a password of at least 15 characters.',
    );
    expect(await account()).to.include({ secondFactor: true, passwordHash: `$fake$${password}` });
    expect((await left())[1]).to.equal(10);
    await remove(long)();
    const changed = { secondFactor: false, passwordHash: `$fake$${long}`, shortPassword: false };
    expect(await account()).to.include({ ...changed, tokenVersion: 2 });
    const entry = { action: 'user.changed', subject: subjectOf(ada), details: { fields: ['password'] } };
    expect(work.audit.at(-1)).to.deep.equal({ ...entry, by: initiator });
    expect((await valid(ada.id)).tokens).to.equal(0);
  });

  it('with a long password: may get another one, with an email about it', async () => {
    const { removeOwn, proven, initiator, account, emailJobs } = await withFactor();
    await removeOwn.run(proven, withNew(long), initiator);
    expect((await account()).passwordHash).to.equal(`$fake$${long}`);
    expect(emailJobs().map(({ kind }) => kind)).to.deep.equal(['second-factor-removed', 'password-changed']);
  });

  it('ASVS 6.2.3, with a new password, but not the current one: is rejected, counted, and changes nothing', async () => {
    const { removeOwn, proven, initiator, account, left, work } = await withFactor();
    const change = { currentPassword: 'wrong', newPassword: long };
    const error = await errorOf(() => removeOwn.run(proven, change, initiator));
    expect(error.code).to.equal('invalid-credentials');
    expect(await errorPlaces(() => Promise.reject(error))).to.deep.equal(['/currentPassword']);
    expect(work.audit.map(({ action }) => action)).to.deep.equal(['user.password-refused']);
    expect(await account()).to.include({ secondFactor: true, passwordHash: `$fake$${password}` });
    expect((await left())[1]).to.equal(10);
  });

  it('ASVS 6.2.3, whose password changes during the request: is rejected', async () => {
    const { removeOwn, proven, initiator, account, users, hasher, ada } = await withFactor();
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (text) => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return hash(text);
    };
    const error = await errorOf(() => removeOwn.run(proven, withNew(long), initiator));
    expect(error.code).to.equal('invalid-credentials');
    expect(await account()).to.include({ secondFactor: true, passwordHash: '$fake$another' });
  });

  it('ASVS 7.5.1, in a session that has only proven the password: is rejected, and changes nothing', async () => {
    const { removeOwn, caller, initiator, account, left } = await withFactor();
    await requiresFullLevel(() => removeOwn.run(caller, undefined, initiator));
    expect((await account()).secondFactor).to.equal(true);
    expect((await left())[1]).to.equal(10);
  });

  it('without one, with an ended session, or an account that was removed: is rejected, and changes nothing', async () => {
    const { removeOwn, proven, initiator, account, left, sessions, clock, ada, users } = await withFactor();
    const remove = () => removeOwn.run(proven, undefined, initiator);
    await sessions.end({ userId: ada.id, id: 'here' }, clock.now());
    expect(await errorCode(remove)).to.equal('session-ended');
    expect((await account()).secondFactor).to.equal(true);
    expect((await left())[1]).to.equal(10);
    await users.change(ada.id, (current) => ({ ...current, secondFactor: false }));
    expect(await errorCode(remove)).to.equal('not-found');
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      await users.remove(ada.id, () => {});
      return found;
    };
    for (const _ of ['during', 'before']) expect(await errorCode(remove)).to.equal('session-ended');
  });
});
