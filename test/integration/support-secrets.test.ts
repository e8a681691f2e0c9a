import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { ids } from '../../src/composition/service-ids.js';
import { TestService } from '../support/service.js';

describe('the search for secrets, when a service is stopped', () => {
  /** Somebody signs up and in; then something is planted. */
  const stopped = async (plant: (service: TestService, secrets: Record<string, string>) => unknown) => {
    const service = await TestService.start();
    const password = `"é🎻\\ ${randomBytes(12).toString('hex')}`;
    const person = { email: 'secret@example.com', visibleName: 'Secret', password };
    await service.call('POST', '/api/v1/auth/register', { body: person });
    const login = { email: person.email, password };
    const { body } = await service.call('POST', '/api/v1/auth/login', { body: login });
    const { headers } = await service.call('POST', '/api/v1/auth/login', {
      body: { ...login, transport: 'cookie' },
    });
    const [, cookie = ''] = /^[^=]+=([^;]*)/.exec(headers.getSetCookie()[1] ?? '') ?? [];
    await plant(service, {
      password,
      accessToken: body.accessToken,
      refreshToken: body.refreshToken,
      cookie,
    });
    return service.stop().then(
      () => 'nothing found',
      (error: Error) => error.message,
    );
  };

  it('with nothing planted: finds none', async () => {
    expect(await stopped(() => {})).to.equal('nothing found');
  });

  for (const secret of ['password', 'accessToken', 'refreshToken', 'cookie'] as const) {
    it(`ASVS 16.2.5 with the ${secret} in a line of the log: finds it`, async () => {
      const found = await stopped(({ log }, secrets) =>
        log.push({ level: 'info', message: `it was ${secrets[secret]}` }),
      );
      expect(found).to.match(/^ASVS 16\.2\.5: .* stands in the log$/);
    });

    it(`ASVS 16.2.5 with the ${secret} in the audit trail: finds it`, async () => {
      const found = await stopped(({ service }, secrets) =>
        service.container
          .get(ids.Database)('audit')
          .insert({ action: 'planted', details: { [secret]: secrets[secret] } }),
      );
      expect(found).to.match(/^ASVS 16\.2\.5: .* stands in the database$/);
    });
  }
});
