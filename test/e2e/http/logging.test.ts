import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Client } from 'pg';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { openSocket, rawMessage, rawRequest } from '../../support/raw-http.js';
import { redisUrl } from '../../support/servers/servers.js';
import { endLeftovers, listening, runService, type Spawned } from '../process/spawned.js';

const fields = 'level message timestamp requestId method route status ms bytes userId'.split(' ');
const password = 'seven quiet violins';

describe('the log of the process:', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let service: Spawned;
  let url = '';
  before(async () => {
    database = await emptyDatabase();
    service = runService(
      testEnvironment(database.url, await redisUrl(), { DB__STATEMENT_TIMEOUT_MS: '5000' }),
    );
    url = await listening(service);
  });
  after(async () => {
    await endLeftovers();
    await database.drop();
  });

  const call = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
    fetch(url + path, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  const lineOf = (id: string, message = 'request') =>
    service.until(() => service.log().find((line) => line.requestId === id && line.message === message));
  const query = async (sql: string) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const person = async () => {
    const name = randomUUID().slice(0, 8);
    const account = { email: `${name}@example.com`, visibleName: name, password };
    await call('POST', '/api/v1/auth/register', {}, account);
    const login = await call('POST', '/api/v1/auth/login', {}, { email: account.email, password });
    return { ...account, token: ((await login.json()) as { accessToken: string }).accessToken };
  };

  const requests: [string, string, number, string | null][] = [
    ['GET', '/api/v1/movies/1?x=1', 400, '/api/v1/movies/{id}'],
    ['GET', '/api/v1/movies?limit=1', 200, '/api/v1/movies'],
    ['HEAD', '/api/v1/movies', 200, '/api/v1/movies'],
    ['POST', '/api/v1/movies', 401, '/api/v1/movies'],
    ['GET', '/nothing/here', 404, null],
  ];
  for (const [method, path, status, route] of requests) {
    it(`${method} ${path}: on its end: is one line with the pattern of its route, and no path`, async () => {
      const id = randomUUID();
      const response = await call(method, path, { 'x-request-id': id });
      await response.text();
      const line = await lineOf(id);
      expect(line).to.have.all.keys(status === 401 ? [...fields, 'code', 'ip'] : fields);
      expect(line).to.include({ level: 'info', method, route, status, userId: null });
      expect(line.bytes).to.equal(Number(response.headers.get('content-length')));
      expect(line.ms).to.be.a('number').greaterThan(0);
      await call('GET', '/health/live');
      expect(service.log().filter(({ requestId }) => requestId === id)).to.have.lengthOf(1);
    });
  }

  it('a request with a token: on its end: names the user', async () => {
    const { token } = await person();
    const id = randomUUID();
    const response = await call('GET', '/api/v1/users/me', {
      authorization: `Bearer ${token}`,
      'x-request-id': id,
    });
    const { id: userId } = (await response.json()) as { id: number };
    expect(await lineOf(id)).to.include({ userId, status: 200 });
  });

  it('a request whose client goes away: on its end: is a line with 499 under its id', async () => {
    const id = randomUUID();
    const socket = await openSocket(url);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '50', 'X-Request-Id': id };
    socket.write(rawMessage('POST', '/api/v1/auth/login', headers, '{'));
    await call('GET', '/health/live');
    socket.destroy();
    const line = await service.until(() => service.log().find(({ status }) => status === 499));
    expect(line).to.include({ requestId: id, method: 'POST', route: '/api/v1/auth/login' });
  });

  it('ASVS 16.4.1 line breaks in a User-Agent, a request id and a path: in the log: make no line', async () => {
    const forged = '{"level":"error","message":"forged"}';
    await rawRequest(url, rawMessage('GET', '/nothing', { 'User-Agent': `x\r\n ${forged}` }));
    await rawRequest(
      url,
      rawMessage('GET', `/a%0d%0a${encodeURIComponent(forged)}`, { 'X-Request-Id': `x%0a${forged}` }),
    );
    await call('GET', '/api/v1/movies', { 'user-agent': forged, 'x-request-id': forged });
    expect(service.stdout()).to.not.include('forged');
    for (const line of service.stdout().trim().split('\n'))
      expect(() => JSON.parse(line), line).to.not.throw();
  });

  const failures = [
    {
      what: 'of which nobody thought',
      sql: 'alter table users rename to lost',
      undo: 'alter table lost rename to users',
      status: 500,
      code: 'internal',
      message: 'a request failed',
    },
    {
      what: 'of a database that takes too long',
      sql: 'create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$; create trigger slow before insert on users for each row execute function slow()',
      undo: 'drop function slow cascade',
      status: 503,
      code: 'unavailable',
      message: 'a request could not be served',
    },
  ];
  for (const { what, sql, undo, status, code, message } of failures) {
    it(`ASVS 16.5.1 an error ${what}: on registration: answers ${status} without its cause, which the log has without secrets`, async () => {
      await query(sql);
      const id = randomUUID();
      const account = { email: `${id}@example.com`, visibleName: id.slice(0, 30), password };
      const response = await call('POST', '/api/v1/auth/register', { 'x-request-id': id }, account);
      await query(undo);
      const problem = await response.json();
      expect(response.status).to.equal(status);
      expect(problem).to.deep.include({ code, requestId: id });
      expect(JSON.stringify(problem)).to.not.match(/users|insert|knex|relation|timeout|\.ts|\.js|stack/i);
      const line = await lineOf(id, message);
      expect((line.error as { stack: string }).stack).to.match(/\n\s+at /);
      const told = JSON.stringify(line);
      expect(told).to.not.include(password).and.to.not.include('$argon2id').and.to.not.include(account.email);
    });
  }

  it('ASVS 16.2.5 passwords, tokens, hashes and Authorization headers: after all of these: stand in no line', async () => {
    const { token, email } = await person();
    const authorizations = [`Bearer ${token}`, `Basic ${btoa(`${email}:${password}`)}`, `Bearer ${token}x`];
    for (const authorization of authorizations) {
      await call('GET', '/api/v1/users/me', { authorization });
      await call('POST', '/api/v1/auth/login', { authorization }, { email, password });
    }
    await call('GET', `/api/v1/movies?access_token=${token}&password=${encodeURIComponent(password)}`);
    await call('POST', '/api/v1/auth/login', {}, { email, password, [token]: 1 });
    await call('GET', `/api/v1/movies/${token}`);
    const id = randomUUID();
    await call('GET', '/health/live', { 'x-request-id': id });
    await lineOf(id);
    const everything = service.stdout() + service.stderr();
    const signature = token.split('.')[2] as string;
    const secrets = [
      password,
      encodeURIComponent(password),
      token,
      signature,
      btoa(`${email}:${password}`),
      '$argon2',
    ];
    for (const secret of secrets) {
      const name = createHash('sha256').update(secret).digest('hex').slice(0, 8);
      expect(everything.includes(secret), `${secret.slice(0, 12)}… (${name}) is in the log`).to.equal(false);
    }
    expect(everything).to.not.match(/Bearer ey|Basic /);
  });
});
