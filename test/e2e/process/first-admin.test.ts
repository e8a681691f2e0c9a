import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { redisUrl } from '../../support/servers/servers.js';
import { useOwnService } from '../../support/service.js';
import { endLeftovers, listening, runService } from './spawned.js';

const password = 'a first long password';

describe('the first admin:', () => {
  afterEach(async () => {
    await endLeftovers();
    await database.drop();
  });
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeEach(async () => {
    database = await emptyDatabase();
  });

  const start = async (overrides: Record<string, string> = {}) => {
    const service = runService(testEnvironment(database.url, await redisUrl(), overrides));
    return { service, url: await listening(service) };
  };
  const admin = (email: string) => ({ ADMIN__EMAIL: email, ADMIN__PASSWORD: password });
  const logIn = async (url: string, email: string) => {
    const response = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return { status: response.status, body: (await response.json()) as { user?: { role: string } } };
  };

  it('with ADMIN__EMAIL and ADMIN__PASSWORD: is created on an empty users table, and not on a second start with others', async () => {
    const first = await start(admin('first@example.com'));
    expect(first.service.stdout())
      .to.include('"firstAdmin":{"email":"first@example.com"')
      .and.to.not.include(password);
    await endLeftovers();
    const { service, url } = await start(admin('second@example.com'));
    expect((await logIn(url, 'second@example.com')).status).to.equal(401);
    const { status, body } = await logIn(url, 'first@example.com');
    expect({ status, role: body.user?.role }).to.deep.equal({ status: 200, role: 'admin' });
    expect(service.stdout()).to.not.include('firstAdmin');
  });

  it('ASVS 6.2.4 with a common ADMIN__PASSWORD: exits with 78 and names the setting', async () => {
    const weak = 'lovethewayyoulie';
    const settings = { ADMIN__EMAIL: 'first@example.com', ADMIN__PASSWORD: weak };
    const service = runService(testEnvironment(database.url, await redisUrl(), settings));
    expect(await service.exit).to.equal(78);
    expect(service.stderr())
      .to.match(/ADMIN__PASSWORD is rejected: .*easy to guess/)
      .and.to.not.include(weak);
  });
});

describe('a service without those settings:', () => {
  const service = useOwnService();

  it('ASVS 6.3.2 at its first start: has no account', async () => {
    for (const email of ['admin@example.com', 'admin@localhost.test'])
      expect(
        (await service().call('POST', '/api/v1/auth/login', { body: { email, password: 'admin' } })).status,
      ).to.equal(401);
  });

  for (const emails of [
    ['first@example.com', 'first@example.com'],
    ['first@example.com', 'second@example.com'],
  ]) {
    it(`the first admin created by two at once, ${emails.join(' and ')}: is created once, and neither instance fails`, async () => {
      const { container } = service().service;
      await container.get(ids.Database)('users').delete();
      const made = await Promise.all(
        emails.map((email) =>
          container
            .get(ids.Accounts)
            .registerUser.registerFirstAdmin({ email, password, visibleName: 'Administrator' }),
        ),
      );
      expect(made.filter((admin) => admin !== undefined)).to.have.lengthOf(1);
    });
  }
});
