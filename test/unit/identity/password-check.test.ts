import { expect } from 'chai';
import { TooManyRequests } from '../../../src/core/shared/limits.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';
import { by, identity, limits, password } from './accounts.js';

const setUp = async () => {
  const all = identity();
  const ada = await all.add('ada');
  /** Verifies a password of ada, or of an unknown email. */
  const claim = (given: string, ip: string | null = '192.0.2.1', email = ada.email) => {
    const user = email === ada.email ? ada : undefined;
    return all.passwords.verify({ email, user, password: given, ip });
  };
  /** Sends a wrong password from a number of addresses. */
  const fail = async (
    times: number,
    ip = (i: number): string | null => `198.51.100.${i}`,
    email = ada.email,
  ) => {
    for (let i = 0; i < times; i += 1) await claim('wrong', ip(i), email);
  };
  const signedInFrom = (ip: string) => all.addSession(ada.id, `from ${ip}`, 3600, ip);
  return { ...all, ada, claim, fail, signedInFrom };
};

const rejects = async (work: () => Promise<unknown>) => {
  const error = await errorOf(work);
  expect(error).to.be.instanceOf(TooManyRequests);
  return error as TooManyRequests;
};

describe('verify a password', () => {
  it('ASVS 6.3.1, for the eleventh time from as many addresses: is rejected unverified, also the right one', async () => {
    const { hasher, claim, fail } = await setUp();
    await fail(10);
    const verified = hasher.verified.length;
    const { limit, wait, code, message } = await rejects(() => claim(password, '203.0.113.1'));
    expect({ limit, code }).to.deep.equal({ limit: limits.account, code: 'too-many-requests' });
    expect(wait).to.be.within(890, 900);
    expect(message).to.equal(
      `Too many requests: try again in ${wait} s. The limit "${limit.name}" is 10 in 900 s.`,
    );
    expect(hasher.verified).to.have.length(verified);
  });

  it('ASVS 6.3.8, of an unknown email, in upper or lower case: is rejected after the same number', async () => {
    const { claim, fail } = await setUp();
    await fail(5, undefined, 'nobody@example.com');
    await fail(5, undefined, 'NOBODY@Example.com');
    await rejects(() => claim('wrong', '203.0.113.1', 'ｎobody@example.com'));
  });

  it('ASVS 6.3.1, of an account with several forms of its email: is counted together', async () => {
    const { passwords, ada, fail } = await setUp();
    await fail(10);
    const email = 'another-form@example.com';
    await rejects(() => passwords.verify({ email, user: ada, password, ip: '203.0.113.1' }));
  });

  it('ASVS 6.3.1, from an address of earlier logins: has its own budget', async () => {
    const { claim, fail, signedInFrom } = await setUp();
    await signedInFrom('192.0.2.1');
    await signedInFrom('2001:db8:0:1::1');
    await fail(10);
    expect((await claim(password)).matches).to.equal(true);
    expect((await claim(password, '2001:db8:0:1:ffff::9')).matches).to.equal(true);
    await rejects(() => claim(password, '2001:db8:0:2::1'));
    await rejects(() => claim(password, null));
  });

  it('from such an address too often: is rejected there, and not elsewhere', async () => {
    const { claim, fail, signedInFrom } = await setUp();
    for (const ip of ['192.0.2.1', '192.0.2.2']) await signedInFrom(ip);
    await fail(10, () => '192.0.2.1');
    await rejects(() => claim(password, '192.0.2.1'));
    for (const ip of ['192.0.2.2', '192.0.2.3']) expect((await claim(password, ip)).matches).to.equal(true);
  });

  it('from an address of logins to other accounts: counts as unknown', async () => {
    const { add, addSession, claim, fail } = await setUp();
    await addSession((await add('bob')).id, 'of bob', 3600, '192.0.2.1');
    await fail(10);
    await rejects(() => claim(password, '192.0.2.1'));
  });

  it('ASVS 6.3.1, of a hundred accounts from one address, or one IPv6 network: is rejected from then on', async () => {
    for (const ip of [() => '192.0.2.9', (i: number) => `2001:db8::${i.toString(16)}:1`]) {
      const { claim } = await setUp();
      for (let i = 0; i < 100; i += 1) await claim('wrong', ip(i), `person-${i}@example.com`);
      const { limit } = await rejects(() => claim(password, ip(100)));
      expect(limit).to.equal(limits.address);
      expect((await claim(password, '203.0.113.1')).matches).to.equal(true);
    }
  });

  it('rejected for its address: does not count for the account', async () => {
    const { claim, fail } = await setUp();
    for (let i = 0; i < 100; i += 1) await claim('wrong', '192.0.2.9', `person-${i}@example.com`);
    for (let i = 0; i < 20; i += 1) await rejects(() => claim('wrong', '192.0.2.9'));
    await fail(10);
  });

  it('after a password reset: has a new budget; after a removed second factor: has not', async () => {
    const { passwords, ada, fail } = await setUp();
    await fail(10);
    const attempt = { email: ada.email, password, ip: '203.0.113.1' };
    const withoutFactor = { ...ada, tokenVersion: ada.tokenVersion + 1 };
    await rejects(() => passwords.verify({ ...attempt, user: withoutFactor }));
    const reset = { ...ada, passwordHash: `$fake$${password}!` };
    expect((await passwords.verify({ ...attempt, user: reset })).matches).to.equal(false);
  });

  it('uncounted: does not count, for the account or the address', async () => {
    const { claim, fail } = await setUp();
    for (let i = 0; i < 200; i += 1) await (await claim(password)).uncount();
    await fail(10);
    await rejects(() => claim(password));
  });

  it('ASVS 6.3.1, a hundred times at once: is verified only ten times', async () => {
    const { hasher, claim } = await setUp();
    await Promise.allSettled(Array.from({ length: 100 }, (_, i) => claim('wrong', `198.51.100.${i}`)));
    expect(hasher.verified).to.have.length(10);
  });
});

describe('confirm the password', () => {
  it('ASVS 7.5.1, that is right: does not count; wrong: is rejected by its field, audited, and counted', async () => {
    const { confirmPassword, work, ada, fail } = await setUp();
    for (let i = 0; i < 20; i += 1) await confirmPassword.run(ada, password, by);
    const wrong = () => confirmPassword.run(ada, `${password} `, by);
    expect(await errorCode(wrong)).to.equal('invalid-credentials');
    expect(await errorPlaces(wrong)).to.deep.equal(['/currentPassword']);
    const entry = { action: 'user.password-refused', subject: { kind: 'user', id: ada.id }, by };
    expect(work.audit).to.deep.equal([entry, entry]);
    await fail(8);
    await rejects(wrong);
  });
});
