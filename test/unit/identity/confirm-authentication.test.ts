import { expect } from 'chai';
import { ConfirmAuthentication, type Proof } from '../../../src/core/identity/confirm-authentication.js';
import { TooManyRequests } from '../../../src/core/shared/limits.js';
import { codeAt } from '../../support/fakes/fake-totp.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';
import { by, identity, limits, password } from './accounts.js';
import { addFactor, recoveryCodes, secret } from './with-factor.js';

const later = '2026-11-22T12:10:00.000Z';
const max = 3;

const setUp = async () => {
  const all = identity();
  const { users, work, confirmPassword, tokens, clock, limiter, attempts, codes } = all;
  const ada = await all.add('ada', { role: 'moderator', tokenVersion: 3 });
  const session = await all.addSession(ada.id, 'here');
  const elsewhere = await all.addSession(ada.id, 'elsewhere');
  clock.pass(600);
  const settings = {
    lifetime: { idle: 3600, absolute: 7200 },
    successes: { name: 'confirmation', max, seconds: 3600 },
  };
  const use = new ConfirmAuthentication(
    users,
    work,
    confirmPassword,
    attempts,
    codes,
    tokens,
    clock,
    limiter,
    settings,
  );
  const confirm = (given = password, sessionId = 'here') =>
    use.run({ userId: ada.id, sessionId }, { password: given }, by);
  const prove = (proof: Proof, sessionId = 'here') => use.run({ userId: ada.id, sessionId }, proof, by);
  const stored = () => all.sessions.list(ada.id, clock.now());
  const subject = { kind: 'user', id: ada.id };
  return { ...all, ada, session, elsewhere, confirm, prove, stored, subject };
};

describe('confirm the authentication', () => {
  it('ASVS 7.5.1, with the password: stores the time in this session only, audited, and returns a new access token', async () => {
    const { confirm, stored, tokens, work, ada, session, elsewhere, subject } = await setUp();
    const { accessToken, ...times } = await confirm();
    expect(times).to.deep.equal({ expiresIn: 900, sessionExpiresIn: 3000 });
    expect(tokens.verify(accessToken)).to.deep.equal({
      userId: ada.id,
      sessionId: 'here',
      role: 'moderator',
      tokenVersion: 3,
      authTime: Date.parse(later) / 1000,
      amr: ['pwd'],
    });
    expect(tokens.ends).to.deep.equal([new Date(session.expiresAt)]);
    expect(await stored()).to.have.deep.members([{ ...session, authenticatedAt: later }, elsewhere]);
    const details = { sessionId: 'here', method: 'pwd' };
    expect(work.audit).to.deep.equal([{ action: 'session.confirmed', subject, details, by }]);
  });

  it('in a session with another method: adds the password to it, and removes none', async () => {
    const { confirm, sessions, tokens, clock } = await setUp();
    for (const [before, after] of [
      [['otp'], ['otp', 'pwd', 'mfa']],
      [
        ['pwd', 'otp', 'mfa'],
        ['pwd', 'otp', 'mfa'],
      ],
    ] as const) {
      await sessions.changeAuthentication('here', clock.now(), (current) => ({ ...current, amr: before }));
      expect(tokens.verify((await confirm()).accessToken).amr).to.deep.equal(after);
    }
  });

  it('ASVS 6.3.1, with a wrong password: is rejected, audited, changes nothing, and counts as a failed login', async () => {
    const { confirm, stored, work, session, elsewhere, subject } = await setUp();
    const message = 'This is not your current password.';
    expect(await errorOf(() => confirm('wrong'))).to.deep.include({
      code: 'invalid-credentials',
      violations: [{ pointer: '/password', message, code: 'wrong-password' }],
    });
    expect(work.audit).to.deep.equal([{ action: 'user.password-refused', subject, by }]);
    expect(await stored()).to.have.deep.members([session, elsewhere]);
    for (let i = 1; i < limits.account.max; i += 1)
      expect(await errorCode(() => confirm('wrong'))).to.equal('invalid-credentials');
    expect(await errorCode(() => confirm())).to.equal('too-many-requests');
  });

  it('with the password, more often than allowed: is rejected; with a new password: is not', async () => {
    const { confirm, users, ada, work } = await setUp();
    for (let i = 0; i < max; i += 1) await confirm();
    const error = await errorOf(() => confirm());
    expect(error).to.be.instanceOf(TooManyRequests);
    expect((error as TooManyRequests).limit.name).to.equal('confirmation');
    expect(work.audit).to.have.length(max);
    await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
    await confirm('another');
  });

  it('with a password that changes during the request: is rejected', async () => {
    const { confirm, users, hasher, ada, stored, session, elsewhere } = await setUp();
    hasher.verify = async () => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: 'another' }));
      return true;
    };
    expect(await errorPlaces(() => confirm())).to.deep.equal(['/password']);
    expect(await stored()).to.have.deep.members([session, elsewhere]);
  });

  it('in a session that has ended, or whose absolute lifetime has: is rejected, and changes nothing', async () => {
    const { confirm, sessions, clock, ada, addSession, work } = await setUp();
    await sessions.end({ userId: ada.id, id: 'elsewhere' }, clock.now());
    await addSession(ada.id, 'long', 86_400);
    const before = work.audit.length;
    clock.pass(7200);
    for (const session of ['elsewhere', 'unknown', 'long'])
      expect(await errorOf(() => confirm(password, session))).to.include({
        code: 'session-ended',
        message: 'This session has ended: log in again.',
      });
    expect(work.audit).to.have.length(before);
    expect((await sessions.list(ada.id, clock.now()))[0]?.authenticatedAt).to.equal(later);
  });

  it('of an account that is removed before or during the request: the session has ended', async () => {
    const { confirm, users, hasher, ada } = await setUp();
    hasher.verify = async () => users.remove(ada.id, () => {});
    for (const _ of ['meanwhile', 'before'])
      expect(await errorCode(() => confirm())).to.equal('session-ended');
  });
});

