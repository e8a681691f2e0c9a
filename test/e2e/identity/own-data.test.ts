import { expect } from 'chai';
import type { User } from '../../../src/core/identity/user.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { everythingIn } from '../../support/secrets.js';
import { useOwnService, useService } from '../../support/service.js';
import { beginOwnExport, exportPath, fillAuditTrail, manyEntries } from './own-exports.js';
import { databaseOf, logIn, me, outcomeOf, password, refresh, registration, signedIn } from './people.js';

describe('remove my account:', () => {
  const service = useService();

  it('ASVS 7.5.1 with a wrong password: is rejected; with the right one: ends its session, and frees its email and name', async () => {
    const { email, visibleName, token, refreshToken } = await signedIn(service());
    const remove = (currentPassword: string) =>
      service().call('DELETE', me, { token, body: { currentPassword } });
    expect(outcomeOf(await remove('seven loud violins'))).to.deep.equal([401, 'invalid-credentials']);
    expect((await remove(password)).status).to.equal(204);
    expect(outcomeOf(await service().call('GET', me, { token }))).to.deep.equal([401, 'session-ended']);
    expect((await refresh(service(), refreshToken)).status).to.equal(401);
    expect((await logIn(service(), email)).status).to.equal(401);
    await service().user({ email, visibleName });
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
  // Its own service: it fills and renames tables.
  const service = useOwnService();
  // Every database is searched for secrets before it is dropped.
  afterEach(() => databaseOf(service()).raw('truncate audit'));
  const read = (token: string) => service().call('GET', exportPath, { token });
  const person = async (entries = manyEntries) => {
    const user = await service().user();
    await fillAuditTrail(service(), user, entries);
    return { user, token: service().tokenOf(user) };
  };
  const failureOf = (response: Response) =>
    response.json().then(
      () => 'none',
      (error: Error) => error.name,
    );

  it('has account, sessions, audit, idempotency keys, links and imports, but no hash, and Cache-Control: no-store', async () => {
    const { id, email, token } = await signedIn(service(), { role: 'moderator' });
    const headers = { 'idempotency-key': 'varda-1' };
    await service().call('POST', '/api/v1/authors', { token, body: { name: 'Varda' }, headers });
    await service().call('POST', '/api/v1/imports', { token, body: { name: 'mine.csv' } });
    const { status, headers: received, body, text } = await read(token);
    expect([status, received.get('cache-control')]).to.deep.equal([200, 'no-store']);
    expect(body).to.have.all.keys(
      'account',
      'sessions',
      'audit',
      'idempotencyKeys',
      'letters',
      'links',
      'secondFactors',
      'apiKeys',
      'apiKeyRequests',
      'imports',
    );
    expect(body.account).to.include({ id, email });
    expect(body.sessions).to.have.length(1);
    expect(body.audit.map(({ action }: { action: string }) => action)).to.deep.equal([
      'author.created',
      'import.created',
    ]);
    expect(body.idempotencyKeys[0]).to.include({ key: 'varda-1' });
    expect(body.imports).to.have.length(1);
    expect(body.imports[0]).to.include({ name: 'mine.csv', status: 'awaiting-file' });
    expect(text).to.not.match(/argon2|hash|fingerprint|tokenVersion/i);
  });

  it('ASVS 8.2.2/15.3.1 of another account: is in no other export; actions of an administrator: have the actor without the IP address', async () => {
    const [ada, bob] = [await service().user(), await service().user()];
    const { text } = await read(service().tokenOf(bob));
    expect(text).to.not.include(ada.email).and.to.not.include(ada.visibleName);
    const token = await service().tokenAs('admin');
    await service().call('PATCH', `/api/v1/users/${ada.id}`, { token, body: { role: 'moderator' } });
    const [entry] = (await read(service().tokenOf(ada))).body.audit;
    expect(entry).to.include({ action: 'user.role-changed', ip: null });
    expect(entry.actorId).to.be.a('number');
  });

  it('a long one: is complete, and other requests are served during it', async () => {
    const { user, token } = await person();
    const response = await beginOwnExport(service(), token);
    expect((await service().call('GET', me, { token })).status).to.equal(200);
    const { account, audit } = (await response.json()) as { account: User; audit: { id: number }[] };
    expect(account.id).to.equal(user.id);
    expect(new Set(audit.map(({ id }) => id)).size).to.equal(manyEntries);
  });

  it('with the account removed, or after a database error: ends in a reset connection', async () => {
    const { user, token } = await person();
    const removed = await beginOwnExport(service(), token);
    const admin = await service().tokenAs('admin');
    const removal = await service().call('DELETE', `/api/v1/users/${user.id}`, { token: admin });
    expect(removal.status).to.equal(204);
    expect(await failureOf(removed)).to.equal('TypeError');
    const failing = await beginOwnExport(service(), (await person()).token);
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
    await beginOwnExport(service(), token, leaving.signal);
    const response = await read(token);
    expect(outcomeOf(response)).to.deep.equal([503, 'too-many-exports']);
    expect(Number(response.headers.get('retry-after'))).to.be.above(0);
    const other = await person(1);
    for (const method of ['GET', 'HEAD', 'HEAD', 'GET'])
      expect((await service().call(method, exportPath, { token: other.token })).status).to.equal(200);
    leaving.abort();
    await eventually(async () => (await read(token)).status === 200, 'the first was known to have ended');
  });
});
