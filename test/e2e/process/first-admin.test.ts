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
  const post = async (url: string, path: string, body: object) => {
    const response = await fetch(`${url}/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { user?: { role: string } } };
  };
  const admin = (email: string) => ({ ADMIN__EMAIL: email, ADMIN__PASSWORD: password });
  const logIn = (url: string, email: string) => post(url, 'login', { email, password });

  it('with ADMIN__EMAIL and ADMIN__PASSWORD: on an empty users table: is made, and can log in', async () => {
    const { service, url } = await start(admin('first@example.com'));
    const { status, body } = await logIn(url, 'first@example.com');
    expect({ status, role: body.user?.role }).to.deep.equal({ status: 200, role: 'admin' });
    expect(service.stdout())
      .to.include('"firstAdmin":{"email":"first@example.com"')
      .and.to.not.include(password);
  });

  it('ASVS 6.2.4 with a common ADMIN__PASSWORD: on an empty users table: ends with 78 and says which setting', async () => {
    const weak = 'lovethewayyoulie';
    const settings = { ADMIN__EMAIL: 'first@example.com', ADMIN__PASSWORD: weak };
    const service = runService(testEnvironment(database.url, await redisUrl(), settings));
    expect(await service.exit).to.equal(78);
    expect(service.stderr())
      .to.match(/ADMIN__PASSWORD is rejected: .*easy to guess/)
      .and.to.not.include(weak);
  });

  it('with other values: on a second start: is not made', async () => {
    await start(admin('first@example.com'));
    await endLeftovers();
    const { service, url } = await start(admin('second@example.com'));
    expect((await logIn(url, 'second@example.com')).status).to.equal(401);
    expect((await logIn(url, 'first@example.com')).status).to.equal(200);
    expect(service.stdout()).to.not.include('firstAdmin');
  });

  it('ASVS 6.3.2 without the two settings: on an empty users table: is nobody', async () => {
    const { url } = await start();
    for (const email of ['admin@example.com', 'admin@localhost.test']) {
      expect((await post(url, 'login', { email, password: 'admin' })).status).to.equal(401);
    }
  });
});

describe('the first admin, made by two instances at once:', () => {
  const service = useOwnService();

  for (const emails of [
    ['first@example.com', 'first@example.com'],
    ['first@example.com', 'second@example.com'],
  ]) {
    it(`${emails.join(' and ')}: on an empty users table: is made once, and neither instance fails`, async () => {
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
