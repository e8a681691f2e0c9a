import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import type { CallResult } from '../../support/service.js';
import { useService } from '../../support/service.js';
import { logIn, partOf, register } from './people.js';

const claimNames = 'iss aud sub exp iat jti sid client_id role ver'.split(' ');
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('log in:', () => {
  const service = useService();

  it('with email and password: answers 200 with a Bearer token and the user, not to be stored', async () => {
    const { body: user } = await register(service());
    const { status, body, headers, text } = await logIn(service(), user.email);
    expect(status).to.equal(200);
    expect(body).to.have.all.keys(
      'accessToken',
      'tokenType',
      'expiresIn',
      'refreshToken',
      'refreshExpiresIn',
      'user',
    );
    expect(body).to.deep.include({ tokenType: 'Bearer', expiresIn: 900, user });
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(text).to.not.match(/argon2|passwordHash|tokenVersion/);
  });

  it('the token that was answered: on a route of the account: opens it', async () => {
    const { body: user } = await register(service());
    const { body } = await logIn(service(), user.email);
    const me = await service().call('GET', '/api/v1/users/me', { token: body.accessToken });
    expect(me.body).to.deep.equal(user);
  });

  it('the email in another case and with spaces: on login: is the same email', async () => {
    const { body: user } = await register(service(), { email: 'Émile.Zola@example.com' });
    const { body } = await logIn(service(), '  éMILE.zOLA@EXAMPLE.com ');
    expect(body.user.id).to.equal(user.id);
  });

  it('the header of an access token: after a login: has typ at+jwt, RS256 and our kid, nothing else', async () => {
    const { body: user } = await register(service());
    const { body } = await logIn(service(), user.email);
    const { kid } = service().service.container.get(ids.Infrastructure).keys.signing;
    expect(partOf(body.accessToken, 0)).to.deep.equal({ alg: 'RS256', typ: 'at+jwt', kid });
  });

  it('the claims of an access token: after a login: are those of the contract, each of its type', async () => {
    const { body: user } = await register(service());
    const before = Math.floor(Date.now() / 1000);
    const claims = partOf((await logIn(service(), user.email)).body.accessToken, 1);
    expect(claims).to.have.all.keys(claimNames);
    expect(claims).to.include({
      iss: 'project-db-auth',
      aud: 'project-db-auth',
      client_id: 'project-db-auth',
      sub: String(user.id),
      role: 'user',
      ver: 1,
    });
    expect(claims.iat).to.be.within(before, Math.floor(Date.now() / 1000));
    expect(claims.exp - claims.iat).to.equal(900);
    expect(claims.jti).to.match(uuid);
    expect(claims.sid).to.match(uuid);
  });

  it('ASVS 7.2.4 a second login: with the same password: gives another jti and another sid', async () => {
    const { body: user } = await register(service());
    const tokens = [await logIn(service(), user.email), await logIn(service(), user.email)];
    const claims = tokens.map(({ body }) => partOf(body.accessToken, 1));
    for (const name of ['jti', 'sid']) expect(claims[0][name]).to.not.equal(claims[1][name]);
  });

  it('ASVS 6.3.8 an unknown email, a wrong password, an inactive account: on login: get one answer', async () => {
    const [known, inactive] = [await register(service()), await register(service())];
    const token = await service().tokenAs('admin');
    const path = `/api/v1/users/${inactive.body.id}`;
    expect((await service().call('PATCH', path, { token, body: { active: false } })).status).to.equal(200);
    const answers = [
      await logIn(service(), 'unknown@example.com'),
      await logIn(service(), known.body.email, 'seven loud violins'),
      await logIn(service(), inactive.body.email),
      await logIn(service(), inactive.body.email, 'seven loud violins'),
    ];
    const seen = ({ status, body, headers }: CallResult) => {
      const { requestId, instance, ...told } = body;
      const names = [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
      return { status, told, headers: Object.fromEntries(names) };
    };
    const [first, ...others] = answers.map(seen);
    expect(first).to.deep.include({ status: 401 });
    expect(first?.told.code).to.equal('invalid-credentials');
    expect(first?.headers['www-authenticate']).to.equal('Bearer realm="api"');
    for (const other of others) expect(other).to.deep.equal(first);
  });

  const malformed = [
    {},
    { email: 'a@example.com' },
    { email: ['a@example.com'], password: 'x' },
    { email: 'a@example.com', password: { $ne: '' } },
    { email: 'a@example.com', password: 'x', role: 'admin' },
  ];
  for (const body of malformed) {
    it(`the body ${JSON.stringify(body)}: on login: answers 422`, async () => {
      const { status } = await service().call('POST', '/api/v1/auth/login', { body });
      expect(status).to.equal(422);
    });
  }
});

describe('log in where the settings of tokens are others:', () => {
  const service = useService({
    JWT__ACCESS_TTL: '90s',
    JWT__ISSUER: 'https://issuer.test',
    JWT__AUDIENCE: 'films',
  });

  it('JWT__ACCESS_TTL, JWT__ISSUER and JWT__AUDIENCE: in a token after a login: are kept', async () => {
    const { body: user } = await register(service());
    const { body } = await logIn(service(), user.email);
    const { iat, exp, ...claims } = partOf(body.accessToken, 1);
    expect(body.expiresIn).to.equal(90);
    expect(exp - iat).to.equal(90);
    expect(claims).to.include({ iss: 'https://issuer.test', aud: 'films', client_id: 'films' });
    const me = await service().call('GET', '/api/v1/users/me', { token: body.accessToken });
    expect(me.status).to.equal(200);
  });
});
