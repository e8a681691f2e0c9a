import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { RedisLimiter } from '../../../src/adapters/redis/redis-limiter.js';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { TestService, useOwnService } from '../../support/service.js';
import { anAddress, fail, logInFrom, published } from './guessing.js';
import { lettersSent, letterTo } from './letters.js';
import { register, registration } from './people.js';

describe('too many sign-ups:', () => {
  const service = useOwnService({ ...published, TRUST_PROXY: 'loopback' });

  it('OWASP API6 the twenty-first from one address, at once: answers 429 and makes nobody; malformed ones do not count', async () => {
    const from = { 'x-forwarded-for': anAddress() };
    const signUp = (body: object) => service().call('POST', '/api/v1/auth/register', { body, headers: from });
    for (let i = 0; i < 25; i += 1) expect((await signUp({})).status).to.equal(422);
    const answers = await Promise.all(Array.from({ length: 22 }, () => signUp(registration())));
    expect(answers.filter(({ status }) => status === 201)).to.have.length(20);
    const late = registration();
    const { status, headers } = await signUp(late);
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"register";q=20;w=3600']);
    expect(Number(headers.get('retry-after'))).to.be.within(3000, 3600);
    expect((await logInFrom(service(), anAddress(), late.email)).status).to.equal(401);
    const elsewhere = { 'x-forwarded-for': anAddress() };
    const other = await service().call('POST', '/api/v1/auth/register', { body: late, headers: elsewhere });
    expect(other.status).to.equal(201);
  });
});

describe('too many letters:', () => {
  const service = useOwnService({ LIMITS__FORGOT: '', TRUST_PROXY: 'loopback' });

  it('OWASP API6 the sixth from one address, to whomever, at once: answers 429 and writes to nobody; malformed ones do not count', async () => {
    const from = { 'x-forwarded-for': anAddress() };
    const ask = (body: object, headers = from) =>
      service().call('POST', '/api/v1/auth/password/forgot', { body, headers });
    for (let i = 0; i < 7; i += 1) expect((await ask({})).status).to.equal(422);
    const emails = Array.from({ length: 7 }, (_, i) => `nobody-${i}@example.com`);
    const answers = await Promise.all(emails.map((email) => ask({ email })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([...Array(5).fill(202), 429, 429]);
    const { email } = await service().user();
    const { status, headers } = await ask({ email });
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"forgot";q=5;w=3600']);
    expect(Number(headers.get('retry-after'))).to.be.within(3000, 3600);
    await lettersSent(service());
    expect(service().mails).to.deep.equal([]);
    expect((await ask({ email }, { 'x-forwarded-for': anAddress() })).status).to.equal(202);
    expect((await letterTo(service(), email)).to).to.equal(email);
  });

  it('that verify an address, the sixth: answers 429 and is not written', async () => {
    const user = await service().user();
    const again = () =>
      service().call('POST', '/api/v1/auth/email/verification', { token: service().tokenOf(user) });
    for (let i = 0; i < 5; i += 1) expect((await again()).status).to.equal(202);
    expect((await again()).body.code).to.equal('too-many-requests');
    await lettersSent(service());
    // Within a minute the first link is not replaced.
    expect(service().mails.filter(({ to }) => to === user.email)).to.have.length(1);
  });
});

describe('limits after their window:', () => {
  const service = useOwnService({ LIMITS__LOGIN_ACCOUNT: '2/2s' });

  it('ASVS 6.3.1 the right password, after the seconds in Retry-After: logs in', async () => {
    const { body: user } = await register(service());
    let answer = await logInFrom(service(), '', user.email, 'seven loud violins');
    while (answer.status === 401) answer = await logInFrom(service(), '', user.email, 'seven loud violins');
    expect(answer.status).to.equal(429);
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).to.be.within(1, 2);
    await sleep(wait * 1000 + 100);
    let right = await logInFrom(service(), '', user.email);
    // The window in Redis may have begun a little later than the one of this instance.
    for (let i = 0; i < 5 && right.status === 429; i += 1) {
      await sleep(Number(right.headers.get('retry-after')) * 1000 + 100);
      right = await logInFrom(service(), '', user.email);
    }
    expect(right.status).to.equal(200);
  });
});

describe('limits of several instances:', () => {
  let instances: TestService[] = [];
  before(async () => {
    const settings = { ...published, TRUST_PROXY: 'loopback' };
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

  it('guesses on one and on the other: through Redis: are counted together', async () => {
    const [one, other] = instances as [TestService, TestService];
    await fail(one, 'shared@example.com', 5);
    await fail(other, 'shared@example.com', 5);
    for (const instance of instances) {
      const guess = () => logInFrom(instance, anAddress(), 'shared@example.com', 'seven loud violins');
      let { status } = await guess();
      // Whom a late Redis lets through counts here alone: five would be too many by that, three are not.
      for (let i = 0; i < 3 && status === 401; i += 1) ({ status } = await guess());
      expect(status).to.equal(429);
    }
  });
});

describe('limits without Redis:', () => {
  const service = useOwnService({ ...published, TRUST_PROXY: 'loopback', REDIS__HOST: '' });

  it('ASVS 6.3.1 the eleventh wrong password: answers 429', async () => {
    await fail(service(), 'alone@example.com', 10);
    expect((await logInFrom(service(), anAddress(), 'alone@example.com')).status).to.equal(429);
  });
});
