import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import { forge, publicPem, rsa, signers } from '../../unit/crypto/forging.js';
import { me, outcomeOf, partOf } from './people.js';

const now = () => Math.floor(Date.now() / 1000);

// The unit tests of the verifier try every forgery. These try one of each class at the routes.
describe('access tokens over HTTP:', () => {
  const service = useService();
  const stranger = rsa();
  let good = '';
  let keys: { privateKey: KeyObject; publicKey: KeyObject };
  /** Claims of accounts that have changed since. */
  let old: Record<'reactivated' | 'removed', object>;
  const requested: (string | undefined)[] = [];
  const elsewhere = createServer((request, response) => {
    requested.push(request.url);
    response.end(JSON.stringify({ keys: [stranger.publicKey.export({ format: 'jwk' })] }));
  });
  before(async () => {
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    good = await service().tokenAs('user');
    keys = service().service.container.get(ids.Infrastructure).keys.signing;
    const token = await service().tokenAs('admin');
    const [reactivated, removed] = [await service().user(), await service().user()];
    old = {
      reactivated: partOf(service().tokenOf(reactivated), 1),
      removed: partOf(service().tokenOf(removed), 1),
    };
    const change = (method: string, { id }: { id: number }, body?: object) =>
      service().call(method, `/api/v1/users/${id}`, { token, body });
    await change('PATCH', reactivated, { active: false });
    await change('PATCH', reactivated, { active: true });
    await change('DELETE', removed);
  });
  after(() => new Promise((resolve) => elsewhere.close(resolve)));

  /** The valid token with other parts, signed with the service's key unless `sign` is given. */
  const forged = (header: object, claims: object = {}, sign = signers.RS256(keys.privateKey)) =>
    forge({ ...partOf(good, 0), ...header }, { ...partOf(good, 1), ...claims }, sign);
  const url = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const byStranger = (header: object) => forged(header, {}, signers.RS256(stranger.privateKey));

  const rejected: [what: string, make: () => string, code?: string][] = [
    [
      'ASVS 9.1.1 the claims of another token',
      () => good.replace(/\.[^.]+/, `.${forged({}, { role: 'admin' }).split('.')[1]}`),
    ],
    ['ASVS 9.1.2 alg none', () => forged({ alg: 'none' }, {}, signers.none())],
    [
      'ASVS 9.1.2 HS256 with the public key as secret',
      () => forged({ alg: 'HS256' }, {}, signers.HS256(publicPem(keys.publicKey))),
    ],
    [
      'ASVS 9.1.3 the key of a stranger at jku, x5u and kid',
      () => byStranger({ jku: `${url()}/jwks`, x5u: `${url()}/x5u`, kid: `${url()}/kid` }),
    ],
    ['ASVS 9.2.1 an exp in the past', () => forged({}, { iat: now() - 60, exp: now() - 1 }), 'token-expired'],
    ['ASVS 9.2.2 typ JWT', () => forged({ typ: 'JWT' })],
    ['ASVS 9.2.3 another audience', () => forged({}, { aud: 'others' })],
    ['the version from before a deactivation', () => forged({}, old.reactivated), 'session-ended'],
    ['the id of a removed account', () => forged({}, old.removed), 'session-ended'],
    ['ten thousand dots', () => '.'.repeat(10_000)],
  ];
  for (const [what, make, code = 'token-invalid'] of rejected) {
    it(`${what}: as Bearer token: returns 401 ${code} with a challenge, also where guests may read`, async () => {
      for (const path of [me, '/api/v1/movies', '/health/live']) {
        const response = await service().call('GET', path, { token: make() });
        expect([path, ...outcomeOf(response)]).to.deep.equal([path, 401, code]);
        expect(response.headers.get('www-authenticate')).to.match(
          /^Bearer realm="api", error="invalid_token"/,
        );
      }
    });
  }

  it('ASVS 9.1.3 keys that a token points to: are never fetched', () => expect(requested).to.deep.equal([]));

  it('the same claims signed with the accepted key: as Bearer token: are accepted, so the rejections prove something', async () => {
    for (const typ of ['at+jwt', 'AT+JWT'])
      expect((await service().call('GET', me, { token: forged({ typ }) })).status).to.equal(200);
  });

  const headers: [what: string, make: () => string, status: number][] = [
    ['bearer in lower case', () => `bearer ${good}`, 200],
    ['Bearer alone', () => 'Bearer', 401],
    ['several spaces before the token', () => `Bearer    ${good}`, 200],
    ['two tokens with a comma', () => `Bearer ${good}, Bearer ${good}`, 401],
    ['Basic', () => `Basic ${btoa('a@example.com:x')}`, 401],
    ['no scheme', () => good, 401],
    ['a quoted token', () => `Bearer "${good}"`, 401],
    ['a token with spaces inside', () => `Bearer ${good.replaceAll('.', ' .')}`, 401],
  ];
  it('an Authorization header: in any form: is accepted or rejected on protected and public routes alike', async () => {
    for (const [what, make, expected] of headers) {
      for (const path of [me, '/api/v1/movies']) {
        const { status } = await service().call('GET', path, { headers: { authorization: make() } });
        expect([what, path, status]).to.deep.equal([what, path, expected]);
      }
    }
  });
});
