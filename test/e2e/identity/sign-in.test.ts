import * as bcrypt from '@node-rs/bcrypt';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import {
  distinguishable,
  logIn,
  me,
  outcomeOf,
  partOf,
  password,
  personWithPassword,
  register,
} from './people.js';

describe('sign up:', () => {
  const service = useService();

  it('with an email, a name and a password: returns 201 with the user, Location and ETag', async () => {
    const { status, body, headers, text } = await register(service(), { email: '  Ada@example.com ' });
    expect(status).to.equal(201);
    expect(body).to.have.all.keys(
      'id email visibleName role active emailVerified pendingEmail secondFactor createdAt updatedAt'.split(
        ' ',
      ),
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

  it('ASVS 6.2.1 with a taken email or name, or a weak password: is rejected with the name of the field, without repeating the password', async () => {
    await service().user({ email: 'zoé@example.com' });
    await service().user({ visibleName: 'Ada L' });
    const weak = 'vkq tzj wxp mf';
    for (const [given, status, code, field] of [
      [{ email: ' Zoé@EXAMPLE.com ' }, 409, 'email-taken', 'email'],
      [{ visibleName: 'ＡＤＡ  l' }, 409, 'visible-name-taken', 'visibleName'],
      [{ password: weak }, 422, 'weak-password', 'password'],
    ] as const) {
      const { status: actual, body, text } = await register(service(), given);
      expect([actual, body.code, body.errors[0].pointer]).to.deep.equal([status, code, `/${field}`]);
      expect(text).to.not.include(weak);
    }
  });

  it('one email five times at once: creates one account', async () => {
    const email = 'wanted@example.com';
    const responses = await Promise.all(Array.from({ length: 5 }, () => register(service(), { email })));
    expect(responses.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409, 409]);
  });
});

describe('sign up and log in with other settings:', () => {
  const service = useService({
    PASSWORD__MIN_LENGTH: '20',
    JWT__ACCESS_TTL: '90s',
    JWT__ISSUER: 'https://issuer.test',
    JWT__AUDIENCE: 'films',
  });

  it('ASVS 6.2.1 PASSWORD__MIN_LENGTH, JWT__ACCESS_TTL, JWT__ISSUER and JWT__AUDIENCE: apply', async () => {
    expect((await register(service(), { password: 'nineteen character.' })).status).to.equal(422);
    const { email } = (await register(service(), { password: 'twenty characters ..' })).body;
    const { body } = await logIn(service(), email, 'twenty characters ..');
    const { iat, exp, ...claims } = partOf(body.accessToken, 1);
    expect([body.expiresIn, exp - iat]).to.deep.equal([90, 90]);
    expect(claims).to.include({ iss: 'https://issuer.test', aud: 'films', client_id: 'films' });
    expect((await service().call('GET', me, { token: body.accessToken })).status).to.equal(200);
  });
});

describe('log in:', () => {
  const service = useService();

  it('with email and password: returns 200 with a Bearer token for the account and no-store', async () => {
    const { id } = await personWithPassword(service(), { email: 'Émile.Zola@example.com' });
    const { status, body, headers, text } = await logIn(service(), '  éMILE.zOLA@EXAMPLE.com ');
    expect(status).to.equal(200);
    expect(body).to.have.all.keys(
      'accessToken tokenType expiresIn refreshToken refreshExpiresIn user'.split(' '),
    );
    expect(body).to.deep.include({ tokenType: 'Bearer', expiresIn: 900 });
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(text).to.not.match(/argon2|passwordHash|tokenVersion/);
    const read = await service().call('GET', me, { token: body.accessToken });
    expect([read.body.id, read.body]).to.deep.equal([id, body.user]);
  });

  it('ASVS 6.3.8 an unknown email, a wrong password, an inactive account: get the same response', async () => {
    const [known, inactive] = [
      await service().user(),
      await personWithPassword(service(), { active: false }),
    ];
    const [first, ...others] = [
      await logIn(service(), 'unknown@example.com'),
      await logIn(service(), known.email, 'seven loud violins'),
      await logIn(service(), inactive.email),
    ].map(distinguishable);
    expect([first?.status, first?.problem.code]).to.deep.equal([401, 'invalid-credentials']);
    expect(first?.headers['www-authenticate']).to.equal('Bearer realm="api"');
    for (const other of others) expect(other).to.deep.equal(first);
  });

  it('ASVS 11.4.2 with a bcrypt hash of an earlier release: replaces it by a current one, and changes nothing else', async () => {
    const { users } = service().service.container.get(ids.Accounts);
    const before = await service().user({ passwordHash: await bcrypt.hash(password, 6) });
    expect(outcomeOf(await logIn(service(), before.email))).to.deep.equal([200, undefined]);
    const after = await users.find(before.id);
    expect(after?.passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect({ ...after, passwordHash: '' }).to.deep.equal({ ...before, passwordHash: '' });
  });
});
