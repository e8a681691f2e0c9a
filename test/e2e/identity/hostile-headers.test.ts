import { sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { forge, publicPem, rsa, signers } from '../../unit/crypto/forging.js';
import { useForgery } from './forgery.js';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('hostile headers and forms of access tokens over HTTP:', () => {
  const { ours, curve, rs256, es256, good, curveHeader, withHeader, expectAll } = useForgery();
  const stranger = rsa();
  const byStranger = signers.RS256(stranger.privateKey);
  /** Where hostile headers say that keys are. */
  const asked: string[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({ keys: [stranger.publicKey.export({ format: 'jwk' })] }));
  });
  before(() => new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve)));
  after(() => new Promise((resolve) => elsewhere.close(resolve)));

  it('the good ones, signed by the test with either key: are good, so that the refusals mean something', async () => {
    const byCurve = forge(curveHeader, good.claims, es256);
    await expectAll('200', { given: good.token, RS256: withHeader({}), ES256: byCurve });
  });

  it('ASVS 9.1.2 alg none in any spelling, or no alg: answers 401', async () => {
    const tokens: Record<string, string> = {};
    for (const alg of ['none', 'None', 'NONE', 'nOnE', 'none ', '', null, undefined, 0, ['RS256'], {}]) {
      const name = JSON.stringify(alg) ?? 'missing';
      tokens[`${name} without a signature`] = withHeader({ alg }, signers.none());
      tokens[`${name} with ours`] = withHeader({ alg });
    }
    await expectAll('401 token-invalid', tokens);
  });

  it('ASVS 9.1.2 another algorithm than the key is bound to: answers 401', async () => {
    const pem = publicPem(ours.publicKey);
    await expectAll('401 token-invalid', {
      'HS256, the PEM as secret': withHeader({ alg: 'HS256' }, signers.HS256(pem)),
      'HS256, the PEM without its last newline': withHeader({ alg: 'HS256' }, signers.HS256(pem.trimEnd())),
      'HS256, an empty secret': withHeader({ alg: 'HS256' }, signers.HS256('')),
      'PS256 by the RS256 key': withHeader({ alg: 'PS256' }, signers.PS256(ours.privateKey)),
      'RS256 said, PS256 done': withHeader({}, signers.PS256(ours.privateKey)),
      'RS512 by the RS256 key': withHeader({ alg: 'RS512' }, signers.RS512(ours.privateKey)),
      'ES256 under the kid of the RS256 key': withHeader({ alg: 'ES256' }, es256),
      'RS256 under the kid of the ES256 key': withHeader({ kid: curveHeader.kid }),
      'rs256 in lower case': withHeader({ alg: 'rs256' }),
    });
  });

  it('RFC 8725 section 3.4 an ES256 signature that is none, or in another form: answers 401', async () => {
    const by = (signer: (data: Buffer) => Buffer) => forge(curveHeader, good.claims, signer);
    const half = (data: Buffer, from: number) => es256(data).subarray(from, from + 32);
    const zero = Buffer.alloc(32);
    await expectAll('401 token-invalid', {
      'r and s zero': by(() => Buffer.alloc(64)),
      'r zero': by((data) => Buffer.concat([zero, half(data, 32)])),
      's zero': by((data) => Buffer.concat([half(data, 0), zero])),
      'r and s all ones': by(() => Buffer.alloc(64, 255)),
      'the DER form': by((data) => sign('sha256', data, curve.privateKey)),
      'a byte more': by((data) => Buffer.concat([es256(data), Buffer.alloc(1)])),
      'a byte less': by((data) => es256(data).subarray(0, 63)),
      nothing: by(signers.none()),
    });
  });

  it('ASVS 9.1.3 keys that a token brings or points to: answer 401, and nobody is asked for them', async () => {
    const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    const tokens: Record<string, string> = {};
    const brought = {
      jku: `${url}/jku`,
      x5u: `${url}/x5u`,
      jwk,
      x5c: [publicPem(stranger.publicKey)],
      keys: [jwk],
    };
    for (const [name, value] of Object.entries(brought)) {
      for (const kid of [good.header.kid, 'stranger', undefined, `${url}/kid`]) {
        tokens[`${name}, kid ${kid}`] = withHeader({ [name]: value, kid }, byStranger);
      }
    }
    await expectAll('401 token-invalid', tokens);
    expect(asked).to.deep.equal([]);
  });

  it('ASVS 9.1.3 any kid that is not one of ours: answers 401', async () => {
    const kids = [
      undefined,
      null,
      '',
      0,
      7,
      true,
      [],
      [good.header.kid],
      {},
      { kid: good.header.kid },
      '__proto__',
      'constructor',
      'toString',
      '../../../../dev/null',
      '/dev/null',
      "x' union select 'secret' --",
      'x\u0000',
      `${good.header.kid} `,
      good.header.kid.toLowerCase(),
      'k'.repeat(5000),
      '*',
      '%00',
    ];
    const forged = kids.flatMap((kid, i) => [
      [`${i} ${JSON.stringify(kid)?.slice(0, 50)} ours`, withHeader({ kid })],
      [`${i} HS256, an empty secret`, withHeader({ kid, alg: 'HS256' }, signers.HS256(''))],
    ]);
    await expectAll('401 token-invalid', Object.fromEntries(forged));
  });

  it('RFC 8725 section 3.11 another typ, crit, b64, zip, or a token in a token: answers 401', async () => {
    const raw = encode({ ...good.header, b64: false, crit: ['b64'] });
    const text = JSON.stringify(good.claims);
    const unencoded = rs256(Buffer.from(`${raw}.${text}`)).toString('base64url');
    const typs = ['JWT', 'jwt', 'at', 'at+jwt ', 'at-jwt', 'refresh+jwt', '', null, 7, ['at+jwt'], undefined];
    await expectAll('401 token-invalid', {
      ...Object.fromEntries(typs.map((typ) => [`typ ${JSON.stringify(typ)}`, withHeader({ typ })])),
      'crit with an extension': withHeader({ crit: ['http://example.com/x'], 'http://example.com/x': true }),
      'crit, empty': withHeader({ crit: [] }),
      'crit with a standard name': withHeader({ crit: ['alg'] }),
      'b64 false, encoded all the same': withHeader({ b64: false, crit: ['b64'] }),
      'b64 false, detached': `${raw}..${unencoded}`,
      zip: forge({ ...good.header, zip: 'DEF' }, deflateRawSync(text).toString('latin1'), rs256),
      'a token in a token': forge({ ...good.header, cty: 'JWT' }, good.token, rs256),
      'a token in a claim': forge({ ...good.header, cty: 'JWT' }, { jwt: good.token }, rs256),
    });
  });

  it('RFC 8725 section 3.2 another serialisation, or signs between or around: answers 401', async () => {
    const [first = '', second = '', third = ''] = good.token.split('.');
    const flattened = { protected: first, payload: second, signature: third };
    const general = { payload: second, signatures: [flattened, { protected: first, signature: 'x' }] };
    const padded = (part: string) => part.padEnd(Math.ceil(part.length / 4) * 4 + 4, '=');
    await expectAll('401 token-invalid', {
      'flattened JSON': JSON.stringify(flattened),
      'general JSON, two signatures': JSON.stringify(general),
      'general JSON, encoded': encode(general),
      'a padded header': `${padded(first)}.${second}.${third}`,
      'padded claims': `${first}.${padded(second)}.${third}`,
      'a padded signature': `${first}.${second}.${padded(third)}`,
      'base64 in place of base64url': `${first}.${second}.${third.slice(0, -4)}+/+/`,
      'a dot behind': `${good.token}.`,
      'a dot before': `.${good.token}`,
      'five parts, as of JWE': `${first}.${second}.${second}.${second}.${third}`,
      'two tokens in one': `${good.token}.${good.token}`,
      'a tilde behind, as of SD-JWT': `${good.token}~`,
      'percent-encoded dots': good.token.replaceAll('.', '%2E'),
      'a space inside': `${first}. ${second}.${third}`,
      'a tab inside': `${first}.\t${second}.${third}`,
      'claims of another token': `${first}.${encode({ ...good.claims, role: 'admin' })}.${third}`,
    });
  });
});
