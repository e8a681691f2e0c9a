import { expect } from 'chai';
import { refusalCode } from '../refusal.js';
import { claims, forge, now, rsaPair, settings, sid, signers, signingKey, tokensAt } from './forging.js';

const key = signingKey();
const header = { alg: 'RS256', typ: 'at+jwt', kid: key.kid };
const signed = (payload: unknown) => forge(header, payload, signers.RS256(rsaPair.privateKey));
const verify = (payload: unknown, at = now, overrides: Partial<typeof settings> = {}) =>
  tokensAt(at, key, overrides).verify(signed(payload));
const refuse = async (payload: unknown, code = 'token-invalid', at = now) =>
  expect(await refusalCode(() => verify(payload, at)), JSON.stringify(payload)).to.equal(code);

describe('verify the claims of an access token', () => {
  it('RFC 9068 section 2.2, with all of them right: says whose it is', () => {
    expect(verify(claims())).to.deep.equal({ userId: 7, sessionId: sid, role: 'user', tokenVersion: 1 });
  });

  for (const name of Object.keys(claims())) {
    it(`RFC 9068 section 2.2, without ${name}: refuses`, () => refuse(claims({ [name]: undefined })));

    it(`RFC 8725 section 3.10, with ${name} of another type: refuses`, async () => {
      const right = (claims() as Record<string, unknown>)[name];
      const other = typeof right === 'number' ? String(right) : 7;
      for (const value of [other, [right], { [name]: right }, null, true, ''])
        await refuse(claims({ [name]: value }));
    });
  }

  it('with a subject that is no id: refuses', async () => {
    for (const sub of ['0', '-1', '07', '1.5', '1e3', ' 7', '7 ', '7\n', 'admin', '99999999999']) {
      await refuse(claims({ sub }));
    }
  });

  it('with a role that does not exist: refuses', async () => {
    for (const role of ['guest', 'root', 'Admin', '__proto__', 'length']) await refuse(claims({ role }));
  });

  it('with jti or sid that is no UUID: refuses', async () => {
    for (const id of ['7', `${sid}0`, `${sid}\n`, sid.toUpperCase(), `../${sid}`]) {
      await refuse(claims({ jti: id }));
      await refuse(claims({ sid: id }));
    }
  });

  it('with numbers that are not whole: refuses', async () => {
    for (const name of ['iat', 'exp', 'ver']) await refuse(claims({ [name]: now + 0.5 }));
  });
});

describe('verify for whom and by whom an access token is', () => {
  it('ASVS 9.2.3, with another audience: refuses', async () => {
    for (const aud of ['another-service', '', 'project-db-auth ', 'Project-DB-Auth'])
      await refuse(claims({ aud }));
  });

  it('ASVS 9.2.3, with several audiences, ours among them: refuses', async () => {
    await refuse(claims({ aud: [settings.audience] }));
    await refuse(claims({ aud: [settings.audience, 'another-service'] }));
  });

  it('ASVS 9.2.3, with another issuer or several: refuses', async () => {
    for (const iss of ['another-service', '', [settings.issuer], [settings.issuer, 'another']]) {
      await refuse(claims({ iss }));
    }
  });

  it('RFC 9068 section 2.2, made for another client: refuses', () =>
    refuse(claims({ client_id: 'another' })));

  it('RFC 8725 sections 3.8 and 3.9, issued before the names were changed: refuses', async () => {
    expect(await refusalCode(() => verify(claims(), now, { issuer: 'new' }))).to.equal('token-invalid');
    expect(await refusalCode(() => verify(claims(), now, { audience: 'new' }))).to.equal('token-invalid');
  });
});

describe('verify when an access token is good', () => {
  it('ASVS 9.2.1, up to the last second of its life: accepts, and not one longer', async () => {
    expect(verify(claims(), now + 899)).to.include({ userId: 7 });
    await refuse(claims(), 'token-expired', now + 900);
    await refuse(claims(), 'token-expired', now + 1_000_000);
  });

  it('ASVS 9.2.1, with exp in the past: refuses as expired', () =>
    refuse(claims({ exp: now - 1 }), 'token-expired'));

  it('ASVS 9.2.1, with nbf in the future: refuses; in the past: accepts', async () => {
    await refuse(claims({ nbf: now + 1 }));
    expect(verify(claims({ nbf: now }))).to.include({ userId: 7 });
  });

  it('ASVS 9.2.1, with nbf of another type: refuses', async () => {
    for (const nbf of [String(now), null, [now]]) await refuse(claims({ nbf }));
  });

  it('ASVS 9.2.1, issued by a clock up to 60 seconds ahead: accepts, and not one more', async () => {
    expect(verify(claims({ iat: now + 60, exp: now + 960 }))).to.include({ userId: 7 });
    await refuse(claims({ iat: now + 61, exp: now + 961 }));
  });

  it('ASVS 9.2.1, with a life longer than the configured one: ends with the configured one', async () => {
    const eternal = claims({ exp: now + 1_000_000 });
    expect(verify(eternal, now + 899)).to.include({ userId: 7 });
    await refuse(eternal, 'token-expired', now + 900);
  });

  it('ASVS 9.2.1, with the configured life shortened since: ends with the shorter one', async () => {
    expect(verify(claims(), now + 59, { accessTtl: 60 })).to.include({ userId: 7 });
    expect(await refusalCode(() => verify(claims(), now + 60, { accessTtl: 60 }))).to.equal('token-expired');
  });
});

describe('verify a payload that is no set of claims', () => {
  const payloads: [name: string, payload: unknown][] = [
    ['an array', [claims()]],
    ['a string', '"claims"'],
    ['text', 'claims'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['half an object', '{"iss":"project-db-auth"'],
  ];
  for (const [name, payload] of payloads) it(`RFC 7519 section 7.2, ${name}: refuses`, () => refuse(payload));

  it('RFC 7519 section 7.2, with claims named __proto__: refuses', async () => {
    await refuse(`{"__proto__":${JSON.stringify(claims())}}`);
  });
});
