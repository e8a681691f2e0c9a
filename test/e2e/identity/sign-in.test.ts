import * as argon2 from '@node-rs/argon2';
import * as bcrypt from '@node-rs/bcrypt';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { serviceId } from '../../../src/core/shared/service-name.js';
import { useService } from '../../support/service.js';
import {
  distinguishable,
  logIn,
  me,
  newPassword,
  outcomeOf,
  partOf,
  password,
  register,
  signedIn,
} from './people.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('sign up:', () => {
  const service = useService();

  it('with an email, a name and a password: returns 201 with the user, Location and ETag', async () => {
    const { status, body, headers, text } = await register(service(), { email: '  Ada@example.com ' });
    expect(status).to.equal(201);
    expect(body).to.have.all.keys(
      'id email visibleName role active emailVerified createdAt updatedAt'.split(' '),
    );
    expect(body).to.include({ email: 'Ada@example.com', role: 'user', active: true, emailVerified: false });
    expect(headers.get('location')).to.equal(`/api/v1/users/${body.id}`);
    expect(headers.get('etag')).to.equal('"1"');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(text).to.not.match(/argon2|hash|violins/i);
    const token = await service().tokenAs('admin');
    const read = await service().call('GET', headers.get('location') as string, { token });
    expect(read.body).to.deep.equal(body);
  });

  const taken: [field: string, first: string, second: string, code: string][] = [
    ['email', 'Zoé@example.com', ' zoé@EXAMPLE.com ', 'email-taken'],
    ['email', 'x@bücher.example', 'x@xn--bcher-kva.example', 'email-taken'],
    ['visibleName', 'Ａｄａ  L', 'ada\u00a0l', 'visible-name-taken'],
    ['visibleName', 'Ame\u0301lie', 'AMÉLIE', 'visible-name-taken'],
  ];
  for (const [field, first, second, code] of taken) {
    it(`the ${field} ${JSON.stringify(second)} while ${JSON.stringify(first)} exists: returns 409 ${code}`, async () => {
      expect((await register(service(), { [field]: first })).status).to.equal(201);
      const response = await register(service(), { [field]: second });
      expect(outcomeOf(response)).to.deep.equal([409, code]);
      expect(response.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.deep.equal([
        `/${field}`,
      ]);
    });
  }

  it('an internationalized domain: in Unicode or ASCII: is one account, which logs in with both', async () => {
    const { body } = await register(service(), { email: 'idn@xn--bcher-kva.example' });
    expect(body.email).to.equal('idn@bücher.example');
    for (const email of ['idn@bücher.example', 'IDN@XN--BCHER-KVA.example'])
      expect((await logIn(service(), email)).status).to.equal(200);
  });

  it('an empty body: reports every missing field at once', async () => {
    const { status, body } = await service().call('POST', '/api/v1/auth/register', { body: {} });
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect([status, pointers]).to.deep.equal([422, ['/email', '/visibleName', '/password']]);
  });

  it('one email a hundred times at once: creates one account', async () => {
    const email = 'wanted@example.com';
    const responses = await Promise.all(Array.from({ length: 100 }, () => register(service(), { email })));
    expect(responses.filter(({ status }) => status === 201)).to.have.lengthOf(1);
    expect(responses.filter(({ body }) => body.code === 'email-taken')).to.have.lengthOf(99);
  });

  const weak: [what: string, code: string, registration: object][] = [
    ['that is too short', 'too-short', { password: 'vkq tzj wxp mf' }],
    ['from a leak', 'common', { password: 'LoveTheWayYouLie' }],
    ['made of the name', 'personal', { visibleName: 'Ada Lovelace', password: 'Ada.Lovelace.1815!' }],
  ];
  for (const [what, code, given] of weak) {
    it(`ASVS 6.2.1/6.2.4 a password ${what}: returns 422 weak-password with the reason, and does not repeat it`, async () => {
      const response = await register(service(), given);
      expect(outcomeOf(response)).to.deep.equal([422, 'weak-password']);
      const [{ message: _, ...error }] = response.body.errors;
      expect(error).to.deep.equal({ pointer: '/password', code });
      expect(response.text).to.not.include((given as { password: string }).password);
    });
  }
});

describe('sign up with other settings:', () => {
  const closed = useService({ AUTH__REGISTRATION: 'closed' });
  const strict = useService({
    PASSWORD__MIN_LENGTH: '20',
    JWT__ACCESS_TTL: '90s',
    JWT__ISSUER: 'https://issuer.test',
    JWT__AUDIENCE: 'films',
  });

  it('AUTH__REGISTRATION=closed: returns 403 registration-closed and creates no account', async () => {
    const email = 'late@example.com';
    expect(outcomeOf(await register(closed(), { email }))).to.deep.equal([403, 'registration-closed']);
    expect((await logIn(closed(), email)).status).to.equal(401);
  });

  it('ASVS 6.2.1 PASSWORD__MIN_LENGTH=20: rejects 19 characters and accepts 20', async () => {
    const statuses = [];
    for (const given of ['nineteen character.', 'twenty characters ..'])
      statuses.push([given.length, (await register(strict(), { password: given })).status]);
    expect(statuses).to.deep.equal([
      [19, 422],
      [20, 201],
    ]);
  });

  it('JWT__ACCESS_TTL, JWT__ISSUER and JWT__AUDIENCE: are in the access token', async () => {
    const { email } = (await register(strict(), { password: 'seventeen quiet violins' })).body;
    const { body } = await logIn(strict(), email, 'seventeen quiet violins');
    const { iat, exp, ...claims } = partOf(body.accessToken, 1);
    expect([body.expiresIn, exp - iat]).to.deep.equal([90, 90]);
    expect(claims).to.include({ iss: 'https://issuer.test', aud: 'films', client_id: 'films' });
    expect((await strict().call('GET', me, { token: body.accessToken })).status).to.equal(200);
  });
});

