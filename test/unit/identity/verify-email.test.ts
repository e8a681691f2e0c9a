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
  return { ...all, use, mailer, ada: await add('ada'), bob: await add('bob') };
};

describe('the verification of an address', () => {
  it('asked for: is an errand to it; once it is verified: is none', async () => {
    const { use, users, work, ada, errands } = await setUp();
    await use.request(ada.id, by);
    expect(errands()).to.deep.equal([{ kind: 'verification', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
    await users.change(ada.id, (current) => ({ ...current, emailVerified: true }));
    await use.request(ada.id, by);
    expect(errands()).to.have.length(1);
  });

  it('asked for where no email can be sent: is refused', async () => {
    const { use, mailer, ada, errands } = await setUp();
    mailer.isConfigured = false;
    expect(await refusalCode(() => use.request(ada.id, by))).to.equal('mail-not-configured');
    expect(errands()).to.deep.equal([]);
  });

  it('asked for by somebody who is gone: the session has ended', async () => {
    const { use, users, ada } = await setUp();
    await users.remove(ada.id, () => {});
    expect(await refusalCode(() => use.request(ada.id, by))).to.equal('session-ended');
  });

  it('by a good link: is kept, and told as their doing', async () => {
    const { use, users, work, ada, bob, addToken } = await setUp();
    await use.verify(await addToken(ada.id, 'verification'), by);
    expect(await users.find(ada.id)).to.include({ emailVerified: true, tokenVersion: 1 });
    expect(await users.find(bob.id)).to.deep.equal(bob);
    const subject = { kind: 'user', id: ada.id };
    const asUser = { ...by, actorId: ada.id };
    expect(work.audit).to.deep.equal([{ action: 'user.email-verified', subject, by: asUser }]);
  });

  it('by a link that is unknown, too old or for a password: is refused, and changes nothing', async () => {
    const { use, users, clock, ada, addToken } = await setUp();
    const others = [await addToken(ada.id, 'reset'), await addToken(ada.id, 'invitation')];
    for (const token of ['unknown', '', ...others]) {
      expect(await refusalCode(() => use.verify(token, by))).to.equal('one-time-token-invalid');
      expect(await refusalPlaces(() => use.verify(token, by))).to.deep.equal(['/token']);
    }
    const old = await addToken(ada.id, 'verification', 60);
    clock.pass(60);
    expect(await refusalCode(() => use.verify(old, by))).to.equal('one-time-token-invalid');
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('by a used link: changes nothing, and succeeds until the link expires', async () => {
    const { use, users, work, clock, ada, addToken } = await setUp();
    const token = await addToken(ada.id, 'verification', 60);
    await use.verify(token, by);
    const [verified, audit] = [await users.find(ada.id), [...work.audit]];
    clock.pass(59);
    await use.verify(token, by);
    expect(await users.find(ada.id)).to.deep.equal(verified);
    expect(work.audit).to.deep.equal(audit);
    clock.pass(1);
    expect(await refusalCode(() => use.verify(token, by))).to.equal('one-time-token-invalid');
  });

  it('by a link at the same moment twice: succeeds twice, and is recorded once', async () => {
    const { use, work, ada, addToken } = await setUp();
    const token = await addToken(ada.id, 'verification');
    await Promise.all([use.verify(token, by), use.verify(token, by)]);
    expect(work.audit).to.have.length(1);
  });

  const changes: [what: string, change: Partial<Account>][] = [
    ['is not verified any more', { emailVerified: false }],
    ['is another one', { email: 'other@example.com' }],
  ];
  for (const [what, change] of changes)
    it(`by a used link, when the email ${what}: is refused, and changes nothing`, async () => {
      const { use, users, ada, addToken } = await setUp();
      const token = await addToken(ada.id, 'verification');
      await use.verify(token, by);
      const changed = await users.change(ada.id, (current) => ({ ...current, ...change }));
      expect(await refusalCode(() => use.verify(token, by))).to.equal('one-time-token-invalid');
      expect(await users.find(ada.id)).to.deep.equal(changed);
    });

  it('by a used link, when the account is gone, or its links have ended: is refused', async () => {
    const { use, users, oneTimeTokens, ada, bob, addToken } = await setUp();
    const [adas, bobs] = [await addToken(ada.id, 'verification'), await addToken(bob.id, 'verification')];
    for (const token of [adas, bobs]) await use.verify(token, by);
    await users.remove(ada.id, () => {});
    await oneTimeTokens.endAll(bob.id);
    for (const token of [adas, bobs])
      expect(await refusalCode(() => use.verify(token, by))).to.equal('one-time-token-invalid');
  });

  it('by a link that ends, or whose account goes, in that moment: refuses, and changes nothing', async () => {
    const { use, users, work, oneTimeTokens, ada, bob, addToken } = await setUp();
    const run = work.run.bind(work);
    const meanwhile = (what: () => Promise<unknown>) => {
      work.run = async (job) => {
        await what();
        return run(job);
      };
    };
    const adas = await addToken(ada.id, 'verification');
    meanwhile(() => oneTimeTokens.endAll(ada.id));
    expect(await refusalCode(() => use.verify(adas, by))).to.equal('one-time-token-invalid');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    const bobs = await addToken(bob.id, 'verification');
    meanwhile(() => users.remove(bob.id, () => {}));
    expect(await refusalCode(() => use.verify(bobs, by))).to.equal('one-time-token-invalid');
  });
});
