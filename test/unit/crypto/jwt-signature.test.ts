import { sign as signWith } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { errorCode } from '../rejections.js';
import {
  claims,
  ecPair,
  forge,
  now,
  publicPem,
  rsaPair,
  signers,
  signingKey,
  strangerPair,
  tokensAt,
} from './forging.js';

const key = signingKey();
const curveKey = signingKey('ES256');
const header = { alg: 'RS256', typ: 'at+jwt', kid: key.kid };
const curveHeader = { ...header, alg: 'ES256', kid: curveKey.kid };
const ours = signers.RS256(rsaPair.privateKey);
const curve = signers.ES256(ecPair.privateKey);
const foreign = signers.RS256(strangerPair.privateKey);
const verified = (token: string, by = key) => tokensAt(now, by).verify(token);
const rejects = async (token: string, by = key): Promise<void> => {
  expect(await errorCode(() => verified(token, by)), token).to.equal('token-invalid');
};
/** A token of the service with another header, signed with its key unless `sign` is given. */
const withHeader = (overrides: object, sign = ours) => forge({ ...header, ...overrides }, claims(), sign);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('verify an access token', () => {
  it('built by the same functions with accepted keys: accepts it, so the rejections prove something', () => {
    expect(verified(withHeader({}))).to.include({ userId: 7 });
    expect(verified(forge(curveHeader, claims(), curve), curveKey)).to.include({ userId: 7 });
    // RFC 7515 section 4.1.9: media types are case-insensitive.
    expect(verified(withHeader({ typ: 'AT+JWT' }))).to.include({ userId: 7 });
  });

  it('ASVS 9.1.2, with alg none in any spelling, or no alg: rejects', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', 'none ', '', null, undefined, 0, ['RS256'], {}])
      for (const sign of [signers.none(), ours]) await rejects(withHeader({ alg }, sign));
  });

  const algorithms: [name: string, alg: string, sign: (data: Buffer) => Buffer][] = [
    ['HS256 with the public key as secret', 'HS256', signers.HS256(publicPem(rsaPair.publicKey))],
    ['HS256 with the trimmed public key', 'HS256', signers.HS256(publicPem(rsaPair.publicKey).trimEnd())],
    ['HS256 with the kid as secret', 'HS256', signers.HS256(key.kid)],
    ['HS256 with an empty secret', 'HS256', signers.HS256('')],
    ['RS512 with our key', 'RS512', signers.RS512(rsaPair.privateKey)],
    ['PS256 with our key, bound to RS256', 'PS256', signers.PS256(rsaPair.privateKey)],
    ['RS256 in the header, PS256 by our key', 'RS256', signers.PS256(rsaPair.privateKey)],
    ['ES256 with another key', 'ES256', curve],
    ['rs256 in lower case', 'rs256', ours],
    ['RS256 without a signature', 'RS256', signers.none()],
    ['the signature of a stranger', 'RS256', foreign],
  ];
  it('ASVS 9.1.2, signed in another way than the header or the key requires: rejects', async () => {
    for (const [name, alg, sign] of algorithms) {
      const forged = withHeader({ alg }, sign);
      expect(await errorCode(() => verified(forged)), name).to.equal('token-invalid');
    }
  });

  it('RFC 8725 section 3.4, with an invalid ES256 signature, or one in another form: rejects', async () => {
    const half = (data: Buffer, from: number) => curve(data).subarray(from, from + 32);
    const zero = Buffer.alloc(32);
    for (const sign of [
      () => Buffer.alloc(64),
      () => Buffer.alloc(64, 255),
      (data: Buffer) => Buffer.concat([zero, half(data, 32)]),
      (data: Buffer) => Buffer.concat([half(data, 0), zero]),
      (data: Buffer) => signWith('sha256', data, ecPair.privateKey),
      (data: Buffer) => Buffer.concat([curve(data), Buffer.alloc(1)]),
      (data: Buffer) => curve(data).subarray(0, 63),
      signers.none(),
    ])
      await rejects(forge(curveHeader, claims(), sign), curveKey);
  });

  it('ASVS 9.1.3, with any unknown kid: rejects', async () => {
    const hostile = [
      '__proto__',
      'constructor',
      '../../etc/passwd',
      "' or 1=1 --",
      'x\u0000',
      'k'.repeat(5000),
    ];
    const near = [`${key.kid} `, key.kid.toUpperCase(), [key.kid], { kid: key.kid }];
    for (const kid of [undefined, '', null, 7, true, {}, ...near, ...hostile])
      await rejects(withHeader({ kid }));
  });

  it('ASVS 9.1.3, with a foreign key in its header: rejects', async () => {
    const jwk = strangerPair.publicKey.export({ format: 'jwk' });
    const jku = 'http://127.0.0.1:1/jwks.json';
    for (const key of [
      { jku },
      { x5u: jku },
      { jwk },
      { x5c: [publicPem(strangerPair.publicKey)] },
      { keys: [jwk] },
    ])
      for (const kid of [header.kid, 'stranger', undefined])
        await rejects(withHeader({ ...key, kid }, foreign));
  });

  it('RFC 8725 section 3.11, with another typ or none: rejects', async () => {
    for (const typ of ['JWT', 'jwt', 'at', 'at+jwt ', 'refresh+jwt', '', undefined, null, 7, ['at+jwt'], {}])
      await rejects(withHeader({ typ }));
  });

  it('RFC 7515 section 4.1.11 and RFC 7797, with crit, b64 or zip, or a token in a token: rejects', async () => {
    for (const crit of [['exp'], ['b64'], ['alg'], [], null, 'exp'])
      await rejects(withHeader({ crit, b64: false }));
    const token = withHeader({});
    const text = JSON.stringify(claims());
    const raw = encode({ ...header, b64: false, crit: ['b64'] });
    await rejects(`${raw}..${ours(Buffer.from(`${raw}.${text}`)).toString('base64url')}`);
    for (const payload of [deflateRawSync(text).toString('latin1'), token, { jwt: token }])
      await rejects(forge({ ...header, zip: 'DEF', cty: 'JWT' }, payload, ours));
  });

  it('RFC 7519 section 7.2, with a header that is not an object: rejects', async () => {
    for (const head of ['null', '7', '[]', '"header"', 'header', '{', ''])
      await rejects(forge(head, claims(), ours));
  });

  it('ASVS 9.1.1, with any text, or any three parts: rejects', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), (text) => rejects(text)));
    const part = fc.base64String();
    await fc.assert(fc.asyncProperty(part, part, part, (...parts) => rejects(parts.join('.'))));
  });

  it('RFC 8725 section 3.2, with a valid one in another serialization, or changed around its parts: rejects', async () => {
    const token = withHeader({});
    const [head = '', payload = '', signature = ''] = token.split('.');
    const padded = (part: string) => part.padEnd(Math.ceil(part.length / 4) * 4 + 4, '=');
    const flattened = { protected: head, payload, signature };
    for (const other of [
      JSON.stringify(flattened),
      encode({ payload, signatures: [flattened] }),
      ...[`${token}.`, `.${token}`, `${token}.x`, ` ${token}`, `${token}~`, `${token}.${token}`],
      ...[`${head}.${payload}`, `${head}.${payload}.`, `${head}..${signature}`],
      ...[`${payload}.${head}.${signature}`, `${head}. ${payload}.${signature}`],
      ...[`${padded(head)}.${payload}.${signature}`, `${head}.${padded(payload)}.${signature}`],
      ...[`${head}.${payload}.${padded(signature)}`, `${head}.${payload}.${signature.slice(0, -4)}+/+/`],
      token.replaceAll('.', '%2E'),
      `${head}.${encode(claims({ role: 'admin' }))}.${signature}`,
    ])
      await rejects(other);
  });
});