describe('confirm the authentication with a code', () => {
  it('of the app, or a recovery code: adds the level of a second factor to this session, audited', async () => {
    for (const kind of ['code', 'recoveryCode'] as const) {
      const all = await setUp();
      const { prove, tokens, work, ada, stored, subject, clock } = all;
      await addFactor(all, ada);
      const code = kind === 'code' ? codeAt(secret, clock.now()) : (recoveryCodes[0] ?? '');
      const { accessToken } = await prove({ [kind]: code } as unknown as Proof);
      const amr = ['pwd', 'otp', 'mfa'];
      const authTime = Date.parse(later) / 1000;
      expect(tokens.verify(accessToken)).to.deep.include({ amr, authTime });
      const here = (await stored()).find(({ id }) => id === 'here');
      expect(here).to.deep.include({ amr, authenticatedAt: later });
      const details = { sessionId: 'here', method: 'otp' };
      expect(work.audit.at(-1)).to.deep.equal({ action: 'session.confirmed', subject, details, by });
    }
  });

  it('ASVS 6.5.1, that was used before, or is wrong: is rejected by its field, audited, and counted', async () => {
    const all = await setUp();
    const { prove, work, ada, subject, clock } = all;
    await addFactor(all, ada);
    const code = codeAt(secret, clock.now());
    await prove({ code });
    work.audit = [];
    for (const proof of [{ code }, { code: 'wrong' }]) {
      const error = await errorOf(() => prove(proof));
      expect(error.code).to.equal('second-factor-invalid');
      expect(await errorPlaces(() => Promise.reject(error))).to.deep.equal(['/code']);
    }
    const entry = { action: 'user.second-factor-refused', subject, by };
    expect(work.audit).to.deep.equal([entry, entry]);
    for (let i = 2; i < limits.account.max; i += 1) await errorCode(() => prove({ code }));
    expect(await errorCode(() => prove({ code }))).to.equal('too-many-requests');
  });

  it('of an account without a second factor, or removed meanwhile: is rejected', async () => {
    const { prove, users, ada } = await setUp();
    const proof = { recoveryCode: 'any' };
    expect(await errorCode(() => prove(proof))).to.equal('second-factor-invalid');
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      await users.remove(ada.id, () => {});
      return found;
    };
    expect(await errorCode(() => prove(proof))).to.equal('session-ended');
  });

  it('ASVS 6.3.1, of ten wrong codes: also reject the right one with another password, but no recovery code', async () => {
    const all = await setUp();
    const { prove, ada, clock } = all;
    await addFactor(all, ada);
    for (let i = 0; i < limits.account.max; i += 1) await errorCode(() => prove({ code: 'wrong' }));
    await all.users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
    expect(await errorCode(() => prove({ code: codeAt(secret, clock.now()) }))).to.equal('too-many-requests');
    await prove({ recoveryCode: recoveryCodes[0] ?? '' });
  });

  it('with right codes: does not count', async () => {
    const all = await setUp();
    await addFactor(all, all.ada);
    for (let i = 0; i < 12; i += 1) {
      await all.prove({ code: codeAt(secret, all.clock.now()) });
      all.clock.pass(30);
    }
  });
});
