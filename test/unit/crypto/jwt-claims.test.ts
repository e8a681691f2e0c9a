import { expect } from 'chai';
import { errorCode } from '../rejections.js';
import { claims, forge, now, rsaPair, settings, sid, signers, signingKey, tokensAt } from './forging.js';

const key = signingKey();
const header = { alg: 'RS256', typ: 'at+jwt', kid: key.kid };
const verify = (payload: unknown, at = now, overrides: Partial<typeof settings> = {}) =>
  tokensAt(at, key, overrides).verify(forge(header, payload, signers.RS256(rsaPair.privateKey)));
const rejects = async (payload: unknown, code = 'token-invalid', at = now, overrides = {}) => {
  const actual = await errorCode(() => verify(payload, at, overrides));
  expect(actual, JSON.stringify(payload)).to.equal(code);
};
const accepts = (payload: unknown, at = now, overrides = {}) =>
  expect(verify(payload, at, overrides)).to.include({ userId: 7 });

describe('verify the claims of an access token', () => {
  it('RFC 9068 section 2.2, with all of them valid: returns the bearer', () => {
    const bearer = { userId: 7, sessionId: sid, role: 'user', tokenVersion: 1 };
    expect(verify(claims())).to.deep.equal({ ...bearer, authTime: now - 60, amr: ['pwd'] });
  });

  for (const name of Object.keys(claims())) {
    it(`RFC 8725 section 3.10, without ${name}, or with another type of it: rejects`, async () => {
      const valid = (claims() as Record<string, unknown>)[name];
      const other = typeof valid === 'number' ? String(valid) : 7;
      for (const value of [undefined, other, [valid], { [name]: valid }, null, true, '', [], {}])
        await rejects(claims({ [name]: value }));
    });
  }

  it('with a subject that is not an id, an unknown role, or an id that is not a UUID: rejects', async () => {
    const subjects = ['0', '-1', '07', '1e3', ' 7', '7 ', '7\n', 'admin', '2147483648'];
    for (const sub of subjects) await rejects(claims({ sub }));
    for (const role of ['guest', 'root', 'Admin', '__proto__', 'length']) await rejects(claims({ role }));
    for (const id of ['7', `${sid}0`, `${sid}\n`, sid.toUpperCase(), `../${sid}`])
      for (const name of ['jti', 'sid']) await rejects(claims({ [name]: id }));
  });

  it('RFC 9068 section 2.2.1, of an earlier release, without auth_time, amr and acr: was authenticated by password, long ago', () => {
    const earlier = claims({ auth_time: undefined, amr: undefined, acr: undefined });
    expect(verify(earlier)).to.deep.include({ authTime: 0, amr: ['pwd'] });
  });

  it('RFC 9068 section 2.2.1, of a later release, with other methods and levels: has them; invalid ones: rejects', async () => {
    const later = { amr: ['hwk', 'user'], acr: 'aal3' };
    expect(verify(claims(later))).to.deep.include({ amr: ['hwk', 'user'] });
    for (const acr of ['aal0', 'aal4', 'aal11', 'xaal1', 'AAL1']) await rejects(claims({ acr }));
    for (const amr of [['pwd', 7], [['pwd']], { 0: 'pwd', length: 1 }]) await rejects(claims({ amr }));
    for (const auth_time of [0, -1, now + 0.5]) await rejects(claims({ auth_time }));
  });

  it('with numbers that are not integers: rejects', async () => {
    for (const name of ['iat', 'exp', 'ver']) await rejects(claims({ [name]: now + 0.5 }));
    await rejects(JSON.stringify(claims({ iat: 0, exp: 0 })).replaceAll(/"(iat|exp)":0/g, '"$1":1e999'));
  });

  it('ASVS 9.2.3, with another audience, issuer or client, or several: rejects', async () => {
    const { audience } = settings;
    for (const aud of ['', `${audience} `, audience.toUpperCase(), [audience], [audience, 'another']])
      await rejects(claims({ aud }));
    for (const iss of ['another', '', [settings.issuer], [settings.issuer, 'another']])
      await rejects(claims({ iss }));
    await rejects(claims({ client_id: 'another' }));
    // RFC 8725 sections 3.8 and 3.9: issued before the settings were changed.
    await rejects(claims(), 'token-invalid', now, { issuer: 'new' });
    await rejects(claims(), 'token-invalid', now, { audience: 'new' });
  });

  it('RFC 7519 section 7.2, with a payload that is not a set of claims: rejects', async () => {
    const payloads = [[claims()], '"claims"', 'claims', '', 'null', '7', '{"iss":"project-db-auth"'];
    for (const payload of [...payloads, `{"__proto__":${JSON.stringify(claims())}}`]) await rejects(payload);
  });
});

describe('verify the times of an access token', () => {
  it('ASVS 9.2.1, until the last second of its lifetime: accepts; after it: rejects', async () => {
    accepts(claims(), now + 899);
    for (const at of [now + 900, now + 1_000_000]) await rejects(claims(), 'token-expired', at);
    for (const exp of [now, now - 1, 0, -1]) await rejects(claims({ exp }), 'token-expired');
    for (const iat of [0, -1]) await rejects(claims({ iat, exp: now + 31_536_000 }), 'token-expired');
  });

  it('ASVS 9.2.1, with nbf in the past: accepts; in the future, or of another type: rejects', async () => {
    accepts(claims({ nbf: now }));
    for (const nbf of [now + 1, String(now), null, [now]]) await rejects(claims({ nbf }));
  });

  it('ASVS 9.2.1, issued by a clock up to 60 seconds ahead: accepts; more: rejects', async () => {
    accepts(claims({ iat: now + 60, exp: now + 960 }));
    await rejects(claims({ iat: now + 61, exp: now + 961 }));
  });
});
