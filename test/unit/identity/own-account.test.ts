import { expect } from 'chai';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';
import { by, identity, password } from './accounts.js';

const other = 'other@example.com';

const setUp = async () => {
  const all = identity();
  const mailer = new FakeMailer();
  const use = new OwnAccount(all.users, all.work, all.confirmOwner, mailer, all.clock);
  const [ada, bob] = [await all.add('ada', { emailVerified: true }), await all.add('bob')];
  await all.addSession(ada.id, all.callerOf(ada).sessionId);
  /** Changes the account of a caller who proved who they are a number of seconds ago. */
  const changeAfter = (seconds: number, patch: object, versions?: number[]) =>
    use.change(all.callerOf(ada, seconds), patch, versions, by);
  const change = (patch: object, versions?: number[]) => changeAfter(301, patch, versions);
  const changeEmail = (email: string, proof: object = { currentPassword: password }) =>
    change({ email, ...proof });
  const { updatedAt: _, ...before } = ada;
  const subject = { kind: 'user', id: ada.id };
  return { ...all, use, mailer, ada, bob, before, change, changeAfter, changeEmail, subject };
};

describe("a user's own account", () => {
  it('is returned as stored; after its removal: the session has ended', async () => {
    const { users, use, ada, change, changeEmail } = await setUp();
    expect(await use.read(ada.id)).to.deep.equal(ada);
    await users.remove(ada.id, () => {});
    for (const work of [
      () => use.read(ada.id),
      () => change({ visibleName: 'Countess' }),
      () => changeEmail(other),
    ])
      expect(await errorOf(work)).to.include({
        code: 'session-ended',
        message: 'This account no longer exists.',
      });
  });

  it('with another visible name: changes only the name, audited, without a password', async () => {
    const { work, before, change, hasher, subject } = await setUp();
    await change({ visibleName: 'ada' });
    expect(work.audit).to.deep.equal([]);
    const { updatedAt: _, ...changed } = await change({ visibleName: 'Countess' }, [2]);
    expect(changed).to.deep.equal({ ...before, visibleName: 'Countess', version: 3 });
    const details = { fields: ['visibleName'] };
    expect(work.audit).to.deep.equal([{ action: 'user.changed', subject, details, by }]);
    expect(await change({ visibleName: 'COUNTESS' })).to.include({ visibleName: 'COUNTESS' });
    expect(hasher.verified).to.deep.equal([]);
  });

  it('with a taken visible name or email, or a stale version: is rejected and not changed', async () => {
    const { users, ada, bob, change, changeEmail, emailJobs } = await setUp();
    for (const email of [bob.email, bob.email.toUpperCase()])
      expect(await errorOf(() => changeEmail(email))).to.deep.include({
        code: 'email-taken',
        message: 'Another account has this email.',
        violations: [{ pointer: '/email', message: 'Another account has this email.', code: 'email-taken' }],
      });
    expect(emailJobs()).to.deep.equal([]);
    expect(await errorCode(() => change({ visibleName: 'BOB' }))).to.equal('visible-name-taken');
    expect(await errorCode(() => change({ visibleName: 'Countess' }, [2]))).to.equal('precondition-failed');
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });
});

