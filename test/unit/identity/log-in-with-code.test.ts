import { expect } from 'chai';
import type { User } from '../../../src/core/identity/user.js';
import { codeAt } from '../../support/fakes/fake-totp.js';
import { errorCode } from '../rejections.js';
import { password } from './accounts.js';
import { device } from './logging-in.js';
import { recoveryCodes, rejectsCode, secret, setUp } from './with-factor.js';

describe('log in to an account with a second factor', () => {
  it('ASVS 6.3.3/16.3.1, with the right password: gets a challenge instead of tokens, and is audited', async () => {
    const { challenged, work, ada } = await setUp();
    const { error, cookie } = await challenged();
    expect(error.code).to.equal('second-factor-required');
    const members = { challenge: 'token-1', methods: ['totp', 'recovery-code'], expiresIn: 300 };
    expect(error.extensions).to.deep.equal(members);
    expect(cookie).to.equal(undefined);
    expect(work.sessionRows.sessions.size).to.equal(0);
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([{ action: 'session.challenged', subject, by: device().by }]);
    expect([...work.factorRows.challenges.keys()]).to.deep.equal(['#token-1']);
  });

  it('with a wrong password, or inactive: is rejected as every other account', async () => {
    const wrong = await setUp();
    const inactive = await setUp({ active: false });
    for (const [{ use, ada, work }, given] of [
      [wrong, 'wrong'],
      [inactive, password],
    ] as const) {
      const credentials = { email: ada.email, password: given };
      expect(await errorCode(() => use.run(credentials, device()))).to.equal('invalid-credentials');
      expect(work.factorRows.challenges.size).to.equal(0);
    }
  });

  it('ASVS 6.3.3, with the challenge and a code: starts a session, audited', async () => {
    const { challenged, complete, tokens, work, ada } = await setUp();
    const { challenge } = await challenged();
    const { signedIn, inCookies } = await complete(challenge);
    const claims = tokens.verify(signedIn.accessToken);
    expect(claims).to.include({ userId: ada.id, sessionId: 'session-1' });
    expect(claims.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(inCookies).to.equal(false);
    const [, started, ...rest] = work.audit;
    const by = { ...device().by, actorId: ada.id };
    expect(started).to.deep.include({ action: 'session.started', by });
    expect(rest).to.deep.equal([]);
  });

  it('ASVS 6.5.1, with a code that was used before, or an earlier one: is rejected', async () => {
    const { challenged, complete, clock, code } = await setUp();
    const used = code();
    const before = codeAt(secret, new Date(clock.now().getTime() - 30_000));
    await complete((await challenged()).challenge, { code: used });
    for (const again of [used, before]) {
      const { challenge } = await challenged();
      await rejectsCode(() => complete(challenge, { code: again }));
    }
    clock.pass(30);
    await complete((await challenged()).challenge);
  });

  it('ASVS 6.5.1, with the code that set the app up: is rejected', async () => {
    const { challenged, complete, clock, work, ada } = await setUp();
    await work.totpFactors.remove(ada.id);
    const sealed = `totp:${ada.id}|${secret}`;
    await work.totpFactors.begin(ada.id, sealed, clock.now());
    await work.totpFactors.confirm(ada.id, sealed, Math.floor(clock.now().getTime() / 30_000), clock.now());
    const { challenge } = await challenged();
    await rejectsCode(() => complete(challenge));
  });

  it('with a wrong code, or another kind of proof: is rejected by its field, and audited', async () => {
    const { challenged, complete, work, ada } = await setUp();
    const { challenge } = await challenged();
    await rejectsCode(() => complete(challenge, { code: 'wrong' }));
    await rejectsCode(() => complete(challenge, { recoveryCode: 'wrong' }), '/recoveryCode');
    const subject = { kind: 'user', id: ada.id };
    const entry = { action: 'session.refused', subject, details: { reason: 'wrong-code' }, by: device().by };
    expect(work.audit.slice(1)).to.deep.equal([entry, entry]);
    await complete(challenge);
  });

  it('with a challenge that was used: is rejected', async () => {
    const { challenged, complete, clock } = await setUp();
    const { challenge } = await challenged();
    await complete(challenge);
    clock.pass(30);
    await rejectsCode(() => complete(challenge));
  });

  it('after five minutes: is rejected', async () => {
    const { challenged, complete, clock } = await setUp();
    const [first, second] = [await challenged(), await challenged()];
    clock.pass(299);
    await complete(first.challenge);
    clock.pass(1);
    await rejectsCode(() => complete(second.challenge, { recoveryCode: recoveryCodes[0] }), '/recoveryCode');
  });

  it('after five wrong codes: is rejected, also with the right one; another challenge works', async () => {
    const { challenged, complete } = await setUp();
    const [first, second] = [await challenged(), await challenged()];
    for (let i = 0; i < 5; i += 1) await rejectsCode(() => complete(first.challenge, { code: 'wrong' }));
    await rejectsCode(() => complete(first.challenge));
    await complete(second.challenge);
  });

  it('with an unknown challenge, or without an account any more: is rejected', async () => {
    const { challenged, complete, users, ada, work } = await setUp();
    const { challenge } = await challenged();
    await rejectsCode(() => complete('unknown'));
    await users.remove(ada.id, () => {});
    await rejectsCode(() => complete(challenge));
    expect(work.audit).to.have.length(1);
  });

  /** Changes of the credentials after the password was verified. */
  const changes: readonly [what: string, change: (user: User) => Partial<User>][] = [
    ['the password was changed', () => ({ passwordHash: '$fake$another password' })],
    ['all tokens were revoked', ({ tokenVersion }) => ({ tokenVersion: tokenVersion + 1 })],
  ];
  for (const [what, change] of changes)
    it(`if ${what} meanwhile: is rejected, and audited`, async () => {
      const { challenged, complete, users, ada, work } = await setUp();
      const { challenge } = await challenged();
      await users.change(ada.id, (current) => ({ ...current, ...change(current) }));
      await rejectsCode(() => complete(challenge));
      const { details } = work.audit.at(-1) ?? {};
      expect(details).to.deep.equal({ reason: 'challenge-invalid' });
    });

  it('if another app was set up meanwhile: is rejected', async () => {
    const { challenged, complete, clock, work, ada } = await setUp();
    const { challenge } = await challenged();
    await work.totpFactors.remove(ada.id);
    clock.pass(1);
    await work.totpFactors.begin(ada.id, `totp:${ada.id}|${secret}`, clock.now());
    await work.totpFactors.confirm(ada.id, `totp:${ada.id}|${secret}`, 1, clock.now());
    await rejectsCode(() => complete(challenge));
  });

  it('if the visible name was changed meanwhile: is completed', async () => {
    const { challenged, complete, users, ada } = await setUp();
    const { challenge } = await challenged();
    await users.change(ada.id, (current) => ({ ...current, visibleName: 'Countess' }));
    await complete(challenge);
  });

  it('with an app that is being set up, or none: takes no code of it, but recovery codes', async () => {
    const { challenged, complete, work, ada, clock } = await setUp();
    await work.totpFactors.remove(ada.id);
    const { challenge } = await challenged();
    await rejectsCode(() => complete(challenge));
    await work.totpFactors.begin(ada.id, `totp:${ada.id}|${secret}`, clock.now());
    const next = await challenged();
    await rejectsCode(() => complete(next.challenge));
    await complete(next.challenge, { recoveryCode: recoveryCodes[0] });
  });

  it('for tokens in cookies: needs the cookie of the challenge, and ends the session of the cookies', async () => {
    const { challenged, complete, sessions, addSession, ada, clock } = await setUp();
    await addSession(ada.id, 'before');
    const on = device({ replaces: 'token of before' });
    const [one, other] = [await challenged(true), await challenged(true)];
    expect(one.cookie).not.to.equal(one.challenge);
    for (const cookie of [undefined, '', 'another', one.challenge, other.cookie])
      await rejectsCode(() => complete(one.challenge, undefined, cookie, on));
    const { inCookies } = await complete(other.challenge, undefined, other.cookie, on);
    expect(inCookies).to.equal(true);
    const left = (await sessions.list(ada.id, clock.now())).map(({ id }) => id);
    expect(left).to.deep.equal(['session-1']);
  });

  it('for tokens in the body: needs no cookie, and ends no session of cookies', async () => {
    const { challenged, complete, sessions, addSession, ada, clock } = await setUp();
    await addSession(ada.id, 'before');
    const { challenge } = await challenged();
    await complete(challenge, undefined, 'any', device({ replaces: 'token of before' }));
    expect(await sessions.list(ada.id, clock.now())).to.have.length(2);
  });
});
