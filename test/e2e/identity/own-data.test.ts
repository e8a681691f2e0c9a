import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import type { User } from '../../../src/core/identity/user.js';
import { everythingIn } from '../../support/secrets.js';
import { useService } from '../../support/service.js';
import { fromOurPage, logInByCookie } from './cookie-jar.js';
import { lettersSent } from './letters.js';
import { logIn, register, registration } from './people.js';

const password = 'seven quiet violins';
const me = '/api/v1/users/me';

describe('remove my account:', () => {
  const service = useService();
  const person = async () => {
    const { body: user } = await register(service());
    const { body } = await logIn(service(), user.email);
    return { user, token: body.accessToken as string, refreshToken: body.refreshToken as string };
  };
  const remove = (token: string, body: object = { currentPassword: password }) =>
    service().call('DELETE', me, { token, body });
  const rows = (table: string, where: object) =>
    service().service.container.get(ids.Database)(table).where(where);

  it('with the password: it is gone, with its sessions and tokens, and its email and name are free', async () => {
    const { user, token, refreshToken } = await person();
    expect((await remove(token)).status).to.equal(204);
    const next = await service().call('GET', me, { token });
    expect([next.status, next.body.code]).to.deep.equal([401, 'session-ended']);
    const refresh = await service().call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
    expect(refresh.status).to.equal(401);
    expect((await logIn(service(), user.email)).status).to.equal(401);
    expect(await rows('sessions', { user_id: user.id })).to.deep.equal([]);
    const { email, visibleName } = user;
    expect((await register(service(), { email, visibleName })).status).to.equal(201);
  });

  it('of somebody the audit trail knows: leaves it the id, and neither email nor name', async () => {
    const { user, token } = await person();
    await lettersSent(service());
    await service().call('PATCH', me, { token, body: { visibleName: 'Somebody Renamed' } });
    await logIn(service(), user.email, 'seven loud violins');
    await remove(token);
    const entries = await rows('audit', { subject_kind: 'user', subject_id: String(user.id) }).orderBy('id');
    expect(entries.map(({ action }) => action)).to.have.members([
      'user.created',
      'session.started',
      'session.refused',
      'mail.sent',
      'user.changed',
      'user.removed',
    ]);
    expect(entries.at(-1)).to.include({ action: 'user.removed', actor_id: user.id });
    expect(entries.filter(({ ip }) => ip !== null)).to.deep.equal([]);
    expect(JSON.stringify(entries)).to.not.include(user.email).and.to.not.include('Renamed');
  });

  const refused: [what: string, body: object, status: number, code: string][] = [
    ['a wrong password', { currentPassword: 'seven loud violins' }, 401, 'invalid-credentials'],
    ['no password', {}, 422, 'validation-failed'],
    ["somebody else's id beside", { currentPassword: password, id: 1 }, 422, 'validation-failed'],
  ];
  for (const [what, body, status, code] of refused) {
    it(`ASVS 7.5.1 ${what}: answers ${status} ${code}, and it stays`, async () => {
      const { user, token } = await person();
      const answer = await remove(token, body);
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
      expect((await service().call('GET', me, { token })).body).to.deep.equal(user);
    });
  }

  it('no body at all: answers 422 or 415, and it stays', async () => {
    const { user, token } = await person();
    expect((await service().call('DELETE', me, { token })).status).to.be.oneOf([415, 422]);
    expect((await service().call('GET', me, { token })).body).to.deep.equal(user);
  });

  it('by cookie: takes the cookies away', async () => {
    const { cookie } = await logInByCookie(service());
    const options = { headers: fromOurPage(cookie), body: { currentPassword: password } };
    const { status, headers } = await service().call('DELETE', me, options);
    expect(status).to.equal(204);
    expect(headers.getSetCookie().join())
      .to.match(/access_token=;/)
      .and.to.match(/refresh_token=;/);
  });

  it('the last active admin: answers 409 last-admin; two at once who are the last two: one stays', async () => {
    const { container } = service().service;
    await container.get(ids.Database)('users').delete();
    const passwordHash = await container.get(ids.Accounts).hasher.hash(password);
    const admin = () => service().user({ role: 'admin', passwordHash });
    const only = await admin();
    const { status, body } = await remove(service().tokenOf(only));
    expect([status, body.code]).to.deep.equal([409, 'last-admin']);
    const pair = [only, await admin()] as [User, User];
    const answers = await Promise.all(pair.map((one) => remove(service().tokenOf(one))));
    expect(answers.map((answer) => answer.status).sort()).to.deep.equal([204, 409]);
  });
});

