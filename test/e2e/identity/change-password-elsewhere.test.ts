import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { TestService, useService } from '../../support/service.js';
import { logIn, register } from './people.js';

const password = 'seven quiet violins';
const newPassword = 'eight louder trumpets';
const path = '/api/v1/users/me/password';
const me = '/api/v1/users/me';

describe('change my password too often:', () => {
  const service = useService({ LIMITS__LOGIN_ACCOUNT: '' });

  it('ASVS 6.3.1 with ten wrong ones, and logins among them: answers 429, also to the right one', async () => {
    const { body: user } = await register(service());
    const { accessToken: token } = (await logIn(service(), user.email)).body;
    const change = (currentPassword: string) =>
      service().call('PUT', path, { token, body: { currentPassword, newPassword } });
    for (let i = 0; i < 5; i += 1) {
      expect((await change(`seven loud violins ${i}`)).status).to.equal(401);
      expect((await logIn(service(), user.email, `seven loud violins ${i}`)).status).to.equal(401);
    }
    const { status, headers } = await change(password);
    expect([status, headers.has('retry-after')]).to.deep.equal([429, true]);
    expect((await service().call('GET', me, { token })).status).to.equal(200);
  });
});

describe('change my password on one of two instances:', () => {
  let instances: [TestService, TestService];
  before(async () => {
    const first = await TestService.start();
    instances = [first, await TestService.start({}, { databaseUrl: first.databaseUrl })];
  });
  after(async () => {
    for (const instance of [...instances].reverse()) await instance.stop();
  });

  it('ASVS 7.4.3 my other session: on the other instance: ends within a second, and this one goes on there', async () => {
    const [one, other] = instances;
    const { body: user } = await register(one);
    const [here, elsewhere] = [(await logIn(one, user.email)).body, (await logIn(other, user.email)).body];
    await one.call('PUT', path, {
      token: here.accessToken,
      body: { currentPassword: password, newPassword },
    });
    const audit = one.service.container.get(ids.Database)('audit');
    expect(
      await audit.whereLike('action', 'user.%').where({ actor_id: user.id }).pluck('action'),
    ).to.deep.equal(['user.changed']);
    const until = Date.now() + 60_000;
    while ((await other.call('GET', me, { token: elsewhere.accessToken })).status === 200) {
      if (Date.now() > until) throw new Error('the session did not end');
    }
    expect((await other.call('GET', me, { token: here.accessToken })).status).to.equal(200);
  });
});
