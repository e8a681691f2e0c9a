import { expect } from 'chai';
import { useInstances, useService } from '../../support/service.js';
import { emailsSent, emailsTo, emailTo } from './emails.js';
import { anAddress, failLogins, logInFrom, published } from './guessing.js';
import {
  databaseOf,
  distinguishable,
  me,
  outcomeOf,
  password,
  personWithPassword,
  registration,
} from './people.js';

const wrong = 'seven loud violins';
const tooMany = [429, 'too-many-requests'];
const count = (responses: readonly { status: number }[], status: number) =>
  responses.filter((response) => response.status === status).length;

describe('limits behind a trusted proxy:', () => {
  const instance = useInstances({ ...published, LIMITS__REGISTER: '3/1h', TRUST_PROXY: 'loopback' });
  const service = () => instance();
  const post = (path: string, ip: string, body: object) =>
    service().call('POST', `/api/v1/auth/${path}`, { body, headers: { 'x-forwarded-for': ip } });

  it('ASVS 6.3.1/6.3.8/16.3.1 the eleventh failed login to one account, known or not, from eleven addresses: returns 429 with Retry-After, and is logged', async () => {
    const [{ email, id }, other] = [await personWithPassword(service()), await personWithPassword(service())];
    const responses = [];
    for (const account of ['unknown@example.com', email]) {
      await failLogins(service(), account, 10);
      const response = await logInFrom(service(), anAddress(), account);
      expect(outcomeOf(response)).to.deep.equal(tooMany);
      const wait = Number(response.headers.get('retry-after'));
      expect(wait).to.be.within(800, 900);
      expect(response.headers.get('ratelimit-policy')).to.equal('"login-account";q=10;w=900');
      expect(response.headers.get('ratelimit')).to.equal(`"login-account";r=0;t=${wait}`);
      expect(response.headers.get('cache-control')).to.equal('no-store');
      const { status, headers, problem } = distinguishable(response);
      responses.push([status, Object.keys(problem), Object.keys(headers)]);
    }
    expect(responses[1]).to.deep.equal(responses[0]);
    expect((await logInFrom(service(), anAddress(), other.email)).status).to.equal(200);
    const where = { action: 'session.refused', subject_id: String(id) };
    const addresses = await databaseOf(service())('audit').where(where).pluck('ip');
    expect(new Set(addresses).size).to.equal(10);
    const line = service().log.find(({ limit }) => limit === 'login-account');
    expect(line).to.include({ level: 'info' }).and.to.include.keys('ip');
    expect(JSON.stringify(line)).to.not.include(email);
  });

  it('ASVS 6.3.1 failed logins on two instances, through Redis: are counted together', async () => {
    for (const which of [0, 1]) await failLogins(instance(which), 'shared@example.com', 5);
    for (const which of [0, 1]) {
      const guess = () => logInFrom(instance(which), anAddress(), 'shared@example.com', wrong);
      let { status } = await guess();
      // If Redis is slow, the instance counts the guess itself and lets it through. Three guesses are below its own limit.
      for (let i = 0; i < 3 && status === 401; i += 1) ({ status } = await guess());
      expect(status).to.equal(429);
    }
  });

  it('ASVS 6.3.1 wrong passwords in place of the current one: count with failed logins, and the eleventh returns 429', async () => {
    const [person, ip] = [await personWithPassword(service()), anAddress()];
    const token = service().tokenOf(person);
    const changes = [
      ['PATCH', me, { email: 'another@example.com' }],
      ['PUT', `${me}/password`, { newPassword: 'eight louder trumpets' }],
      ['DELETE', me, {}],
    ] as const;
    const attempt = async (currentPassword: string) => {
      const responses = [];
      for (const [method, path, fields] of changes) {
        const body = { ...fields, currentPassword };
        const headers = { 'x-forwarded-for': ip };
        responses.push(await service().call(method, path, { token, headers, body }));
      }
      return responses.map(outcomeOf);
    };
    for (let i = 0; i < 2; i += 1)
      expect(await attempt(wrong)).to.deep.equal(Array(3).fill([401, 'invalid-credentials']));
    await failLogins(service(), person.email, 4, () => ip);
    for (const given of [wrong, password]) expect(await attempt(given)).to.deep.equal(Array(3).fill(tooMany));
    expect((await service().call('GET', me, { token })).status).to.equal(200);
  });

  it('ASVS 6.3.1/OWASP API4 the hundred-and-first new password from one address: returns 429 before it is checked', async () => {
    const [token, ip] = [await service().tokenAs('user'), anAddress()];
    const body = { currentPassword: password, newPassword: 'too short' };
    const choose = (i: number) =>
      i % 2
        ? service().call('PUT', `${me}/password`, { token, body, headers: { 'x-forwarded-for': ip } })
        : post('password/reset', ip, { token: 'x', password });
    const responses = await Promise.all(Array.from({ length: 110 }, (_, i) => choose(i)));
    expect([count(responses, 422), count(responses, 429)]).to.deep.equal([100, 10]);
    expect((await choose(1)).headers.get('ratelimit-policy')).to.equal('"login-address";q=100;w=900');
  });

  it('OWASP API6 a sign-up from one address over the limit: returns 429 and creates no account', async () => {
    const ip = anAddress();
    for (let i = 0; i < 5; i += 1) expect((await post('register', ip, {})).status).to.equal(422);
    const signUps = Array.from({ length: 5 }, () => post('register', ip, registration()));
    expect(count(await Promise.all(signUps), 201)).to.equal(3);
    const late = registration();
    const { status, headers } = await post('register', ip, late);
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"register";q=3;w=3600']);
    expect(Number(headers.get('retry-after'))).to.be.within(3000, 3600);
    expect((await post('register', anAddress(), late)).status).to.equal(201);
  });

  it('OWASP API6 the sixth reset or verification email from one address: returns 429 and sends nothing', async () => {
    const ip = anAddress();
    for (let i = 0; i < 7; i += 1) expect((await post('password/forgot', ip, {})).status).to.equal(422);
    const emails = Array.from({ length: 7 }, (_, i) => `nobody-${i}@example.com`);
    const responses = await Promise.all(emails.map((email) => post('password/forgot', ip, { email })));
    expect([count(responses, 202), count(responses, 429)]).to.deep.equal([5, 2]);
    const user = await service().user();
    const { status, headers } = await post('password/forgot', ip, { email: user.email });
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"forgot";q=5;w=3600']);
    const options = { token: service().tokenOf(user), headers: { 'x-forwarded-for': ip } };
    const again = await service().call('POST', '/api/v1/auth/email/verification', options);
    expect(outcomeOf(again)).to.deep.equal(tooMany);
    await emailsSent(service());
    expect(emailsTo(service(), user.email)).to.deep.equal([]);
    expect((await post('password/forgot', anAddress(), { email: user.email })).status).to.equal(202);
    await emailTo(service(), user.email);
  });
});

describe('limits without a trusted proxy:', () => {
  const service = useService({ ...published, LIMITS__LOGIN_ADDRESS: '5/1h', LIMITS__REGISTER: '1/1h' });

  it('ASVS 4.1.3/15.3.4 sign-ups and failed logins with different X-Forwarded-For headers: count as one address', async () => {
    const signUp = () => {
      const headers = { 'x-forwarded-for': anAddress(), forwarded: `for=${anAddress()}` };
      return service().call('POST', '/api/v1/auth/register', { body: registration(), headers });
    };
    expect([(await signUp()).status, (await signUp()).status]).to.deep.equal([201, 429]);
    await failLogins(service(), 'one@example.com', 5);
    expect((await logInFrom(service(), anAddress(), 'three@example.com')).status).to.equal(429);
  });
});