describe('removed while no letter can be sent:', () => {
  const silent = { SMTP__URL: 'smtp://127.0.0.1:1', MAIL__FROM: 'films@example.com' };
  const service = useService({ ...silent, TRUST_PROXY: 'loopback' });

  for (const remover of ['the owner', 'an administrator'])
    it(`by ${remover}: neither email nor name, address or browser is left in any table`, async () => {
      const headers = { 'x-forwarded-for': '203.0.113.77', 'user-agent': 'A browser of its own' };
      const person = registration();
      const { email } = person;
      const post = (path: string, body: object) => service().call('POST', path, { headers, body });
      const { body: user } = await post('/api/v1/auth/register', person);
      const { accessToken } = (await post('/api/v1/auth/login', { email, password })).body;
      await post('/api/v1/auth/password/forgot', { email: email.toUpperCase() });
      const knex = service().service.container.get(ids.Database);
      const all = async () => (await everythingIn((sql) => knex.raw(sql))).toLowerCase();
      expect(await all())
        .to.include(`"${email}"`)
        .and.to.include('203.0.113.77');
      const { letters } = (await service().call('GET', `${me}/export`, { token: accessToken })).body;
      expect(letters.map(({ askedBy }: { askedBy: { ip: string } }) => askedBy.ip)).to.deep.equal(
        Array(2).fill('203.0.113.77'),
      );
      const asAdmin = { token: await service().tokenAs('admin') };
      const { status } = await (remover === 'the owner'
        ? service().call('DELETE', me, { token: accessToken, headers, body: { currentPassword: password } })
        : service().call('DELETE', `/api/v1/users/${user.id}`, asAdmin));
      expect(status).to.equal(204);
      const left = await all();
      for (const trace of [email, person.visibleName.toLowerCase(), ...Object.values(headers)])
        expect(left).to.not.include(trace.toLowerCase());
      expect(left).to.include('user.removed');
    });
});

describe('everything about me:', () => {
  const service = useService();
  const path = `${me}/export`;

  it('for somebody who did things: is their account, sessions, audit, keys and links, not to be stored', async () => {
    const { body: user } = await register(service());
    await lettersSent(service());
    await logIn(service(), user.email, 'seven loud violins');
    const { accessToken: ended } = (await logIn(service(), user.email)).body;
    await service().call('POST', '/api/v1/auth/logout', { token: ended });
    await service()
      .service.container.get(ids.Database)('users')
      .where({ id: user.id })
      .update({ role: 'moderator' });
    const { accessToken: token } = (await logIn(service(), user.email)).body;
    const once = { token, body: { name: 'Varda' }, headers: { 'idempotency-key': 'varda-1' } };
    const { body: author } = await service().call('POST', '/api/v1/authors', once);
    const { status, body, headers, text } = await service().call('GET', path, { token });
    expect(status).to.equal(200);
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(body).to.have.all.keys('account', 'sessions', 'audit', 'idempotencyKeys', 'letters', 'links');
    expect(body.account).to.include({ id: user.id, email: user.email });
    expect(body.sessions).to.have.length(2);
    expect(
      body.sessions.filter(({ endedAt }: { endedAt: string | null }) => endedAt !== null),
    ).to.have.length(1);
    expect(body.audit.map(({ action }: { action: string }) => action)).to.deep.equal([
      'user.created',
      'mail.sent',
      'session.refused',
      'session.started',
      'session.ended',
      'session.started',
      'author.created',
    ]);
    expect(body.idempotencyKeys[0]).to.deep.include({ key: 'varda-1' });
    expect(body.idempotencyKeys[0].answer.id).to.equal(author.id);
    expect(body.letters).to.deep.equal([]);
    expect(body.links.map(({ purpose }: { purpose: string }) => purpose)).to.deep.equal(['verification']);
    expect(text).to.not.match(/argon2|hash|fingerprint|tokenVersion/i);
  });

  it('ASVS 8.2.2 of somebody else: is in no other export, and has no path', async () => {
    const [ada, bob] = [await service().user(), await service().user()];
    const { text } = await service().call('GET', path, { token: service().tokenOf(bob) });
    expect(text).to.not.include(ada.email).and.to.not.include(ada.visibleName);
    const admin = await service().tokenAs('admin');
    const other = await service().call('GET', `/api/v1/users/${ada.id}/export`, { token: admin });
    expect(other.status).to.equal(404);
  });

  it('ASVS 15.3.1 what an administrator did to me: says who, and not from where', async () => {
    const ada = await service().user();
    const token = await service().tokenAs('admin');
    await service().call('PATCH', `/api/v1/users/${ada.id}`, { token, body: { role: 'moderator' } });
    const { body } = await service().call('GET', path, { token: service().tokenOf(ada) });
    const entry = body.audit.find(({ action }: { action: string }) => action === 'user.role-changed');
    expect(entry).to.include({ ip: null });
    expect(entry.actorId).to.be.a('number');
  });
});
