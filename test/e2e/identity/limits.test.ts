import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { RedisLimiter } from '../../../src/adapters/redis/redis-limiter.js';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { TestService, useService } from '../../support/service.js';
import { emailsSent, emailsTo, emailTo } from './emails.js';
import { anAddress, failLogins, logInFrom, published } from './guessing.js';
import { databaseOf, distinguishable, me, outcomeOf, password, register, registration } from './people.js';

const wrong = 'seven loud violins';
const tooMany = [429, 'too-many-requests'];
const count = (responses: readonly { status: number }[], status: number) =>
  responses.filter((response) => response.status === status).length;

describe('limits behind a trusted proxy:', () => {
  const service = useService({ ...published, TRUST_PROXY: 'loopback' });
  const post = (path: string, ip: string, body: object) =>
    service().call('POST', `/api/v1/auth/${path}`, { body, headers: { 'x-forwarded-for': ip } });
  const person = async () => (await post('register', anAddress(), registration())).body;

  it('ASVS 6.3.1 the eleventh failed login to one account from eleven addresses: returns 429 and until when', async () => {
    const [{ email }, other] = [await person(), await person()];
    await failLogins(service(), email, 10);
    for (const given of [wrong, password]) {
      const response = await logInFrom(service(), anAddress(), email, given);
      expect(outcomeOf(response)).to.deep.equal(tooMany);
      const wait = Number(response.headers.get('retry-after'));
      expect(wait).to.be.within(800, 900);
      expect(response.headers.get('ratelimit-policy')).to.equal('"login-account";q=10;w=900');
      expect(response.headers.get('ratelimit')).to.equal(`"login-account";r=0;t=${wait}`);
      expect(response.headers.get('cache-control')).to.equal('no-store');
    }
    expect((await logInFrom(service(), anAddress(), other.email)).status).to.equal(200);
  });

  it('ASVS 6.3.1 the owner at addresses of earlier logins: is not blocked by failures from unknown addresses', async () => {
    const { email } = await person();
    const [home, lan] = [anAddress(), '2001:db8:7:7::1'];
    for (const ip of [home, lan]) expect((await logInFrom(service(), ip, email)).status).to.equal(200);
    await failLogins(service(), email, 10);
    expect((await logInFrom(service(), anAddress(), email)).status).to.equal(429);
    for (const ip of [home, `::ffff:${home}`, lan, '2001:db8:7:7:ffff::2'])
      expect((await logInFrom(service(), ip, email)).status, ip).to.equal(200);
    expect((await logInFrom(service(), '2001:db8:7:8::1', email)).status).to.equal(429);
    await failLogins(service(), email, 10, () => home);
    expect((await logInFrom(service(), home, email)).status).to.equal(429);
    expect((await logInFrom(service(), lan, email)).status).to.equal(200);
  });

  it('ASVS 6.3.8 an unknown email: is limited exactly as a known one', async () => {
    const responses = [];
    for (const email of [(await person()).email, 'unknown@example.com']) {
      await failLogins(service(), email, 10);
      const { problem, headers, status } = distinguishable(await logInFrom(service(), anAddress(), email));
      const { detail: _, ...fields } = problem;
      responses.push([status, fields, Object.keys(headers), headers['ratelimit-policy']]);
    }
    expect(responses[1]).to.deep.equal(responses[0]);
  });

  it('ASVS 6.3.1 a hundred guesses at once from as many addresses: are verified ten times', async () => {
    const { email } = await person();
    const guesses = Array.from({ length: 100 }, () => logInFrom(service(), anAddress(), email, wrong));
    const responses = await Promise.all(guesses);
    expect([count(responses, 401), count(responses, 429)]).to.deep.equal([10, 90]);
  });

  it('ASVS 6.3.1 the hundred-and-first failed login from one address: returns 429 for any account', async () => {
    const [{ email }, ip] = [await person(), anAddress()];
    const guesses = Array.from({ length: 110 }, (_, i) =>
      logInFrom(service(), ip, `nobody-${i}@example.com`),
    );
    expect(count(await Promise.all(guesses), 401)).to.equal(100);
    const { status, headers } = await logInFrom(service(), ip, email);
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"login-address";q=100;w=900']);
    expect((await logInFrom(service(), anAddress(), email)).status).to.equal(200);
  });

  for (const [method, path, body] of [
    ['PATCH', me, { email: 'another@example.com' }],
    ['PUT', `${me}/password`, { newPassword: 'eight louder trumpets' }],
    ['DELETE', me, {}],
  ] as const) {
    it(`ASVS 6.3.1 the eleventh wrong currentPassword, logins included: on ${method} ${path}: returns 429`, async () => {
      const [{ email }, ip] = [await person(), anAddress()];
      const { accessToken: token } = (await logInFrom(service(), ip, email)).body;
      const attempt = (currentPassword: string) =>
        service().call(method, path, {
          token,
          headers: { 'x-forwarded-for': ip },
          body: { ...body, currentPassword },
        });
      for (let i = 0; i < 8; i += 1) expect((await attempt(wrong)).status).to.equal(401);
      await failLogins(service(), email, 2, () => ip);
      for (const given of [wrong, password]) expect(outcomeOf(await attempt(given))).to.deep.equal(tooMany);
      expect((await service().call('GET', me, { token })).status).to.equal(200);
    });
  }

  it('OWASP API4 the hundred-and-first new password from one address: returns 429 before it is looked at', async () => {
    const [{ email }, ip] = [await person(), anAddress()];
    const { accessToken: token } = (await logInFrom(service(), anAddress(), email)).body;
    const body = { currentPassword: password, newPassword: 'too short' };
    const choose = (i: number) =>
      i % 2
        ? service().call('PUT', `${me}/password`, { token, body, headers: { 'x-forwarded-for': ip } })
        : post('password/reset', ip, { token: 'x', password });
    const responses = await Promise.all(Array.from({ length: 110 }, (_, i) => choose(i)));
    expect([count(responses, 422), count(responses, 429)]).to.deep.equal([100, 10]);
    expect((await choose(1)).headers.get('ratelimit-policy')).to.equal('"login-address";q=100;w=900');
  });

  it('ASVS 16.3.1 each failure is in the audit trail and each limit in the log: with the address', async () => {
    const [{ email, id }, ip] = [await person(), anAddress()];
    await failLogins(service(), email, 10, () => ip);
    await logInFrom(service(), ip, email);
    const where = { action: 'session.refused', subject_id: String(id), ip };
    const requestIds = await databaseOf(service())('audit').where(where).pluck('request_id');
    expect(new Set(requestIds).size).to.equal(10);
    const line = service().log.find(({ limit, ip: from }) => limit === 'login-account' && from === ip);
    expect(line).to.include({ level: 'info' });
    expect(JSON.stringify(line)).to.not.include(email);
  });

  it('OWASP API6 the twenty-first sign-up from one address at once: returns 429 and creates no account', async () => {
    const ip = anAddress();
    for (let i = 0; i < 25; i += 1) expect((await post('register', ip, {})).status).to.equal(422);
    const signUps = Array.from({ length: 22 }, () => post('register', ip, registration()));
    expect(count(await Promise.all(signUps), 201)).to.equal(20);
    const late = registration();
    const { status, headers } = await post('register', ip, late);
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"register";q=20;w=3600']);
    expect(Number(headers.get('retry-after'))).to.be.within(3000, 3600);
    expect((await logInFrom(service(), anAddress(), late.email)).status).to.equal(401);
    expect((await post('register', anAddress(), late)).status).to.equal(201);
  });

  it('OWASP API6 the sixth reset email from one address: returns 429 and sends nothing', async () => {
    const ip = anAddress();
    for (let i = 0; i < 7; i += 1) expect((await post('password/forgot', ip, {})).status).to.equal(422);
    const emails = Array.from({ length: 7 }, (_, i) => `nobody-${i}@example.com`);
    const responses = await Promise.all(emails.map((email) => post('password/forgot', ip, { email })));
    expect([count(responses, 202), count(responses, 429)]).to.deep.equal([5, 2]);
    const { email } = await service().user();
    const { status, headers } = await post('password/forgot', ip, { email });
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"forgot";q=5;w=3600']);
    await emailsSent(service());
    expect(emailsTo(service(), email)).to.deep.equal([]);
    expect((await post('password/forgot', anAddress(), { email })).status).to.equal(202);
    await emailTo(service(), email);
  });

  it('the sixth verification email: returns 429 and is not sent', async () => {
    const user = await service().user();
    const options = { token: service().tokenOf(user), headers: { 'x-forwarded-for': anAddress() } };
    const again = () => service().call('POST', '/api/v1/auth/email/verification', options);
    for (let i = 0; i < 5; i += 1) expect((await again()).status).to.equal(202);
    expect(outcomeOf(await again())).to.deep.equal(tooMany);
    await emailsSent(service());
    expect(emailsTo(service(), user.email).length).to.be.within(1, 5);
  });
});