describe('log in:', () => {
  const service = useService();

  it('with email and password: returns 200 with a Bearer token for the account and no-store', async () => {
    const { body: user } = await register(service(), { email: 'Émile.Zola@example.com' });
    const { status, body, headers, text } = await logIn(service(), '  éMILE.zOLA@EXAMPLE.com ');
    expect(status).to.equal(200);
    expect(body).to.have.all.keys(
      'accessToken tokenType expiresIn refreshToken refreshExpiresIn user'.split(' '),
    );
    expect(body).to.deep.include({ tokenType: 'Bearer', expiresIn: 900, user });
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(text).to.not.match(/argon2|passwordHash|tokenVersion/);
    expect((await service().call('GET', me, { token: body.accessToken })).body).to.deep.equal(user);
  });

  it('the access token: has the documented header and claims, and nothing else', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { id, token } = await signedIn(service());
    const { kid } = service().service.container.get(ids.Infrastructure).keys.signing;
    expect(partOf(token, 0)).to.deep.equal({ alg: 'RS256', typ: 'at+jwt', kid });
    const { iat, exp, jti, sid, ...claims } = partOf(token, 1);
    const [iss, aud, client_id] = Array(3).fill(serviceId);
    expect(claims).to.deep.equal({ iss, aud, client_id, sub: String(id), role: 'user', ver: 1 });
    expect(iat).to.be.within(before, Math.floor(Date.now() / 1000));
    expect(exp - iat).to.equal(900);
    for (const name of [jti, sid]) expect(name).to.match(uuid);
  });

  it('ASVS 7.2.4 twice with the same password: gives another jti and another sid', async () => {
    const { email, token } = await signedIn(service());
    const [one, other] = [token, (await logIn(service(), email)).body.accessToken].map((each) =>
      partOf(each, 1),
    );
    for (const name of ['jti', 'sid']) expect(one[name]).to.not.equal(other[name]);
  });

  it('ASVS 6.3.8 an unknown email, a wrong password, an inactive account: get the same response', async () => {
    const [known, inactive] = [await service().user(), await signedIn(service())];
    const token = await service().tokenAs('admin');
    await service().call('PATCH', `/api/v1/users/${inactive.id}`, { token, body: { active: false } });
    const [first, ...others] = [
      await logIn(service(), 'unknown@example.com'),
      await logIn(service(), known.email, 'seven loud violins'),
      await logIn(service(), inactive.email),
      await logIn(service(), inactive.email, 'seven loud violins'),
    ].map(distinguishable);
    expect([first?.status, first?.problem.code]).to.deep.equal([401, 'invalid-credentials']);
    expect(first?.headers['www-authenticate']).to.equal('Bearer realm="api"');
    for (const other of others) expect(other).to.deep.equal(first);
  });

  it('ASVS 6.2.8/6.2.9 a long password of any characters: logs in exactly as given', async () => {
    const violins = '🎻🎺🥁🎷🪕🎹🪗🎸🪘📯🪈🎼🎤🔔🪇 sev\u00e9n\0'.repeat(12).slice(0, 300);
    const { body } = await register(service(), { password: violins });
    expect((await logIn(service(), body.email, violins)).status).to.equal(200);
    expect((await logIn(service(), body.email, violins.normalize('NFD'))).status).to.equal(200);
    for (const wrong of [violins.slice(0, 72), `${violins} `, violins.toUpperCase()])
      expect((await logIn(service(), body.email, wrong)).status).to.equal(401);
  });
});

describe('password hashes of earlier releases:', () => {
  const service = useService();
  const users = () => service().service.container.get(ids.Accounts).users;
  const hashOf = async (id: number) => (await users().find(id))?.passwordHash;

  for (const [name, make] of Object.entries({
    bcrypt: () => bcrypt.hash(password, 6),
    'argon2id with less memory': () => argon2.hash(password, { memoryCost: 4096, timeCost: 1 }),
  })) {
    it(`ASVS 11.4.2 ${name}: on login: is replaced by a current hash, and nothing else changes`, async () => {
      const before = await service().user({ passwordHash: await make() });
      expect((await logIn(service(), before.email, 'seven loud violins')).status).to.equal(401);
      expect(await hashOf(before.id)).to.equal(before.passwordHash);
      const responses = await Promise.all(Array.from({ length: 10 }, () => logIn(service(), before.email)));
      expect(responses.map(({ status }) => status)).to.deep.equal(Array(10).fill(200));
      const passwordHash = (await hashOf(before.id)) as string;
      expect(passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(await users().find(before.id)).to.deep.equal({ ...before, passwordHash });
    });
  }

  it('bcrypt: logins during a password change: never restore the old password', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await service().user({ passwordHash: await bcrypt.hash(password, 6) });
      const body = { currentPassword: password, newPassword };
      const [changed] = await Promise.all([
        service().call('PUT', `${me}/password`, { token: service().tokenOf(user), body }),
        ...Array.from({ length: 5 }, () => logIn(service(), user.email)),
      ]);
      const isDone = changed.status === 204;
      if (!isDone) expect(changed.body.code).to.equal('invalid-credentials');
      expect((await logIn(service(), user.email)).status).to.equal(isDone ? 401 : 200);
      expect((await logIn(service(), user.email, newPassword)).status).to.equal(isDone ? 200 : 401);
    }
  });
});
