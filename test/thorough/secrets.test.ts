import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { Client } from 'pg';
import { openEmbeddedDatabase } from '../../src/adapters/embedded/embedded-database.js';
import { ids } from '../../src/composition/service-ids.js';
import { emailsSent, tokenTo } from '../e2e/identity/emails.js';
import { endLeftovers, listening, run, runService } from '../e2e/process/spawned.js';
import { rawMessage, rawRequest } from '../support/raw-http.js';
import { noteSecret } from '../support/secrets.js';
import { TestService } from '../support/service.js';

const aSecret = () => randomBytes(32).toString('base64url');
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing found',
    (error: Error) => error.message,
  );
const found = (place: string) => new RegExp(`^ASVS 16\\.2\\.5: .* stands in ${place}$`);
describe('the search for secrets, when a process has ended', () => {
  // A test that expects it to reject looks at the error.
  afterEach(() => endLeftovers().catch(() => {}));

  const says = 'process.stdin.on("end", () => console.log(said)).resume()';
  /** What the search finds in the output of a process. */
  const said = (said: string, env: Record<string, string>, input = '') =>
    outcome(run(process.execPath, ['-e', says.replace('said', said)], env, { input }).exit);

  const postgres = { DB_URL: 'postgresql://a:b@127.0.0.1:1/c' };
  for (const [setting, value] of Object.entries({
    ADMIN__PASSWORD: (secret: string) => secret,
    REDIS__PASSWORD: (secret: string) => secret,
    DB_URL: (secret: string) => `postgresql://someone:${encodeURIComponent(secret)}@127.0.0.1:1/films`,
    SMTP__URL: (secret: string) => `smtp://someone:${encodeURIComponent(secret)}@127.0.0.1:1`,
  })) {
    it(`ASVS 16.2.5 with a password from ${setting} in its output: finds it`, async () => {
      const secret = `${aSecret()} é"`;
      const env = { ...postgres, [setting]: value(secret), SAID: secret };
      expect(await said('process.env.SAID', env)).to.match(found('the log'));
      expect(await said('"nothing"', env)).to.equal('nothing found');
    });
  }

  it('ASVS 16.2.5 with its standard input in its output: finds it', async () => {
    const secret = aSecret();
    expect(await said(JSON.stringify(secret), postgres, `${secret}\n`)).to.match(found('the log'));
  });

  it('ASVS 16.2.5 with the link of an email: finds it in production, and where emails are sent', async () => {
    const line = JSON.stringify(`http://127.0.0.1/account/reset#token=${aSecret()} `);
    expect(await said(line, postgres)).to.equal('nothing found');
    expect(await said(line, { ...postgres, NODE_ENV: 'production' })).to.match(found('the log'));
    expect(await said(line, { ...postgres, SMTP__URL: 'smtp://127.0.0.1:1' })).to.match(found('the log'));
  });

  it('ASVS 16.2.5 with the password of the first admin: finds it from the second time on', async () => {
    const secret = aSecret();
    const line = JSON.stringify(`First admin: admin@example.com  password: ${secret}`);
    expect(await said(line, {})).to.equal('nothing found');
    expect(await said(`${line} + "\\n" + ${JSON.stringify(secret)}`, {})).to.match(found('the log'));
  });

  it('ASVS 16.2.5 with one in its embedded database: finds it', async () => {
    const service = runService({ PORT: '0', DEMO: 'false' });
    await listening(service);
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
    const secret = aSecret();
    noteSecret('a secret', secret);
    const { connection, stop } = await openEmbeddedDatabase(join(service.folder, 'data'), () => {});
    const client = new Client(connection);
    await client.connect();
    await client.query("insert into audit (action, details) values ('planted', $1)", [{ secret }]);
    await client.end();
    await stop();
    expect(await outcome(endLeftovers())).to.match(found('the database'));
  });
});

describe('the search for secrets, when a service is stopped', () => {
  /** Different in JSON and in a URL. */
  const aPassword = () => `"é🎻\\ ${randomBytes(12).toString('hex')}`;
  const post = (service: TestService, path: string, body: object) =>
    service.call('POST', `/api/v1/auth/${path}`, { body });

  /** Uses a secret of each sort, and plants those that `plant` returns. Returns how the stop ended. */
  const stopped = async (plant: (service: TestService, secrets: readonly string[]) => unknown) => {
    const service = await TestService.start();
    const [email, password] = ['secret@example.com', aPassword()];
    await post(service, 'register', { email, visibleName: 'Secret', password });
    const { body } = await post(service, 'login', { email, password });
    const { headers } = await post(service, 'login', { email, password, transport: 'cookie' });
    const [, cookie = ''] = /^[^=]+=([^;]*)/.exec(headers.getSetCookie()[1] ?? '') ?? [];
    const token = await tokenTo(service, email);
    await emailsSent(service);
    await plant(service, [password, body.accessToken, body.refreshToken, cookie, token]);
    return outcome(service.stop());
  };
  /** Expects a search to find each of the secrets in one place. */
  const expectAll = (message: string, secrets: readonly string[], place: string) => {
    for (const secret of secrets) expect(message).to.include(` ${secret.slice(0, 6)}… stands in ${place}`);
  };
  const logged = ({ log }: TestService, ...secrets: string[]) =>
    log.push(...secrets.map((secret) => ({ level: 'info' as const, message: `it was ${secret}` })));

  it('without any: finds none', async () => {
    expect(await stopped(() => {})).to.equal('nothing found');
  });

  it('ASVS 16.2.5 with a password, a token, a cookie and a link in its log: finds each', async () => {
    let planted: readonly string[] = [];
    const message = await stopped(async (service, secrets) => {
      const [byFetch, bySocket, weak] = [aPassword(), aPassword(), 'lovethewayyoulie'];
      const login = (password: string) => JSON.stringify({ email: 'nobody@example.com', password });
      const json = { 'content-type': 'application/json' };
      const url = `${service.url}/api/v1/auth/login`;
      await fetch(url, { method: 'POST', headers: json, body: login(byFetch) });
      const length = { 'content-length': `${Buffer.byteLength(login(bySocket))}` };
      const request = rawMessage('POST', '/api/v1/auth/login', { ...json, ...length }, login(bySocket));
      await rawRequest(service.url, Buffer.from(request));
      await post(service, 'register', { email: 'eve@example.com', visibleName: 'Eve', password: weak });
      logged(service, ...secrets, byFetch, encodeURIComponent(bySocket), weak);
      planted = [...secrets, byFetch, bySocket, weak];
    });
    expectAll(message, planted, 'the log');
  });

  it('ASVS 16.2.5 with each of them in its database: finds each, and drops the database', async () => {
    let planted: readonly string[] = [];
    let url = '';
    const message = await stopped(async ({ service, databaseUrl }, secrets) => {
      [planted, url] = [secrets, databaseUrl];
      await service.container.get(ids.Database)('audit').insert({ action: 'planted', details: { secrets } });
    });
    expectAll(message, planted, 'the database');
    expect(await outcome(new Client({ connectionString: url }).connect())).to.include('does not exist');
  });

  it('ASVS 16.2.5 with a password from its settings in its log: finds it', async () => {
    const password = aPassword();
    const service = await TestService.start({ ADMIN__EMAIL: 'admin@example.com', ADMIN__PASSWORD: password });
    logged(service, password);
    expect(await outcome(service.stop())).to.match(found('the log'));
  });
});
