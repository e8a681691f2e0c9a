import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Client } from 'pg';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { rawMessage, rawRequest } from '../../support/raw-http.js';
import { redisUrl } from '../../support/servers/servers.js';
import { password, registration } from '../identity/people.js';
import { endLeftovers, listening, runService, type Spawned } from '../process/spawned.js';

const fields = 'level message timestamp requestId method route status ms bytes userId'.split(' ');
const [login, movies, me] = ['/api/v1/auth/login', '/api/v1/movies', '/api/v1/users/me'];

describe('the log of the process:', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let service: Spawned;
  let url = '';
  before(async () => {
    database = await emptyDatabase();
    const settings = { DB__STATEMENT_TIMEOUT_MS: '5000' };
    service = runService(testEnvironment(database.url, await redisUrl(), settings));
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
    const { email, visibleName } = registration();
    await call('POST', '/api/v1/auth/register', {}, { email, visibleName, password });
    const response = await call('POST', login, {}, { email, password });
    return { email, token: ((await response.json()) as { accessToken: string }).accessToken };
  };

  it('a request: is one line with the pattern of its route, and no path', async () => {
    for (const [method, path, status, route] of [
      ['GET', `${movies}/1?x=1`, 400, `${movies}/{id}`],
      ['GET', `${movies}?limit=1`, 200, movies],
      ['HEAD', movies, 200, movies],
      ['POST', movies, 401, movies],
      ['GET', '/nothing/here', 404, null],
    ] as const) {
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
    }
  });

  it('ASVS 16.4.1 line breaks in a User-Agent, a request id and a path: add no line', async () => {
    const forged = '{"level":"error","message":"forged"}';
    const path = `/a%0d%0a${encodeURIComponent(forged)}`;
    await rawRequest(url, rawMessage('GET', '/nothing', { 'User-Agent': `x\r\n ${forged}` }));
    await rawRequest(url, rawMessage('GET', path, { 'X-Request-Id': `x%0a${forged}` }));
    await call('GET', movies, { 'user-agent': forged, 'x-request-id': forged });
    expect(service.stdout()).to.not.include('forged');
    for (const line of service.stdout().trim().split('\n'))
      expect(() => JSON.parse(line), line).to.not.throw();
  });

  const failures = [
    {
      what: 'that is unexpected',
      sql: 'alter table users rename to lost',
      undo: 'alter table lost rename to users',
      status: 500,
      code: 'internal',
    },
    {
      what: 'of a database that takes too long',
      sql: `create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$;
        create trigger slow before insert on users for each row execute function slow()`,
      undo: 'drop function slow cascade',
      status: 503,
      code: 'unavailable',
    },
  ];
  for (const { what, sql, undo, status, code } of failures) {
    it(`ASVS 16.5.1 an error ${what}: returns ${status} without its cause, which the log has without secrets`, async () => {
      await query(sql);
      const id = randomUUID();
      const account = registration();
      const response = await call('POST', '/api/v1/auth/register', { 'x-request-id': id }, account);
      await query(undo);
      const problem = await response.json();
      expect(response.status).to.equal(status);
      expect(problem).to.deep.include({ code, requestId: id });
      expect(JSON.stringify(problem)).to.not.match(/users|insert|knex|relation|timeout|\.ts|\.js|stack/i);
      const isError = (line: Record<string, unknown>) => line.requestId === id && line.error !== undefined;
      const line = await service.until(() => service.log().find(isError));
      expect((line.error as { stack: string }).stack).to.match(/\n\s+at /);
      for (const secret of [password, '$argon2id', account.email])
        expect(JSON.stringify(line)).to.not.include(secret);
    });
  }

  it('ASVS 16.2.5 passwords, tokens, hashes and Authorization headers: are in no line', async () => {
    const { token, email } = await person();
    const basic = btoa(`${email}:${password}`);
    for (const authorization of [`Bearer ${token}`, `Basic ${basic}`, `Bearer ${token}x`]) {
      await call('GET', me, { authorization });
      await call('POST', login, { authorization }, { email, password });
    }
    await call('GET', `${movies}?access_token=${token}&password=${encodeURIComponent(password)}`);
    await call('POST', login, {}, { email, password, [token]: 1 });
    await call('GET', `${movies}/${token}`);
    const id = randomUUID();
    await call('GET', '/health/live', { 'x-request-id': id });
    await lineOf(id);
    const output = service.stdout() + service.stderr();
    const signature = token.split('.')[2] as string;
    for (const secret of [password, encodeURIComponent(password), token, signature, basic, '$argon2'])
      expect(output.includes(secret), `${secret.slice(0, 6)}… is in the log`).to.equal(false);
    expect(output).to.not.match(/Bearer ey|Basic /);
  });
});
