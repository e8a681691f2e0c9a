import { expect } from 'chai';
import { errorCode, errorOf } from '../rejections.js';
import { limits, password } from './accounts.js';
import { device } from './logging-in.js';
import { recoveryCodes, rejectsCode, setUp } from './with-factor.js';

describe('recovery codes', () => {
  it('ASVS 6.5.1, in any case, with spaces, and letters that look like digits: work once, audited, with an email', async () => {
    const { challenged, complete, work, ada, emailJobs } = await setUp();
    await complete((await challenged()).challenge, { recoveryCode: ' aaaa iL1-o' });
    const by = { ...device().by, actorId: ada.id };
    const subject = { kind: 'user', id: ada.id };
    const used = { action: 'user.recovery-code-used', subject, details: { left: 1 }, by };
    expect(work.audit[1]).to.deep.equal(used);
    expect(emailJobs()).to.deep.equal([{ kind: 'recovery-code-used', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
    const { challenge } = await challenged();
    await rejectsCode(() => complete(challenge, { recoveryCode: recoveryCodes[0] }), '/recoveryCode');
    await complete(challenge, { recoveryCode: recoveryCodes[1] });
  });

  it('do not depend on the key of the app', async () => {
    const { challenged, complete, work, ada } = await setUp();
    const { totp } = work.factorRows;
    const row = totp.get(ada.id);
    if (row) totp.set(ada.id, { ...row, secret: 'sealed with a key that is lost' });
    await complete((await challenged()).challenge, { recoveryCode: recoveryCodes[0] });
  });

  it('of another account: are rejected', async () => {
    const { challenged, complete, work, ada, add } = await setUp();
    const codes = work.factorRows.codes.get(ada.id) ?? [];
    await work.recoveryCodes.replace((await add('bob')).id, codes);
    await work.recoveryCodes.replace(ada.id, []);
    const { challenge } = await challenged();
    await rejectsCode(() => complete(challenge, { recoveryCode: recoveryCodes[0] }), '/recoveryCode');
  });
});

describe('the limits of a second factor', () => {
  it('ASVS 6.3.1, of ten wrong codes from as many addresses: also reject the right one and recovery codes, and take no attempt', async () => {
    const { challenged, complete, work } = await setUp();
    const challenges = [await challenged(), await challenged(), await challenged()];
    const from = (i: number) => device({ by: { actorId: null, ip: `198.51.100.${i}`, requestId: null } });
    for (let i = 0; i < 10; i += 1) {
      const { challenge } = challenges[Math.floor(i / 5)] ?? { challenge: '' };
      await rejectsCode(() => complete(challenge, { code: 'wrong' }, undefined, from(i)));
    }
    const third = challenges[2]?.challenge ?? '';
    for (const proof of [undefined, { recoveryCode: recoveryCodes[0] }])
      expect(await errorCode(() => complete(third, proof))).to.equal('too-many-requests');
    expect(work.factorRows.challenges.get(`#${third}`)?.attemptsLeft).to.equal(5);
  });

  it('ASVS 6.3.1, of ten wrong codes: also reject the right one after a password reset, but no recovery code', async () => {
    const { challenged, complete, use, users, ada } = await setUp();
    for (let i = 0; i < 10; i += 1) {
      const { challenge } = await challenged();
      await rejectsCode(() => complete(challenge, { code: 'wrong' }));
    }
    await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
    const again = async () => {
      const error = await errorOf(() => use.run({ email: ada.email, password: 'another' }, device()));
      return String(error.extensions.challenge);
    };
    const challenge = await again();
    expect(await errorCode(() => complete(challenge))).to.equal('too-many-requests');
    await complete(challenge, { recoveryCode: recoveryCodes[0] });
  });

  it('ASVS 6.3.1, of wrong passwords and codes: count together', async () => {
    const { challenged, complete, use, ada } = await setUp();
    const { challenge } = await challenged();
    for (let i = 0; i < 9; i += 1)
      await errorOf(() => use.run({ email: ada.email, password: 'wrong' }, device()));
    await rejectsCode(() => complete(challenge, { code: 'wrong' }));
    expect(await errorCode(() => complete(challenge))).to.equal('too-many-requests');
  });

  it('with right codes: do not count', async () => {
    const { challenged, complete, clock } = await setUp();
    for (let i = 0; i < 12; i += 1) {
      await complete((await challenged()).challenge);
      clock.pass(30);
    }
  });

  it('of unknown challenges from one address: reject it from then on', async () => {
    const { complete } = await setUp();
    for (let i = 0; i < limits.address.max; i += 1) await rejectsCode(() => complete(`unknown-${i}`));
    expect(await errorCode(() => complete('unknown'))).to.equal('too-many-requests');
  });

  it('of challenges for one password: count by address', async () => {
    const { use, ada, challenged } = await setUp();
    const elsewhere = device({ by: { actorId: null, ip: '203.0.113.9', requestId: null } });
    const credentials = { email: ada.email, password };
    for (let i = 0; i < limits.successes.max; i += 1)
      expect(await errorCode(() => use.run(credentials, elsewhere))).to.equal('second-factor-required');
    expect(await errorCode(() => use.run(credentials, elsewhere))).to.equal('too-many-requests');
    await challenged();
  });
});
