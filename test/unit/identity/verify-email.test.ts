import { expect } from 'chai';
import type { Account } from '../../../src/core/identity/user.js';
import { VerifyEmail } from '../../../src/core/identity/verify-email.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { refusalCode, refusalPlaces } from '../refusal.js';
import { by, identity } from './accounts.js';

const setUp = async () => {
  const all = identity();
  const { users, oneTimeTokens, work, refreshTokens, clock, add } = all;
  const mailer = new FakeMailer();
  const use = new VerifyEmail(users, oneTimeTokens, work, refreshTokens, clock, mailer);
  const rejects = async (token: string) => {
    expect(await refusalCode(() => use.verify(token, by)), token).to.equal('one-time-token-invalid');
    expect(await refusalPlaces(() => use.verify(token, by))).to.deep.equal(['/token']);
  };
  return { ...all, use, mailer, rejects, ada: await add('ada'), bob: await add('bob') };
};

describe('the verification of an email', () => {
  it('requested: is an email job; once verified: is none; where no email can be sent: is rejected', async () => {
    const { use, users, work, mailer, ada, emailJobs } = await setUp();
    await use.request(ada.id, by);
    expect(emailJobs()).to.deep.equal([{ kind: 'verification', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
    mailer.isConfigured = false;
    expect(await refusalCode(() => use.request(ada.id, by))).to.equal('mail-not-configured');
    mailer.isConfigured = true;
    await users.change(ada.id, (current) => ({ ...current, emailVerified: true }));
    await use.request(ada.id, by);
    expect(emailJobs()).to.have.length(1);
    await users.remove(ada.id, () => {});
    expect(await refusalCode(() => use.request(ada.id, by))).to.equal('session-ended');
  });

  it('by a valid link: is stored, and audited with the user as initiator', async () => {
    const { use, users, work, ada, bob, addToken } = await setUp();
    await use.verify(await addToken(ada.id, 'verification'), by);
    expect(await users.find(ada.id)).to.include({ emailVerified: true, tokenVersion: 1 });
    expect(await users.find(bob.id)).to.deep.equal(bob);
    const [subject, asUser] = [
      { kind: 'user', id: ada.id },
      { ...by, actorId: ada.id },
    ];
    expect(work.audit).to.deep.equal([{ action: 'user.email-verified', subject, by: asUser }]);
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

  const changes: Partial<Account>[] = [{ emailVerified: false }, { email: 'other@example.com' }];
  for (const change of changes)
    it(`by a used link, after ${JSON.stringify(change)}: is rejected, and changes nothing`, async () => {
      const { use, users, rejects, ada, addToken } = await setUp();
      const token = await addToken(ada.id, 'verification');
      await use.verify(token, by);
      const changed = await users.change(ada.id, (current) => ({ ...current, ...change }));
      await rejects(token);
      expect(await users.find(ada.id)).to.deep.equal(changed);
    });

  it('by a used link, after the account is removed, or its links have ended: is rejected', async () => {
    const { use, users, oneTimeTokens, rejects, ada, bob, addToken } = await setUp();
    const tokens = [await addToken(ada.id, 'verification'), await addToken(bob.id, 'verification')];
    for (const token of tokens) await use.verify(token, by);
    await users.remove(ada.id, () => {});
    await oneTimeTokens.endAll(bob.id);
    for (const token of tokens) await rejects(token);
  });

  it('by a link that ends, or whose account is removed, meanwhile: is rejected, and changes nothing', async () => {
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
