import { expect } from 'chai';
import { RecoverPassword } from '../../../src/core/identity/recover-password.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { errorCode, errorPlaces } from '../rejections.js';
import { by, identity, policy } from './accounts.js';

const chosen = 'eight loud trombones';

const setUp = async () => {
  const all = identity();
  const { users, oneTimeTokens, work, hasher, refreshTokens, clock, add } = all;
  const mailer = new FakeMailer();
  const use = new RecoverPassword(users, oneTimeTokens, work, hasher, refreshTokens, clock, policy, mailer);
  const reset = (token: string, password = chosen) => use.reset({ token, password }, by);
  const rejects = async (token: string, password?: string) => {
    expect(await errorCode(() => reset(token, password)), token).to.equal('one-time-token-invalid');
    expect(await errorPlaces(() => reset(token, password))).to.deep.equal(['/token']);
  };
  return { ...all, use, mailer, reset, rejects, ada: await add('ada'), bob: await add('bob') };
};

describe('a forgotten password', () => {
  it('with or without an account: queues one email to the address; without a mail server: is rejected', async () => {
    const { use, work, mailer, emailJobs } = await setUp();
    const emails = ['ada@example.com', 'nobody@example.com'];
    for (const to of emails) await use.request(to, by);
    expect(emailJobs()).to.deep.equal(emails.map((to) => ({ kind: 'reset', userId: null, to })));
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
    expect(work.audit).to.deep.equal([]);
    mailer.isConfigured = false;
    for (const to of emails)
      expect(await errorCode(() => use.request(to, by))).to.equal('mail-not-configured');
    expect(emailJobs()).to.have.length(2);
  });
});

describe('a password reset by a link', () => {
  it('ASVS 6.4.3: stores the hash, invalidates tokens, verifies the address, and is audited with an email', async () => {
    const { users, work, reset, ada, bob, addToken, addSession, emailJobs } = await setUp();
    await addSession(ada.id, 'one');
    await reset(await addToken(ada.id, 'reset'));
    const { updatedAt: _, ...now } = (await users.find(ada.id)) ?? {};
    const { updatedAt: __, ...before } = ada;
    const changed = { passwordHash: `$fake$${chosen}`, tokenVersion: 2, emailVerified: true, version: 2 };
    expect(now).to.deep.equal({ ...before, ...changed });
    expect(await users.find(bob.id)).to.deep.equal(bob);
    const [subject, asUser] = [
      { kind: 'user', id: ada.id },
      { ...by, actorId: ada.id },
    ];
    const details = { sessionId: 'one', reason: 'password-reset' };
    expect(work.audit).to.deep.equal([
      { action: 'user.password-reset', subject, details: { by: 'reset' }, by: asUser },
      { action: 'session.ended', subject, details, by: asUser },
    ]);
    expect(emailJobs()).to.deep.equal([{ kind: 'password-changed', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(asUser);
  });

  it('ASVS 6.4.3: ends every session and every link of that account, and of no other', async () => {
    const { reset, ada, bob, addSessionAndTokens, valid } = await setUp();
    await addSessionAndTokens(ada, bob);
    await reset(`reset of ${ada.id}`);
    const left = { ada: await valid(ada.id), bob: await valid(bob.id) };
    expect(left).to.deep.equal({ ada: { sessions: 0, tokens: 0 }, bob: { sessions: 1, tokens: 4 } });
  });

  it('while logins of the account are limited: resets the limits of the account, but not that of the client address', async () => {
    const { use, users, passwords, reset, ada, addToken, addSession } = await setUp();
    await addSession(ada.id, 'of ada', 3600, '192.0.2.2');
    const guess = async (password: string, ip: string, email = ada.email) => {
      const user = await users.findByEmail(email);
      return (await passwords.verify({ email, user, password, ip })).matches;
    };
    for (const ip of ['192.0.2.2', '192.0.2.3']) for (let i = 0; i < 10; i += 1) await guess('wrong', ip);
    for (let i = 0; i < 100; i += 1) await guess('wrong', '192.0.2.9', `nobody-${i}@example.com`);
    await use.request(ada.email, by);
    const token = await addToken(ada.id, 'reset');
    await reset('another').catch(() => {});
    for (const ip of ['192.0.2.2', '192.0.2.3'])
      expect(await errorCode(() => guess('wrong', ip))).to.equal('too-many-requests');
    await reset(token);
    for (const ip of ['192.0.2.2', '192.0.2.3']) expect(await guess(chosen, ip)).to.equal(true);
    expect(await errorCode(() => guess(chosen, '192.0.2.9'))).to.equal('too-many-requests');
  });

  it('of an invitation: sets the password, and sends no email that it has changed', async () => {
    const { reset, work, users, ada, addToken, emailJobs } = await setUp();
    await reset(await addToken(ada.id, 'invitation'));
    expect((await users.find(ada.id))?.passwordHash).to.equal(`$fake$${chosen}`);
    expect(work.audit[0]?.details).to.deep.equal({ by: 'invitation' });
    expect(emailJobs()).to.deep.equal([]);
  });

  it('ASVS 6.4.3, that is unknown, used, expired or for another purpose: is rejected, and changes nothing', async () => {
    const { users, clock, reset, rejects, ada, addToken } = await setUp();
    const used = await addToken(ada.id, 'reset');
    await reset(used);
    const now = await users.find(ada.id);
    const verification = await addToken(ada.id, 'verification');
    for (const token of [used, 'unknown', '', verification]) await rejects(token, 'nine silent drummers');
    const old = await addToken(ada.id, 'reset', 60);
    clock.pass(60);
    await rejects(old);
    expect(await users.find(ada.id)).to.deep.equal(now);
  });

  it('that another request uses while the password is hashed: is rejected, and changes nothing', async () => {
    const { users, oneTimeTokens, hasher, rejects, ada, addToken } = await setUp();
    const token = await addToken(ada.id, 'reset');
    hasher.hash = async () => {
      await oneTimeTokens.take(`#${token}`);
      return 'never stored';
    };
    await rejects(token);
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('of an account that is inactive or removed: is rejected', async () => {
    const { users, rejects, ada, bob, addToken } = await setUp();
    await users.change(ada.id, (current) => ({ ...current, active: false }));
    const tokens = [await addToken(ada.id, 'reset'), await addToken(bob.id, 'reset')];
    await users.remove(bob.id, () => {});
    for (const token of tokens) await rejects(token);
  });

  it('ASVS 6.2.1/6.2.4, with a weak password: is rejected, and the link stays valid', async () => {
    const { users, reset, ada, addToken } = await setUp();
    const token = await addToken(ada.id, 'reset');
    const weak = () => reset(token, 'Ada ADA ada.ada ada');
    expect([await errorCode(weak), await errorPlaces(weak)]).to.deep.equal(['weak-password', ['/password']]);
    expect(await users.find(ada.id)).to.deep.equal(ada);
    await reset(token);
  });
});
