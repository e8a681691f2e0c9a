import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { User } from '../../../src/core/identity/user.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { everythingIn } from '../../support/secrets.js';
import { TestService, useOwnService, useService } from '../../support/service.js';
import { emailsSent } from './emails.js';
import {
  databaseOf,
  logIn,
  me,
  outcomeOf,
  password,
  refresh,
  register,
  registration,
  signedIn,
} from './people.js';
import { passwordHash } from './revoking.js';

const wrong = 'seven loud violins';
const exportPath = `${me}/export`;

describe('remove my account:', () => {
  const service = useOwnService();
  const remove = (token: string, body: object = { currentPassword: password }) =>
    service().call('DELETE', me, { token, body });

  it('with the password: removes it with its sessions and tokens, and frees its email and name', async () => {
    const { user, token, refreshToken } = await signedIn(service());
    expect((await remove(token)).status).to.equal(204);
    expect(outcomeOf(await service().call('GET', me, { token }))).to.deep.equal([401, 'session-ended']);
    expect((await refresh(service(), refreshToken)).status).to.equal(401);
    expect((await logIn(service(), user.email)).status).to.equal(401);
    expect(await databaseOf(service())('sessions').where({ user_id: user.id })).to.deep.equal([]);
    const { email, visibleName } = user;
    expect((await register(service(), { email, visibleName })).status).to.equal(201);
  });

  it('leaves the id in the audit trail, and neither email, name nor address', async () => {
    const { user, token } = await signedIn(service());
    await emailsSent(service());
    await service().call('PATCH', me, { token, body: { visibleName: 'Somebody Renamed' } });
    await logIn(service(), user.email, wrong);
    await remove(token);
    const about = { subject_kind: 'user', subject_id: String(user.id) };
    const entries = await databaseOf(service())('audit').where(about).orderBy('id');
    expect(entries.map(({ action }) => action)).to.have.members(
      'user.created session.started session.refused mail.sent user.changed user.removed'.split(' '),
    );
    expect(entries.at(-1)).to.include({ action: 'user.removed', actor_id: user.id });
    expect(entries.filter(({ ip }) => ip !== null)).to.deep.equal([]);
    expect(JSON.stringify(entries)).to.not.include(user.email).and.to.not.include('Renamed');
  });

  it('ASVS 7.5.1 with a wrong or missing password, or other fields: is rejected and changes nothing', async () => {
    const { user, token } = await signedIn(service());
    for (const [body, status, code] of [
      [{ currentPassword: wrong }, 401, 'invalid-credentials'],
      [{}, 422, 'validation-failed'],
      [{ currentPassword: password, id: 1 }, 422, 'validation-failed'],
    ] as const)
      expect(outcomeOf(await remove(token, body))).to.deep.equal([status, code]);
    expect((await service().call('DELETE', me, { token })).status).to.be.oneOf([415, 422]);
    expect((await service().call('GET', me, { token })).body).to.deep.equal(user);
  });

  it('the last active admin: returns 409 last-admin; the last two at once: one stays', async () => {
    await databaseOf(service())('users').delete();
    const hash = await passwordHash(service());
    const admin = () => service().user({ role: 'admin', passwordHash: hash });
    const only = await admin();
    expect(outcomeOf(await remove(service().tokenOf(only)))).to.deep.equal([409, 'last-admin']);
    const pair = [only, await admin()] as [User, User];
    const responses = await Promise.all(pair.map((one) => remove(service().tokenOf(one))));
    expect(responses.map(({ status }) => status).sort()).to.deep.equal([204, 409]);
  });
});