describe("change a user's own email", () => {
  it('with the password: is pending, and queues a link to the new address and a notice to the old one', async () => {
    const { work, before, ada, change, emailJobs, addToken, valid, subject } = await setUp();
    await addToken(ada.id, 'reset');
    const { updatedAt: _, ...changed } = await change({ email: other, currentPassword: password }, [1]);
    expect(changed).to.deep.equal({ ...before, pendingEmail: other, version: 2 });
    expect(emailJobs()).to.deep.equal([
      { kind: 'email-change-requested', userId: ada.id, to: ada.email },
      { kind: 'email-change', userId: ada.id, to: other },
    ]);
    expect([(await work.mails.claim(9))?.by, (await work.mails.claim(9))?.by]).to.deep.equal([by, by]);
    const details = { fields: ['pendingEmail'] };
    expect(work.audit).to.deep.equal([{ action: 'user.changed', subject, details, by }]);
    expect((await valid(ada.id)).tokens).to.equal(1);
  });

  it('without a mail server: takes effect unverified, ends the links to the old address, and queues emails to both', async () => {
    const { work, mailer, users, ada, bob, before, change, addToken, valid, emailJobs, subject } =
      await setUp();
    mailer.isConfigured = false;
    await users.change(ada.id, (current) => ({ ...current, pendingEmail: 'pending@example.com' }));
    for (const { id } of [ada, bob]) await addToken(id, 'reset');
    await work.mails.add({ kind: 'reset', userId: null, to: 'ADA@example.com', by });
    const { updatedAt: _, ...changed } = await change({ email: other, currentPassword: password }, [2]);
    expect(changed).to.deep.equal({ ...before, email: other, emailVerified: false, version: 3 });
    expect([(await valid(ada.id)).tokens, (await valid(bob.id)).tokens]).to.deep.equal([0, 1]);
    expect(emailJobs()).to.deep.equal([
      { kind: 'email-changed', userId: ada.id, to: ada.email },
      { kind: 'verification', userId: ada.id, to: other },
    ]);
    const details = { fields: ['email', 'emailVerified', 'pendingEmail'] };
    expect(work.audit).to.deep.equal([{ action: 'user.changed', subject, details, by }]);
  });

  it('ASVS 7.5.1, after recent authentication: needs no password; later: is rejected', async () => {
    const { users, hasher, ada, changeAfter, emailJobs } = await setUp();
    const error = await errorOf(() => changeAfter(301, { email: other }));
    expect(error).to.deep.include({
      code: 'recent-authentication-required',
      extensions: { maxAge: 300, acrValues: 'aal1' },
    });
    expect([await users.find(ada.id), emailJobs()]).to.deep.equal([ada, []]);
    expect(await changeAfter(300, { email: other })).to.include({ pendingEmail: other });
    expect(hasher.verified).to.deep.equal([]);
  });

  it('ASVS 7.5.1, with a wrong password, or one that changes during the request: is rejected, and queues no email', async () => {
    const { users, hasher, ada, changeAfter, changeEmail, emailJobs } = await setUp();
    for (const currentPassword of [`${password} `, ''])
      expect(await errorPlaces(() => changeAfter(0, { email: other, currentPassword }))).to.deep.equal([
        '/currentPassword',
      ]);
    expect(await users.find(ada.id)).to.deep.equal(ada);
    hasher.verify = async () => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: 'another' }));
      return true;
    };
    expect(await errorCode(() => changeEmail(other))).to.equal('invalid-credentials');
    expect([(await users.find(ada.id))?.pendingEmail, emailJobs()]).to.deep.equal([null, []]);
  });

  it('ASVS 7.5.1, after recent authentication with a password that changes during the request: is rejected', async () => {
    const { users, work, ada, changeAfter, emailJobs } = await setUp();
    const run = work.run.bind(work);
    work.run = async (job) => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: 'another' }));
      return run(job);
    };
    const code = await errorCode(() => changeAfter(0, { email: other }));
    expect([code, emailJobs()]).to.deep.equal(['recent-authentication-required', []]);
  });

  it('to the same: changes nothing, or ends a pending change and its link; in another case: is another mailbox', async () => {
    const { work, ada, changeEmail, emailJobs, addToken, oneTimeTokens, clock } = await setUp();
    expect(await changeEmail(ada.email)).to.include({ email: ada.email, pendingEmail: null });
    expect([emailJobs(), work.audit]).to.deep.equal([[], []]);
    const pendingEmail = ada.email.toUpperCase();
    expect(await changeEmail(pendingEmail)).to.include({ pendingEmail, emailVerified: true });
    expect(emailJobs()).to.have.length(2);
    const token = await addToken(ada.id, 'email-change');
    expect(await changeEmail(ada.email)).to.include({ pendingEmail: null });
    expect(await oneTimeTokens.find(`#${token}`, ['email-change'], clock.now())).to.equal(undefined);
    expect(emailJobs()).to.have.length(2);
  });

  it('to another one than the pending one: replaces it, and ends its link; to the pending one: sends a link again', async () => {
    const { ada, changeEmail, emailJobs, addToken, oneTimeTokens, clock } = await setUp();
    await changeEmail('first@example.com');
    const token = await addToken(ada.id, 'email-change');
    const found = () => oneTimeTokens.find(`#${token}`, ['email-change'], clock.now());
    await changeEmail('first@example.com');
    expect(await found()).to.not.equal(undefined);
    expect(emailJobs().slice(2)).to.deep.equal([
      { kind: 'email-change', userId: ada.id, to: 'first@example.com' },
    ]);
    expect(await changeEmail(other)).to.include({ email: ada.email, pendingEmail: other });
    expect(await found()).to.equal(undefined);
    expect(emailJobs().slice(3)).to.deep.equal([
      { kind: 'email-change-requested', userId: ada.id, to: ada.email },
      { kind: 'email-change', userId: ada.id, to: other },
    ]);
  });

  it('to one that another account waits for: is pending for both', async () => {
    const { users, bob, changeEmail } = await setUp();
    await users.change(bob.id, (current) => ({ ...current, pendingEmail: other }));
    expect(await changeEmail(other)).to.include({ pendingEmail: other });
  });
});
