import { expect } from 'chai';
import { TestService, useService } from '../../support/service.js';
import { anAddress, fail, logInFrom, published } from './guessing.js';
import { lettersSent, letterTo } from './letters.js';
import { register, registration } from './people.js';

describe('too many sign-ups:', () => {
  const service = useService({ ...published, TRUST_PROXY: 'loopback' });

  it('the twenty-first from one address, at once: answers 429 and makes nobody; malformed ones do not count', async () => {
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
  const service = useService({ LIMITS__FORGOT: '', TRUST_PROXY: 'loopback' });

  it('the sixth from one address, to whomever, at once: answers 429 and writes to nobody; malformed ones do not count', async () => {
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
    expect(service().mails.filter(({ to }) => to === user.email)).to.have.length(5);
  });
});

describe('limits after their window:', () => {
  const service = useService({ LIMITS__LOGIN_ACCOUNT: '2/2s' });

  it('ASVS 6.3.1 the right password, after the seconds in Retry-After: logs in', async () => {
    const { body: user } = await register(service());
    let answer = await logInFrom(service(), '', user.email, 'seven loud violins');
    while (answer.status === 401) answer = await logInFrom(service(), '', user.email, 'seven loud violins');
    expect(answer.status).to.equal(429);
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).to.be.within(1, 2);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000 + 100));
    expect((await logInFrom(service(), '', user.email)).status).to.equal(200);
  });
});

describe('limits of several instances:', () => {
  let instances: TestService[] = [];
  before(async () => {
    const settings = { ...published, TRUST_PROXY: 'loopback' };
    const first = await TestService.start(settings);
    instances = [first, await TestService.start(settings, { databaseUrl: first.databaseUrl })];
  });
  after(async () => {
    for (const instance of instances.reverse()) await instance.stop();
  });

  it('guesses on one and on the other: through Redis: are counted together', async () => {
    const [one, other] = instances as [TestService, TestService];
    await fail(one, 'shared@example.com', 5);
    await fail(other, 'shared@example.com', 5);
    for (const instance of instances) {
      expect((await logInFrom(instance, anAddress(), 'shared@example.com')).status).to.equal(429);
    }
  });
});

describe('limits without Redis:', () => {
  const service = useService({ ...published, TRUST_PROXY: 'loopback', REDIS__HOST: '' });

  it('ASVS 6.3.1 the eleventh wrong password: answers 429', async () => {
    await fail(service(), 'alone@example.com', 10);
    expect((await logInFrom(service(), anAddress(), 'alone@example.com')).status).to.equal(429);
  });
});
