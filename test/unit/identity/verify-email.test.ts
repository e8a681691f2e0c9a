import { expect } from 'chai';
import type { Account } from '../../../src/core/identity/user.js';
import { VerifyEmail } from '../../../src/core/identity/verify-email.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { errorCode, errorOf } from '../rejections.js';
import { by, identity } from './accounts.js';

const message = 'This link was used, has expired, or was replaced by a newer one. Request a new email.';

const setUp = async () => {
  const all = identity();
  const { users, oneTimeTokens, work, refreshTokens, clock, add } = all;
  const mailer = new FakeMailer();
  const use = new VerifyEmail(users, oneTimeTokens, work, refreshTokens, clock, mailer);
  const rejects = async (token: string) => {
    expect(await errorOf(() => use.verify(token, by)), token).to.deep.include({
      code: 'one-time-token-invalid',
      violations: [{ pointer: '/token', message, code: 'one-time-token-invalid' }],
    });
  };
  return { ...all, use, mailer, rejects, ada: await add('ada'), bob: await add('bob') };
};

describe('the verification of an email', () => {
  it('requested: queues an email; when verified: does not; without a mail server: is rejected', async () => {
    const { use, users, work, mailer, ada, emailJobs } = await setUp();
    await use.request(ada.id, by);
    expect(emailJobs()).to.deep.equal([{ kind: 'verification', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
    mailer.isConfigured = false;
    expect(await errorOf(() => use.request(ada.id, by))).to.include({
      code: 'mail-not-configured',
      message: 'This request needs an email, but the service has no mail server.',
    });
    mailer.isConfigured = true;
    await users.change(ada.id, (current) => ({ ...current, emailVerified: true }));
    await use.request(ada.id, by);
    expect(emailJobs()).to.have.length(1);
    await users.remove(ada.id, () => {});
    expect(await errorCode(() => use.request(ada.id, by))).to.equal('session-ended');
  });

  it('by a valid link: is stored, and audited with the user as initiator', async () => {
    const { use, users, work, ada, bob, addToken } = await setUp();
    await use.verify(await addToken(ada.id, 'verification'), by);
    expect(await users.find(ada.id)).to.include({ emailVerified: true, tokenVersion: 1 });
    expect(await users.find(bob.id)).to.deep.equal(bob);
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([
      { action: 'user.email-verified', subject, by: { ...by, actorId: ada.id } },
    ]);
  });

  it('by a link that is unknown, expired or for a password: is rejected, and changes nothing', async () => {
    const { users, clock, rejects, ada, addToken } = await setUp();
    const others = [await addToken(ada.id, 'reset'), await addToken(ada.id, 'invitation')];
    for (const token of ['unknown', '', ...others]) await rejects(token);
    const old = await addToken(ada.id, 'verification', 60);
    clock.pass(60);
    await rejects(old);
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('by a used link, also at once: succeeds and changes nothing, until the link expires', async () => {
    const { use, users, work, clock, rejects, ada, addToken } = await setUp();
    const token = await addToken(ada.id, 'verification', 60);
    await Promise.all([use.verify(token, by), use.verify(token, by)]);
    const verified = await users.find(ada.id);
    expect(work.audit).to.have.length(1);
    clock.pass(59);
    await use.verify(token, by);
    expect(await users.find(ada.id)).to.deep.equal(verified);
    expect(work.audit).to.have.length(1);
    clock.pass(1);
    await rejects(token);
  });

  type All = Awaited<ReturnType<typeof setUp>>;
  const changed = (change: Partial<Account>) => (all: All) =>
    all.users.change(all.ada.id, (current) => ({ ...current, ...change }));
  const changes: [what: string, change: (all: All) => unknown][] = [
    ['the email is unverified', changed({ emailVerified: false })],
    ['the email is another one', changed({ email: 'other@example.com' })],
    ['the account is removed', ({ users, ada }) => users.remove(ada.id, () => {})],
    ['its links have ended', ({ oneTimeTokens, ada }) => oneTimeTokens.endAll(ada.id)],
  ];
  it('by a used link, after a change: is rejected, and changes nothing', async () => {
    for (const [what, change] of changes) {
      const all = await setUp();
      const token = await all.addToken(all.ada.id, 'verification');
      await all.use.verify(token, by);
      await change(all);
      const before = await all.users.find(all.ada.id);
      await all.rejects(token);
      expect(await all.users.find(all.ada.id), what).to.deep.equal(before);
    }
  });

  it('by a link that ends, or whose account is removed, during the request: is rejected, and changes nothing', async () => {
    const { users, work, oneTimeTokens, rejects, ada, bob, addToken } = await setUp();
    const run = work.run.bind(work);
    const meanwhile = (change: () => Promise<unknown>) => {
      work.run = async (job) => {
        await change();
        return run(job);
      };
    };
    const tokens = [await addToken(ada.id, 'verification'), await addToken(bob.id, 'verification')] as const;
    meanwhile(() => oneTimeTokens.endAll(ada.id));
    await rejects(tokens[0]);
    expect(await users.find(ada.id)).to.deep.equal(ada);
    meanwhile(() => users.remove(bob.id, () => {}));
    await rejects(tokens[1]);
  });
});
