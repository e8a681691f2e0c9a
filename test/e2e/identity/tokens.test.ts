import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import { partOf } from './people.js';

const me = '/api/v1/users/me';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const now = () => Math.floor(Date.now() / 1000);

describe('access tokens over HTTP:', () => {
  const service = useService();
  let good = '';
  let key: KeyObject;
  /** The claims of accounts that were changed since. */
  const old: Record<'demoted' | 'activatedAgain' | 'removed', object> = {
    demoted: {},
    activatedAgain: {},
    removed: {},
  };
  before(async () => {
    good = await service().tokenAs('user');
    key = service().service.container.get(ids.Infrastructure).keys.signing.privateKey;
    const token = await service().tokenAs('admin');
    const changes = {
      demoted: [{ role: 'user' }],
      activatedAgain: [{ active: false }, { active: true }],
      removed: [undefined],
    };
    for (const [name, bodies] of Object.entries(changes)) {
      const user = await service().user({ role: 'admin' });
      old[name as keyof typeof old] = partOf(service().tokenOf(user), 1);
      for (const body of bodies) {
        await service().call(body ? 'PATCH' : 'DELETE', `/api/v1/users/${user.id}`, { token, body });
      }
    }
  });

  /** The good token with other parts, signed as it should be. */
  const forged = (header: object = {}, claims: object = {}, hash = 'RSA-SHA256', signer = key) => {
    const signed = `${encode({ ...partOf(good, 0), ...header })}.${encode({ ...partOf(good, 1), ...claims })}`;
    return `${signed}.${createSign(hash).update(signed).sign(signer, 'base64url')}`;
  };
  const without = (name: string) => forged({}, { [name]: undefined });
  const flipped = (part: 0 | 1 | 2, byte: number) => {
    const parts = good.split('.');
    const bytes = Buffer.from(parts[part] as string, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(byte) ^ 1, byte);
    parts[part] = bytes.toString('base64url');
    return parts.join('.');
  };
  const withHmac = () => {
    const secret = service().service.container.get(ids.Infrastructure).keys.signing.publicKey;
    const signed = `${encode({ ...partOf(good, 0), alg: 'HS256' })}.${good.split('.')[1]}`;
    const pem = secret.export({ type: 'spki', format: 'pem' });
    return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
  };
  const strange = (header: object = {}) => forged(header, {}, 'RSA-SHA256', stranger.privateKey);
  const jwk = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'mine' };

  const refused: [string, () => string, code?: string][] = [
    [
      'ASVS 9.1.2 alg none without a signature',
      () => `${encode({ ...partOf(good, 0), alg: 'none' })}.${good.split('.')[1]}.`,
    ],
    [
      'ASVS 9.1.2 alg none with the signature',
      () => `${encode({ ...partOf(good, 0), alg: 'none' })}.${good.split('.').slice(1).join('.')}`,
    ],
    ['ASVS 9.1.2 HS256 with the public key as secret', withHmac],
    ['ASVS 9.1.2 RS512 by the right key', () => forged({ alg: 'RS512' }, {}, 'RSA-SHA512')],
    ['ASVS 9.1.2 RS384 by the right key', () => forged({ alg: 'RS384' }, {}, 'RSA-SHA384')],
    ['ASVS 9.1.3 the signature of a stranger', () => strange()],
    ['ASVS 9.1.3 a kid of a stranger', () => strange({ kid: 'mine' })],
    ['ASVS 9.1.3 a kid that is a path', () => forged({ kid: '../../../etc/passwd' })],
    ['ASVS 9.1.3 a kid that every object has', () => forged({ kid: 'constructor' })],
    ['ASVS 9.1.3 no kid', () => forged({ kid: undefined })],
    ['ASVS 9.1.3 the stranger in jwk', () => strange({ jwk, kid: 'mine' })],
    ['ASVS 9.1.3 the stranger in jku', () => strange({ jku: 'http://127.0.0.1:1/jwks.json', kid: 'mine' })],
    ['ASVS 9.1.3 the stranger in x5u', () => strange({ x5u: 'http://127.0.0.1:1/cert.pem' })],
    ['ASVS 9.1.3 a crit header', () => forged({ crit: ['b64'], b64: false })],
    ['ASVS 9.1.1 one bit of the header flipped', () => flipped(0, 9)],
    ['ASVS 9.1.1 one bit of the claims flipped', () => flipped(1, 12)],
    ['ASVS 9.1.1 the first bit of the signature flipped', () => flipped(2, 0)],
    ['ASVS 9.1.1 the last bit of the signature flipped', () => flipped(2, 255)],
    ['ASVS 9.1.1 no signature', () => good.split('.').slice(0, 2).join('.')],
    ['ASVS 9.1.1 an empty signature', () => `${good.split('.').slice(0, 2).join('.')}.`],
    ['ASVS 9.2.2 typ JWT', () => forged({ typ: 'JWT' })],
    ['ASVS 9.2.2 no typ', () => forged({ typ: undefined })],
    ['ASVS 9.2.3 another audience', () => forged({}, { aud: 'others' })],
    ['ASVS 9.2.3 our audience among others', () => forged({}, { aud: ['project-db-auth', 'others'] })],
    ['ASVS 9.2.3 another issuer', () => forged({}, { iss: 'others' })],
    ['ASVS 9.2.3 another client', () => forged({}, { client_id: 'others' })],
    ['ASVS 9.2.1 an exp in the past', () => forged({}, { iat: now() - 60, exp: now() - 1 }), 'token-expired'],
    [
      'ASVS 9.2.1 an age beyond the life of tokens',
      () => forged({}, { iat: now() - 901, exp: now() + 99 }),
      'token-expired',
    ],
    ['ASVS 9.2.1 an nbf in the future', () => forged({}, { nbf: now() + 90 })],
    ['ASVS 9.2.1 an iat in the future', () => forged({}, { iat: now() + 90, exp: now() + 900 })],
    ['ASVS 9.2.1 exp as text', () => forged({}, { exp: String(now() + 90) })],
    ...'iss aud sub exp iat jti sid client_id role ver'
      .split(' ')
      .map((name): [string, () => string] => [`no claim ${name}`, () => without(name)]),
    ['sub as a number', () => forged({}, { sub: 1 })],
    ['sub with an exponent', () => forged({}, { sub: '1e0' })],
    ['a role that does not exist', () => forged({}, { role: 'root' })],
    ['ver as text', () => forged({}, { ver: '1' })],
    ['ver of another time', () => forged({}, old.activatedAgain), 'session-ended'],
    ['sub of nobody any more', () => forged({}, old.removed), 'session-ended'],
    ['claims that are a list', () => `${encode(partOf(good, 0))}.${encode([])}.x`],
    ['claims that are no JSON', () => `${encode(partOf(good, 0))}.bm8.x`],
    ['a uuid', () => randomUUID()],
    ['two dots', () => '..'],
    ['ten thousand dots', () => '.'.repeat(10_000)],
  ];
  for (const [what, make, code = 'token-invalid'] of refused) {
    it(`${what}: as Bearer token: answers 401 ${code} with a challenge, also where guests may read`, async () => {
      for (const path of [me, '/api/v1/movies', '/health/live']) {
        const { status, body, headers } = await service().call('GET', path, { token: make() });
        expect({ path, status, code: body.code }).to.deep.equal({ path, status: 401, code });
        expect(headers.get('www-authenticate')).to.match(/^Bearer realm="api", error="invalid_token"/);
      }
    });
  }

  it('the same claims signed anew by our key: as Bearer token: are good, so that the refusals mean something', async () => {
    expect((await service().call('GET', me, { token: forged() })).status).to.equal(200);
    expect((await service().call('GET', me, { token: forged({ typ: 'AT+JWT' }) })).status).to.equal(200);
  });

  it('a role in the claims that the account has no more: as Bearer token: counts for nothing', async () => {
    const token = forged({}, old.demoted);
    expect(partOf(token, 1)).to.include({ role: 'admin' });
    expect((await service().call('GET', '/api/v1/users', { token })).status).to.equal(403);
    expect((await service().call('GET', me, { token })).status).to.equal(200);
  });

  const headers: [string, () => string, number][] = [
    ['bearer in lower case', () => `bearer ${good}`, 200],
    ['several spaces before the token', () => `Bearer    ${good}`, 200],
    ['two tokens', () => `Bearer ${good} ${good}`, 401],
    ['two tokens with a comma', () => `Bearer ${good}, Bearer ${good}`, 401],
    ['Bearer alone', () => 'Bearer', 401],
    ['nothing', () => '', 401],
    ['Basic', () => `Basic ${Buffer.from('a@example.com:x').toString('base64')}`, 401],
    ['Token', () => `Token ${good}`, 401],
    ['no scheme', () => good, 401],
    ['a quoted token', () => `Bearer "${good}"`, 401],
    ['a tab in place of the space', () => `Bearer\t${good}`, 401],
  ];
  for (const [what, make, expected] of headers) {
    it(`an Authorization header of ${what}: on a route of the account and a public one: answers ${expected}`, async () => {
      for (const path of [me, '/api/v1/movies']) {
        const { status } = await service().call('GET', path, { headers: { authorization: make() } });
        expect({ path, status }).to.deep.equal({ path, status: expected });
      }
    });
  }

  const places: [string, string, number][] = [
    ['access_token', me, 401],
    ['token', me, 401],
    ['access_token', '/api/v1/movies', 400],
    ['authorization', '/api/v1/movies', 400],
  ];
  for (const [name, path, expected] of places) {
    it(`ASVS 14.2.1 a token as ${name} in the query: on ${path}: answers ${expected}`, async () => {
      expect((await service().call('GET', `${path}?${name}=${good}`)).status).to.equal(expected);
    });
  }
});
