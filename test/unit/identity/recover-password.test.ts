import { expect } from 'chai';
import { RecoverPassword } from '../../../src/core/identity/recover-password.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { refusal, refusalCode, refusalPlaces } from '../refusal.js';
import { by, identity, policy } from './accounts.js';

const chosen = 'eight loud trombones';

const setUp = async () => {
  const all = identity();
  const { users, oneTimeTokens, work, hasher, refreshTokens, clock, add } = all;
  const mailer = new FakeMailer();
  const use = new RecoverPassword(users, oneTimeTokens, work, hasher, refreshTokens, clock, policy, mailer);
  return { ...all, use, mailer, ada: await add('ada'), bob: await add('bob') };
};

describe('a password that was forgotten', () => {
  it('by somebody or nobody: is one errand to the address, and nothing else', async () => {
    const { use, work, errands } = await setUp();
    for (const to of ['ada@example.com', 'nobody@example.com']) await use.forgot(to, by);
    expect(errands()).to.deep.equal([
      { kind: 'reset', userId: null, to: 'ada@example.com' },
      { kind: 'reset', userId: null, to: 'nobody@example.com' },
    ]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
    expect(work.audit).to.deep.equal([]);
  });

  it('where no email can be sent: is refused, whether somebody has the address or not', async () => {
    const { use, mailer, errands } = await setUp();
    mailer.isConfigured = false;
    for (const to of ['ada@example.com', 'nobody@example.com'])
      expect(await refusalCode(() => use.forgot(to, by))).to.equal('mail-not-configured');
    expect(errands()).to.deep.equal([]);
  });
});

describe('a password by a link', () => {
  it('ASVS 6.4.3, with a good one: is hashed, refuses older tokens, and proves the address', async () => {
    const { use, users, ada, bob, addToken } = await setUp();
    await use.reset({ token: await addToken(ada.id, 'reset'), password: chosen }, by);
    const { updatedAt: _, ...now } = (await users.find(ada.id)) ?? {};
    const { updatedAt: __, ...before } = ada;
    const changed = { passwordHash: `$fake$${chosen}`, tokenVersion: 2, emailVerified: true, version: 2 };
    expect(now).to.deep.equal({ ...before, ...changed });
    expect(await users.find(bob.id)).to.deep.equal(bob);
  });

  it('ASVS 6.4.3, with a good one: ends every session and every link of that account, and of no other', async () => {
    const { use, sessions, clock, ada, bob, addToken, addSession, oneTimeTokens } = await setUp();
    for (const { id } of [ada, bob]) {
      await addSession(id, `session of ${id}`);
      await addToken(id, 'verification');
      await addToken(id, 'invitation');
    }
    await use.reset({ token: await addToken(ada.id, 'reset'), password: chosen }, by);
    expect(await sessions.list(ada.id, clock.now())).to.deep.equal([]);
    expect(await sessions.list(bob.id, clock.now())).to.have.length(1);
    for (const purpose of ['verification', 'invitation'] as const) {
      const left = (id: number) => oneTimeTokens.find(`#${purpose} of ${id}`, [purpose], clock.now());
      expect(await left(ada.id)).to.equal(undefined);
      expect(await left(bob.id)).to.not.equal(undefined);
    }
  });

  it('with a good one, while the account is locked out: ends the lockout, and not that of the address', async () => {
    const { use, users, guesses, ada, addToken, addSession } = await setUp();
    await addSession(ada.id, 'of ada', 3600, '192.0.2.2');
    const guess = async (password: string, ip: string, email = ada.email) => {
      const user = await users.findByEmail(email);
      return (await guesses.verify({ email, user, password, ip })).matches;
    };
    for (const ip of ['192.0.2.2', '192.0.2.3']) for (let i = 0; i < 10; i += 1) await guess('wrong', ip);
    for (let i = 0; i < 100; i += 1) await guess('wrong', '192.0.2.9', `nobody-${i}@example.com`);
    await use.forgot(ada.email, by);
    const token = await addToken(ada.id, 'reset');
    await use.reset({ token: 'another', password: chosen }, by).catch(() => {});
    for (const ip of ['192.0.2.2', '192.0.2.3'])
      expect(await refusalCode(() => guess('wrong', ip))).to.equal('too-many-requests');
    await use.reset({ token, password: chosen }, by);
    for (const ip of ['192.0.2.2', '192.0.2.3']) expect(await guess(chosen, ip)).to.equal(true);
    expect(await refusalCode(() => guess(chosen, '192.0.2.9'))).to.equal('too-many-requests');
  });

  it('with a good one: is told to the audit trail as their doing, and to their address', async () => {
    const { use, work, ada, addToken, addSession, errands } = await setUp();
    await addSession(ada.id, 'one');
    await use.reset({ token: await addToken(ada.id, 'reset'), password: chosen }, by);
    const subject = { kind: 'user', id: ada.id };
    const asUser = { ...by, actorId: ada.id };
    expect(work.audit).to.deep.equal([
      { action: 'user.password-reset', subject, details: { by: 'reset' }, by: asUser },
      {
        action: 'session.ended',
        subject,
        details: { sessionId: 'one', reason: 'password-reset' },
        by: asUser,
      },
    ]);
    expect(errands()).to.deep.equal([{ kind: 'password-changed', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(asUser);
  });

  it('with an invitation: is chosen the same, and no letter says that it has changed', async () => {
    const { use, work, users, ada, addToken, errands } = await setUp();
    await use.reset({ token: await addToken(ada.id, 'invitation'), password: chosen }, by);
    expect((await users.find(ada.id))?.passwordHash).to.equal(`$fake$${chosen}`);
    expect(work.audit[0]?.details).to.deep.equal({ by: 'invitation' });
    expect(errands()).to.deep.equal([]);
  });

  it('ASVS 6.4.3, with one that is unknown, used, too old or for something else: refuses, and changes nothing', async () => {
    const { use, users, clock, ada, addToken } = await setUp();
    const used = await addToken(ada.id, 'reset');
    await use.reset({ token: used, password: chosen }, by);
    const now = await users.find(ada.id);
    const verification = await addToken(ada.id, 'verification');
    for (const token of [used, 'unknown', '', verification]) {
      const reset = () => use.reset({ token, password: 'nine silent drummers' }, by);
      expect(await refusalCode(reset)).to.equal('one-time-token-invalid');
      expect(await refusalPlaces(reset)).to.deep.equal(['/token']);
    }
    const old = await addToken(ada.id, 'reset', 60);
    clock.pass(60);
    const late = await refusal(() => use.reset({ token: old, password: chosen }, by));
    expect(late.message).to.match(/used.*old.*newer/);
    expect(await users.find(ada.id)).to.deep.equal(now);
  });

  it('with one that is used by somebody else while the password is hashed: refuses, and changes nothing', async () => {
    const { use, users, oneTimeTokens, hasher, ada, addToken } = await setUp();
    const token = await addToken(ada.id, 'reset');
    hasher.hash = async () => {
      await oneTimeTokens.take(`#${token}`);
      return 'never kept';
    };
    expect(await refusalCode(() => use.reset({ token, password: chosen }, by))).to.equal(
      'one-time-token-invalid',
    );
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with an account that is inactive or gone: refuses', async () => {
    const { use, users, ada, bob, addToken } = await setUp();
    await users.change(ada.id, (current) => ({ ...current, active: false }));
    const [adas, bobs] = [await addToken(ada.id, 'reset'), await addToken(bob.id, 'reset')];
    await users.remove(bob.id, () => {});
    for (const token of [adas, bobs]) {
      expect(await refusalCode(() => use.reset({ token, password: chosen }, by))).to.equal(
        'one-time-token-invalid',
      );
    }
  });

  it('ASVS 6.2.1, too short: refuses, and the link stays good', async () => {
    const { use, ada, addToken } = await setUp();
    const token = await addToken(ada.id, 'reset');
    const reset = () => use.reset({ token, password: 'x'.repeat(14) }, by);
    expect(await refusalCode(reset)).to.equal('weak-password');
    expect(await refusalPlaces(reset)).to.deep.equal(['/password']);
    await use.reset({ token, password: chosen }, by);
  });

  for (const password of ['ada@example.com', 'Ada ADA ada.ada ada']) {
    it(`ASVS 6.2.4, with ${password}, made of its own name or email: refuses, and the link stays good`, async () => {
      const { use, users, ada, addToken } = await setUp();
      const token = await addToken(ada.id, 'reset');
      const reset = () => use.reset({ token, password }, by);
      expect(await refusalPlaces(reset)).to.deep.equal(['/password']);
      expect(await refusal(reset)).to.have.nested.property('violations[0].code', 'personal');
      expect(await users.find(ada.id)).to.deep.equal(ada);
      await use.reset({ token, password: chosen }, by);
    });
  }
});
