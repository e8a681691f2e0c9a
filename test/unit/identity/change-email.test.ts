import { expect } from 'chai';
import { ChangePassword } from '../../../src/core/identity/change-password.js';
import { InviteUser } from '../../../src/core/identity/invite-user.js';
import { RecoverPassword } from '../../../src/core/identity/recover-password.js';
import { SetPassword } from '../../../src/core/identity/set-password.js';
import { VerifyEmail } from '../../../src/core/identity/verify-email.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { errorCode, errorOf } from '../rejections.js';
import { by, identity, password, policy } from './accounts.js';

const pendingEmail = 'new@example.com';
const newPassword = 'eight louder trumpets';

const setUp = async () => {
  const all = identity();
  const { users, oneTimeTokens, work, refreshTokens, clock } = all;
  const use = new VerifyEmail(users, oneTimeTokens, work, refreshTokens, clock, new FakeMailer());
  const ada = await all.add('ada', { pendingEmail });
  await all.addSession(ada.id, 'here');
  const token = await all.addToken(ada.id, 'email-change');
  const subject = { kind: 'user', id: ada.id };
  return { ...all, use, ada, token, subject, asAda: { ...by, actorId: ada.id } };
};

describe('the link to a pending email', () => {
  it('followed: replaces the email, verified, and ends other links; the old address gets a notice', async () => {
    const { use, users, work, ada, token, subject, asAda, addToken, valid, emailJobs, mails } = await setUp();
    for (const purpose of ['reset', 'verification'] as const) await addToken(ada.id, purpose);
    await mails.add({ kind: 'reset', userId: null, to: ada.email, by });
    await use.verify(token, by);
    const { updatedAt: _, ...changed } = (await users.find(ada.id)) as typeof ada;
    const { updatedAt: __, ...before } = ada;
    const email = { email: pendingEmail, pendingEmail: null, emailVerified: true };
    expect(changed).to.deep.equal({ ...before, ...email, version: 2 });
    expect((await valid(ada.id)).tokens).to.equal(0);
    expect(emailJobs()).to.deep.equal([{ kind: 'email-changed', userId: ada.id, to: ada.email }]);
    expect((await mails.claim(9))?.by).to.deep.equal(asAda);
    const details = { fields: ['email', 'emailVerified', 'pendingEmail'] };
    expect(work.audit).to.deep.equal([{ action: 'user.changed', subject, details, by: asAda }]);
  });

  it('followed twice, also at once: succeeds, and changes the account once', async () => {
    const { use, users, work, ada, token } = await setUp();
    await Promise.all([use.verify(token, by), use.verify(token, by)]);
    await use.verify(token, by);
    expect(await users.find(ada.id)).to.include({ email: pendingEmail, version: 2 });
    expect(work.audit).to.have.length(1);
  });

  it('of an email that another account has got meanwhile: is rejected, and changes nothing', async () => {
    const { use, users, work, add, ada, token, emailJobs } = await setUp();
    const message = 'Another account has this email.';
    await add('bob', { email: pendingEmail.toUpperCase() });
    expect(await errorOf(() => use.verify(token, by))).to.deep.include({
      code: 'email-taken',
      violations: [{ pointer: '/token', message, code: 'email-taken' }],
    });
    expect([await users.find(ada.id), work.audit, emailJobs()]).to.deep.equal([ada, [], []]);
  });

  it('after the change was ended, or one that ends during the request, or whose account is removed: is rejected, and changes nothing', async () => {
    const { use, users, work, oneTimeTokens, ada, token } = await setUp();
    const run = work.run.bind(work);
    work.run = async (job) => {
      await oneTimeTokens.end(ada.id, 'email-change');
      return run(job);
    };
    expect(await errorCode(() => use.verify(token, by))).to.equal('one-time-token-invalid');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    work.run = run;
    const ended = await setUp();
    await ended.users.change(ended.ada.id, (current) => ({ ...current, pendingEmail: null }));
    expect(await errorCode(() => ended.use.verify(ended.token, by))).to.equal('one-time-token-invalid');
    expect(await ended.users.find(ended.ada.id)).to.include({ email: ada.email, emailVerified: false });
    const removed = await setUp();
    const removedRun = removed.work.run.bind(removed.work);
    removed.work.run = async (job) => {
      await removed.users.remove(removed.ada.id, () => {});
      return removedRun(job);
    };
    expect(await errorCode(() => removed.use.verify(removed.token, by))).to.equal('one-time-token-invalid');
  });

  it('with a failure of the database: throws it', async () => {
    const { use, users, work, token } = await setUp();
    const run = work.run.bind(work);
    work.run = (job) =>
      run((repositories) => {
        repositories.users.change = () => Promise.reject(new Error('the connection is lost'));
        return job({ ...repositories, users: repositories.users });
      });
    const error = await use.verify(token, by).catch((thrown: Error) => thrown);
    expect(error).to.include({ message: 'the connection is lost' });
    expect(await users.findByEmail(pendingEmail)).to.equal(undefined);
  });

  it('requested again: goes to the pending email, also while the current one is unverified', async () => {
    const { use, users, ada, emailJobs } = await setUp();
    await use.request(ada.id, by);
    await users.change(ada.id, (current) => ({ ...current, emailVerified: true }));
    await use.request(ada.id, by);
    const job = { kind: 'email-change', userId: ada.id, to: pendingEmail };
    expect(emailJobs()).to.deep.equal([job, job]);
  });
});

describe('a pending email', () => {
  type All = Awaited<ReturnType<typeof setUp>>;
  const endings: [what: string, end: (all: All) => Promise<unknown>][] = [
    [
      'a new password',
      ({ users, work, confirmPassword, hasher, clock, ada }) =>
        new ChangePassword(users, work, confirmPassword, hasher, policy, clock).run(
          { userId: ada.id, sessionId: 'here' },
          { currentPassword: password, newPassword },
          by,
        ),
    ],
    [
      'a reset by a link',
      async ({ users, oneTimeTokens, work, hasher, refreshTokens, clock, ada, addToken }) =>
        new RecoverPassword(
          users,
          oneTimeTokens,
          work,
          hasher,
          refreshTokens,
          clock,
          policy,
          new FakeMailer(),
        ).reset({ token: await addToken(ada.id, 'reset'), password: newPassword }, by),
    ],
    [
      'a password that the operator sets',
      ({ users, work, hasher, clock, ada }) =>
        new SetPassword(users, work, hasher, policy, clock).run(ada.email, newPassword),
    ],
    [
      'a forced reset',
      ({ users, work, hasher, refreshTokens, clock, emailLimit, ada }) =>
        new InviteUser(users, work, hasher, refreshTokens, clock, emailLimit, new FakeMailer()).forceReset(
          ada.id,
          by,
        ),
    ],
    ['a deactivation', ({ manage, ada }) => manage.change(ada.id, { active: false }, undefined, by)],
  ];
  for (const [what, end] of endings)
    it(`after ${what}: is given up, since its link has ended`, async () => {
      const all = await setUp();
      await end(all);
      expect(await all.users.find(all.ada.id)).to.include({ email: all.ada.email, pendingEmail: null });
      expect(await errorCode(() => all.use.verify(all.token, by))).to.equal('one-time-token-invalid');
    });

  it('after another change by an admin: stays', async () => {
    const { manage, ada } = await setUp();
    const change = { role: 'moderator' } as const;
    expect(await manage.change(ada.id, change, undefined, by)).to.include({ ...change, pendingEmail });
  });
});
