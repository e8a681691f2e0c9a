import { expect } from 'chai';
import { endLeftovers, listening, runService } from '../../e2e/process/spawned.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { redisUrl } from '../../support/servers/servers.js';
import { tokenIn } from '../../support/smtp.js';

const person = { email: 'ada@example.com', visibleName: 'Ada', password: 'seven quiet violins' };
const post = (url: string, path: string, body: object) =>
  fetch(`${url}/api/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a process without SMTP__URL:', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(async () => {
    await endLeftovers();
    await database.drop();
  });
  const environment = async (overrides: Record<string, string | undefined>) =>
    testEnvironment(database.url, await redisUrl(), overrides);
  const withoutSmtp = 'SMTP__URL is not set, so no email is sent';

  it('in development, with JSON logs: prints emails on lines of their own, with working links', async () => {
    const service = runService(await environment({ NODE_ENV: undefined }));
    const url = await listening(service);
    await post(url, 'register', person);
    const line = await service.until(() => service.log().find(({ to }) => to === person.email));
    expect(line).to.include({ level: 'info', subject: 'Verify your email address' });
    expect((await post(url, 'email/verify', { token: tokenIn(String(line.text)) })).status).to.equal(204);
    expect(service.stdout()).to.not.include(withoutSmtp);
  });

  it('in development, with pretty logs: prints emails as text', async () => {
    const service = runService(await environment({ NODE_ENV: undefined, LOG__FORMAT: 'pretty' }));
    const url = await service.until(({ stdout }) => /^API: (http:\S+)\/api\/v1$/m.exec(stdout())?.[1]);
    await post(url, 'register', person);
    const text = await service.until(
      ({ stdout }) => /^Email to ada@example.com[\s\S]+valid for/m.exec(stdout())?.[0],
    );
    expect((await post(url, 'email/verify', { token: tokenIn(text) })).status).to.equal(204);
  });

  it('in production: warns at the start, rejects requests that need an email, drops other emails, and prints no link', async () => {
    const admin = { email: 'admin@example.com', password: 'nine silent drummers' };
    const settings = { ADMIN__EMAIL: admin.email, ADMIN__PASSWORD: admin.password };
    const service = runService(await environment({ NODE_ENV: 'production', ...settings }));
    const url = await listening(service);
    const warning = service.log().find(({ message }) => String(message).startsWith(withoutSmtp));
    expect(warning).to.include({ level: 'warn' });
    expect((await post(url, 'register', person)).status).to.equal(201);
    expect((await post(url, 'password/forgot', person)).status).to.equal(422);
    const login = await post(url, 'login', admin);
    const { accessToken, user } = (await login.json()) as { accessToken: string; user: { id: number } };
    const invited = { email: 'eve@example.com', visibleName: 'Eve' };
    for (const [path, body] of [
      ['auth/password/forgot', { email: person.email }],
      ['auth/email/verification', undefined],
      ['users', invited],
      [`users/${user.id}/password-reset`, undefined],
    ] as const) {
      const response = await fetch(`${url}/api/v1/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const { code } = (await response.json()) as { code: string };
      expect([path, response.status, code]).to.deep.equal([path, 409, 'mail-not-configured']);
    }
    expect((await post(url, 'login', admin)).status).to.equal(200);
    expect((await post(url, 'register', { ...invited, password: person.password })).status).to.equal(201);
    const dropped = await service.until(() =>
      service.log().find(({ message }) => message === 'email failed permanently'),
    );
    expect(dropped).to.include({ level: 'warn' });
    expect(service.stdout()).to.not.include('#token');
    expect(service.stderr()).to.equal('');
  });
});