describe('limits without a trusted proxy:', () => {
  const service = useService({ ...published, LIMITS__LOGIN_ADDRESS: '5/1h', LIMITS__REGISTER: '3/1h' });
  const brief = useService({ LIMITS__LOGIN_ACCOUNT: '2/2s' });

  it('ASVS 6.3.1 the right password after the seconds in Retry-After: logs in', async () => {
    const { body: user } = await register(brief());
    let response = await logInFrom(brief(), '', user.email, wrong);
    while (response.status === 401) response = await logInFrom(brief(), '', user.email, wrong);
    expect(response.status).to.equal(429);
    expect(Number(response.headers.get('retry-after'))).to.be.within(1, 2);
    // The window in Redis may have begun a little later than the one of this instance.
    for (let i = 0; i < 5 && response.status === 429; i += 1) {
      await sleep(Number(response.headers.get('retry-after')) * 1000 + 100);
      response = await logInFrom(brief(), '', user.email);
    }
    expect(response.status).to.equal(200);
  });

  it('ASVS 4.1.3/15.3.4 sign-ups and failed logins with another X-Forwarded-For each: count as one address', async () => {
    const statuses = [];
    for (let i = 0; i < 4; i += 1) {
      const headers = { 'x-forwarded-for': anAddress(), forwarded: `for=${anAddress()}` };
      const body = registration();
      statuses.push((await service().call('POST', '/api/v1/auth/register', { body, headers })).status);
    }
    expect(statuses).to.deep.equal([201, 201, 201, 429]);
    await failLogins(service(), 'one@example.com', 5);
    expect((await logInFrom(service(), anAddress(), 'three@example.com')).status).to.equal(429);
  });
});

