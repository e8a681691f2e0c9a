import { expect } from 'chai';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';
import { by, password } from './accounts.js';
import { requiresFullLevel, setUp } from './owner-of-factor.js';

const long = 'fifteen letters';
const withNew = (newPassword: string) => ({ currentPassword: password, newPassword });

/** Ada with a second factor, and the initiator of her next request. */
const withFactor = async (shortPassword = false) => {
  const all = await setUp();
  await all.enrol();
  await all.addSession(all.ada.id, 'another');
  if (shortPassword) await all.users.change(all.ada.id, (current) => ({ ...current, shortPassword }));
  all.work.audit = [];
  all.work.mailRows.emailJobs.clear();
  const { id: userId, role } = await all.add('admin', { role: 'admin' });
  const admin = { ...all.caller, userId, role };
  const account = async () => (await all.users.find(all.ada.id)) ?? all.ada;
  const left = async () => [
    await all.work.totpFactors.find(all.ada.id),
    await all.work.recoveryCodes.count(all.ada.id),
  ];
  return { ...all, admin, account, left };
};

const subjectOf = ({ id }: { readonly id: number }) => ({ kind: 'user', id });

describe('remove the own second factor', () => {
  it('removes the app and the recovery codes, revokes every access token, and ends the other sessions', async () => {
    const { removeOwn, proven, initiator, account, left, live } = await withFactor();
    await removeOwn.run(proven, undefined, initiator);
    expect(await account()).to.include({ secondFactor: false, tokenVersion: 2 });
    expect(await left()).to.deep.equal([undefined, 0]);
    expect(await live()).to.deep.equal(['here']);
  });

  it('returns a token of this session, which has lost its level, and is authenticated when it was', async () => {
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

describe('remove the second factor of a user', () => {
  it('removes the app and the recovery codes, ends all sessions, keeps the password, and is audited with an email', async () => {
    const { removeOfUser, admin, account, left, live, work, ada, emailJobs } = await withFactor();
    await removeOfUser.run(admin, ada.id, by);
    const { passwordHash } = ada;
    expect(await account()).to.include({ secondFactor: false, tokenVersion: 2, passwordHash });
    expect(await left()).to.deep.equal([undefined, 0]);
    expect(await live()).to.deep.equal([]);
    const subject = subjectOf(ada);
    const ended = (sessionId: string) => {
      const details = { sessionId, reason: 'second-factor-removed' };
      return { action: 'session.ended', subject, details, by };
    };
    const removed = { action: 'user.second-factor-removed', subject, details: { kind: 'totp' }, by };
    expect(work.audit).to.deep.equal([removed, ended('here'), ended('another')]);
    expect(emailJobs()).to.deep.equal([{ kind: 'second-factor-removed', userId: ada.id, to: ada.email }]);
  });

  it('with a short password: also resets it by force, in the same unit of work', async () => {
    const { removeOfUser, admin, account, left, live, work, ada, emailJobs } = await withFactor(true);
    await removeOfUser.run(admin, ada.id, by);
    expect(await account()).to.include({ secondFactor: false, shortPassword: false });
    expect((await account()).passwordHash).not.to.equal(ada.passwordHash);
    expect([await left(), await live()]).to.deep.equal([[undefined, 0], []]);
    const actions = work.audit.map(({ action }) => action);
    expect(actions).to.include.members(['user.second-factor-removed', 'user.password-reset-forced']);
    expect(emailJobs().map(({ kind }) => kind)).to.deep.equal(['second-factor-removed', 'forced-reset']);
  });

  it('with a short password, but no mail server, or of the last admin: is rejected, and changes nothing', async () => {
    const { removeOfUser, admin, account, left, mailer, users, ada } = await withFactor(true);
    mailer.isConfigured = false;
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('mail-not-configured');
    mailer.isConfigured = true;
    await users.change(ada.id, (current) => ({ ...current, role: 'admin' }));
    await users.change(admin.userId, (current) => ({ ...current, role: 'user' }));
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('last-admin');
    expect(await account()).to.include({ secondFactor: true, shortPassword: true });
    expect((await left())[1]).to.equal(10);
  });

  it('that gets a short password during the request: also resets it', async () => {
    const { removeOfUser, admin, account, users, ada } = await withFactor();
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      if (id === admin.userId) return found;
      await users.change(id, (current) => ({ ...current, shortPassword: true }));
      return found;
    };
    await removeOfUser.run(admin, ada.id, by);
    users.find = find;
    expect(await account()).to.include({ secondFactor: false, shortPassword: false });
  });

  it('ASVS 7.5.1, by an admin whose session has not proven their own: is rejected', async () => {
    const { removeOfUser, caller, account, ada } = await withFactor();
    await requiresFullLevel(() => removeOfUser.run(caller, ada.id, by));
    expect((await account()).secondFactor).to.equal(true);
  });

  it('by an admin whose account was removed: is rejected', async () => {
    const { removeOfUser, admin, users, ada } = await withFactor();
    await users.remove(admin.userId, () => {});
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('session-ended');
  });

  it('who has none, or does not exist: is rejected', async () => {
    const { removeOfUser, ada, users, add, caller } = await setUp();
    const admin = { ...caller, userId: (await add('admin')).id };
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('not-found');
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      if (id === ada.id) await users.remove(ada.id, () => {});
      return found;
    };
    for (const _ of ['during', 'before'])
      expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('not-found');
  });
});