describe('an account removed while no email can be sent:', () => {
  const service = useService({
    SMTP__URL: 'smtp://127.0.0.1:1',
    MAIL__FROM: 'films@example.com',
    TRUST_PROXY: 'loopback',
  });

  for (const remover of ['the owner', 'an administrator'])
    it(`by ${remover}: leaves neither email nor name, address or browser in any table`, async () => {
      const headers = { 'x-forwarded-for': '203.0.113.77', 'user-agent': 'A browser of its own' };
      const { email, visibleName } = registration();
      const post = (path: string, body: object) =>
        service().call('POST', `/api/v1/auth/${path}`, { headers, body });
      const { body: user } = await post('register', { email, visibleName, password });
      const { accessToken: token } = (await post('login', { email, password })).body;
      await post('password/forgot', { email: email.toUpperCase() });
      const knex = databaseOf(service());
      const stored = async () => (await everythingIn((sql) => knex.raw(sql))).toLowerCase();
      expect(await stored())
        .to.include(`"${email}"`)
        .and.to.include('203.0.113.77');
      const { letters } = (await service().call('GET', exportPath, { token })).body;
      const addresses = letters.map(({ askedBy }: { askedBy: { ip: string } }) => askedBy.ip);
      expect(addresses).to.deep.equal(Array(2).fill('203.0.113.77'));
      const admin = await service().tokenAs('admin');
      const { status } = await (remover === 'the owner'
        ? service().call('DELETE', me, { token, headers, body: { currentPassword: password } })
        : service().call('DELETE', `/api/v1/users/${user.id}`, { token: admin }));
      expect(status).to.equal(204);
      const left = await stored();
      for (const trace of [email, visibleName, ...Object.values(headers)])
        expect(left).to.not.include(trace.toLowerCase());
      expect(left).to.include('user.removed');
    });
});

describe('the export of my data:', () => {
  const service = useService();
  const read = (token: string) => service().call('GET', exportPath, { token });

  it('has account, sessions, audit, idempotency keys and links, and is not to be stored', async () => {
    const { user, token: first } = await signedIn(service());
    await emailsSent(service());
    await logIn(service(), user.email, wrong);
    await service().call('POST', '/api/v1/auth/logout', { token: first });
    await databaseOf(service())('users').where({ id: user.id }).update({ role: 'moderator' });
    const { accessToken: token } = (await logIn(service(), user.email)).body;
    const headers = { 'idempotency-key': 'varda-1' };
    const author = await service().call('POST', '/api/v1/authors', {
      token,
      body: { name: 'Varda' },
      headers,
    });
    const response = await read(token);
    const { account, sessions, audit, idempotencyKeys, letters, links, ...others } = response.body;
    expect([response.status, response.headers.get('cache-control'), others]).to.deep.equal([
      200,
      'no-store',
      {},
    ]);
    expect(account).to.include({ id: user.id, email: user.email });
    const ended = sessions.map(({ endedAt }: { endedAt: string | null }) => endedAt !== null);
    expect(ended).to.have.members([true, false]);
    const actions =
      'user.created session.started mail.sent session.refused session.ended session.started author.created';
    expect(audit.map(({ action }: { action: string }) => action)).to.have.members(actions.split(' '));
    expect(idempotencyKeys[0]).to.deep.include({ key: 'varda-1' });
    expect(idempotencyKeys[0].answer.id).to.equal(author.body.id);
    expect(letters).to.deep.equal([]);
    expect(links.map(({ purpose }: { purpose: string }) => purpose)).to.deep.equal(['verification']);
    expect(response.text).to.not.match(/argon2|hash|fingerprint|tokenVersion/i);
  });

  it('ASVS 8.2.2 of another account: is in no other export and has no path', async () => {
    const [ada, bob] = [await service().user(), await service().user()];
    const { text } = await read(service().tokenOf(bob));
    expect(text).to.not.include(ada.email).and.to.not.include(ada.visibleName);
    const token = await service().tokenAs('admin');
    expect((await service().call('GET', `/api/v1/users/${ada.id}/export`, { token })).status).to.equal(404);
  });

  it('ASVS 15.3.1 of what an administrator did: has who, and not from where', async () => {
    const ada = await service().user();
    const token = await service().tokenAs('admin');
    await service().call('PATCH', `/api/v1/users/${ada.id}`, { token, body: { role: 'moderator' } });
    const { audit } = (await read(service().tokenOf(ada))).body;
    const entry = audit.find(({ action }: { action: string }) => action === 'user.role-changed');
    expect(entry).to.include({ ip: null });
    expect(entry.actorId).to.be.a('number');
  });
});