describe('limits of several instances:', () => {
  let instances: TestService[] = [];
  const settings = { ...published, TRUST_PROXY: 'loopback' };
  before(async () => {
    const first = await TestService.start(settings);
    instances = [first, await TestService.start(settings, { databaseUrl: first.databaseUrl })];
    for (const { service } of instances)
      await eventually(
        () => (service.container.get(ids.Infrastructure).limiter as RedisLimiter).isConnected,
        'Redis was reachable',
      );
  });
  after(async () => {
    for (const instance of instances.reverse()) await instance.stop();
  });

  it('failures on both instances, through Redis: are counted together', async () => {
    for (const instance of instances) await failLogins(instance, 'shared@example.com', 5);
    for (const instance of instances) {
      const guess = () => logInFrom(instance, anAddress(), 'shared@example.com', wrong);
      let { status } = await guess();
      // A guess that a late Redis let through is counted here alone: five more would be too many by that, three are not.
      for (let i = 0; i < 3 && status === 401; i += 1) ({ status } = await guess());
      expect(status).to.equal(429);
    }
  });

  it('ASVS 6.3.1 without Redis: the eleventh wrong password returns 429', async () => {
    const [{ databaseUrl }] = instances as [TestService];
    const alone = await TestService.start({ ...settings, REDIS__HOST: '' }, { databaseUrl });
    await failLogins(alone, 'alone@example.com', 10);
    expect((await logInFrom(alone, anAddress(), 'alone@example.com')).status).to.equal(429);
    await alone.stop();
  });
});
