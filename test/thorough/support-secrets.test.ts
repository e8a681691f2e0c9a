import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { ids } from '../../src/composition/service-ids.js';
import { emailsSent, tokenTo } from '../e2e/identity/emails.js';
import { rawMessage, rawRequest } from '../support/raw-http.js';
import { TestService } from '../support/service.js';

/** A password that nobody else uses, and that is written otherwise in JSON and in a URL. */
const aPassword = () => `"é🎻\\ ${randomBytes(12).toString('hex')}`;
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing found',
    (error: Error) => error.message,
  );
const inTheLog = /^ASVS 16\.2\.5: .* stands in the log$/;
const inTheDatabase = /^ASVS 16\.2\.5: .* stands in the database$/;

describe('the search for secrets, when a service is stopped', () => {
  type Secrets = Record<string, string>;

  /** Somebody signs up and in, and is written a letter; then something is planted. */
  const stopped = async (plant: (service: TestService, secrets: Secrets) => unknown) => {
    const service = await TestService.start();
    const password = aPassword();
    const person = { email: 'secret@example.com', visibleName: 'Secret', password };
    await service.call('POST', '/api/v1/auth/register', { body: person });
    const login = { email: person.email, password };
    const { body } = await service.call('POST', '/api/v1/auth/login', { body: login });
    const { headers } = await service.call('POST', '/api/v1/auth/login', {
      body: { ...login, transport: 'cookie' },
    });
    const [, cookie = ''] = /^[^=]+=([^;]*)/.exec(headers.getSetCookie()[1] ?? '') ?? [];
    const { accessToken, refreshToken } = body;
    const letter = await tokenTo(service, person.email);
    await emailsSent(service);
    await plant(service, { password, accessToken, refreshToken, cookie, letter });
    return outcome(service.stop());
  };
  const logged = ({ log }: TestService, secret: string) =>
    log.push({ level: 'info', message: `it was ${secret}` });

  it('with nothing planted: finds none', async () => {
    expect(await stopped(() => {})).to.equal('nothing found');
  });

  for (const secret of ['password', 'accessToken', 'refreshToken', 'cookie', 'letter'] as const) {
    it(`ASVS 16.2.5 with the ${secret} in a line of the log: finds it`, async () => {
      const found = await stopped((service, secrets) => logged(service, secrets[secret] as string));
      expect(found).to.match(inTheLog);
    });

    it(`ASVS 16.2.5 with the ${secret} in the audit trail: finds it`, async () => {
      const found = await stopped(({ service }, secrets) =>
        service.container
          .get(ids.Database)('audit')
          .insert({ action: 'planted', details: { [secret]: secrets[secret] } }),
      );
      expect(found).to.match(inTheDatabase);
    });
  }

  for (const [way, send] of Object.entries({
    'by fetch()': ({ url }: TestService, body: string) =>
      fetch(`${url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    'over a bare socket': ({ url }: TestService, body: string) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(body)}` };
      return rawRequest(url, Buffer.from(rawMessage('POST', '/api/v1/auth/login', headers, body)));
    },
  })) {
    it(`ASVS 16.2.5 with a password in the log that went ${way} alone: finds it`, async () => {
      const found = await stopped(async (service) => {
        const password = aPassword();
        await send(service, JSON.stringify({ email: 'nobody@example.com', password }));
        logged(service, encodeURIComponent(password));
      });
      expect(found).to.match(inTheLog);
    });
  }

  it('ASVS 16.2.5 with a password in the log that was refused as weak: finds it', async () => {
    const found = await stopped(async (service) => {
      const password = 'lovethewayyoulie';
      const body = { email: 'eve@example.com', visibleName: 'Eve', password };
      expect((await service.call('POST', '/api/v1/auth/register', { body })).status).to.equal(422);
      logged(service, password);
    });
    expect(found).to.match(inTheLog);
  });

  it('with a setting for a password: in the log: finds it', async () => {
    const password = aPassword();
    const service = await TestService.start({
      ADMIN__EMAIL: 'admin@example.com',
      ADMIN__PASSWORD: password,
    });
    logged(service, password);
    expect(await outcome(service.stop())).to.match(inTheLog);
  });
});