/** With that many audit entries an export is larger than the buffers of a connection. */
const many = 25_000;
const fill = (service: TestService, { id }: User, count = many) =>
  databaseOf(service).raw(
    `insert into audit (action, actor_id, subject_kind, subject_id, details)
     select 'movie.changed', ?, 'movie', '1', jsonb_build_object('fields', repeat('x', 1000))
     from generate_series(1, ?)`,
    [id, count],
  );
/** Begins an export of which the client has read nothing but the head. */
const begin = async (service: TestService, token: string, signal?: AbortSignal) => {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${service.url}${exportPath}`, { headers, ...(signal && { signal }) });
  expect(response.status).to.equal(200);
  return response;
};

describe('an export of my data while it is sent:', () => {
  // Its own: it renames tables.
  const service = useOwnService();
  const person = async (count?: number) => {
    const user = await service().user();
    await fill(service(), user, count);
    return { user, token: service().tokenOf(user) };
  };
  const failureOf = (response: Response) =>
    response.json().then(
      () => 'none',
      (error: Error) => error.name,
    );

  it('a long one: is complete, and other requests are served meanwhile', async () => {
    const { user, token } = await person();
    const response = await begin(service(), token);
    expect((await service().call('GET', me, { token })).status).to.equal(200);
    const { account, audit } = (await response.json()) as { account: User; audit: { id: number }[] };
    expect(account.id).to.equal(user.id);
    expect(new Set(audit.map(({ id }) => id)).size).to.equal(many);
  });

  it('with the account removed, or after a database error: ends in a reset connection', async () => {
    const { user, token } = await person();
    const removed = await begin(service(), token);
    const admin = await service().tokenAs('admin');
    expect((await service().call('DELETE', `/api/v1/users/${user.id}`, { token: admin })).status).to.equal(
      204,
    );
    expect(await failureOf(removed)).to.equal('TypeError');
    const failing = await begin(service(), (await person()).token);
    await databaseOf(service()).raw('alter table idempotency_keys rename to elsewhere');
    try {
      expect(await failureOf(failing)).to.equal('TypeError');
    } finally {
      await databaseOf(service()).raw('alter table elsewhere rename to idempotency_keys');
    }
  });

  it('a second one of the account: returns 503 with Retry-After until the first has ended', async () => {
    const { token } = await person();
    const leaving = new AbortController();
    await begin(service(), token, leaving.signal);
    const second = () => service().call('GET', exportPath, { token });
    const response = await second();
    expect(outcomeOf(response)).to.deep.equal([503, 'too-many-exports']);
    expect(Number(response.headers.get('retry-after'))).to.be.above(0);
    const other = await person(1);
    for (const method of ['GET', 'HEAD', 'HEAD', 'GET'])
      expect((await service().call(method, exportPath, { token: other.token })).status).to.equal(200);
    leaving.abort();
    await eventually(async () => (await second()).status === 200, 'the first was known to have ended');
  });
});

describe('an export of my data on the embedded database:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-data-'));
  let service: TestService;
  before(async () => {
    const environment = { DB_URL: undefined, REDIS__HOST: undefined, DATA_DIR: folder, DEMO: 'false' };
    service = await TestService.start(environment, { databaseUrl: 'none' });
  });
  after(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true });
  });

  it('to a slow client: leaves the one connection to other reads and writes, and is as of its start', async () => {
    const user = await service.user();
    await fill(service, user);
    const token = service.tokenOf(user);
    const response = await begin(service, token);
    const body = { visibleName: 'Somebody Patient' };
    expect((await service.call('PATCH', me, { token, body })).status).to.equal(200);
    const { account, audit } = (await response.json()) as { account: User; audit: { action: string }[] };
    expect(account.visibleName).to.equal(user.visibleName);
    expect(audit.map(({ action }) => action)).to.include('user.changed');
    expect(audit).to.have.length(many + 1);
  });
});
