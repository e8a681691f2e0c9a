import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useOwnService } from '../../support/service.js';
import { anAddress, fail, logInFrom, password, published } from './guessing.js';
import { registration } from './people.js';

describe('too many failed logins, behind a proxy that we trust:', () => {
  const service = useOwnService({ ...published, TRUST_PROXY: 'loopback' });
  const person = async () => {
    const headers = { 'x-forwarded-for': anAddress() };
    return (await service().call('POST', '/api/v1/auth/register', { body: registration(), headers })).body;
  };

  it('ASVS 6.3.1 the eleventh wrong password for one account from eleven addresses: answers 429 and until when', async () => {
    const [{ email }, other] = [await person(), await person()];
    await fail(service(), email, 10);
    for (const given of ['seven loud violins', password]) {
      const { status, body, headers } = await logInFrom(service(), anAddress(), email, given);
      expect({ status, code: body.code }).to.deep.equal({ status: 429, code: 'too-many-requests' });
      const wait = Number(headers.get('retry-after'));
      expect(wait).to.be.within(800, 900);
      expect(headers.get('ratelimit-policy')).to.equal('"login-account";q=10;w=900');
      expect(headers.get('ratelimit')).to.equal(`"login-account";r=0;t=${wait}`);
      expect(headers.get('cache-control')).to.equal('no-store');
    }
    expect((await logInFrom(service(), anAddress(), other.email)).status).to.equal(200);
  });

  it('ASVS 6.3.1 the owner, where they signed in before: while strangers are refused: gets in', async () => {
    const { email } = await person();
    const [home, lan] = [anAddress(), '2001:db8:7:7::1'];
    for (const ip of [home, lan]) expect((await logInFrom(service(), ip, email)).status).to.equal(200);
    await fail(service(), email, 10);
    expect((await logInFrom(service(), anAddress(), email)).status).to.equal(429);
    for (const ip of [home, `::ffff:${home}`, lan, '2001:db8:7:7:ffff::2']) {
      expect((await logInFrom(service(), ip, email)).status, ip).to.equal(200);
    }
    expect((await logInFrom(service(), '2001:db8:7:8::1', email)).status).to.equal(429);
    await fail(service(), email, 10, () => home);
    expect((await logInFrom(service(), home, email)).status).to.equal(429);
    expect((await logInFrom(service(), lan, email)).status).to.equal(200);
  });

  it('ASVS 6.3.8 an email that nobody has: after as many: is refused alike', async () => {
    const [{ email }, unknown] = [await person(), 'unknown@example.com'];
    const answers = [];
    for (const one of [email, unknown]) {
      await fail(service(), one, 10);
      const { status, body, headers } = await logInFrom(service(), anAddress(), one);
      const { requestId, detail, ...told } = body;
      const names = [...headers.keys()].filter((name) => name !== 'date');
      answers.push({ status, told, names, policy: headers.get('ratelimit-policy') });
    }
    expect(answers[0]).to.include({ status: 429 });
    expect(answers[1]).to.deep.equal(answers[0]);
  });

  it('ASVS 6.3.1 a hundred guesses at once, from as many addresses: are verified ten times', async () => {
    const { email } = await person();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => logInFrom(service(), anAddress(), email, 'seven loud violins')),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).to.deep.equal([...Array(10).fill(401), ...Array(90).fill(429)]);
  });

  it('successes: whatever their number: count for nothing', async () => {
    const { email } = await person();
    const answers = await Promise.all(
      Array.from({ length: 9 }, () => logInFrom(service(), '203.0.113.50', email)),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(9).fill(200));
    await fail(service(), email, 10, () => '203.0.113.50');
    await fail(service(), email, 10);
  });

  it('ASVS 6.3.1 the hundred-and-first wrong password from one address: answers 429, for any account', async () => {
    const [{ email }, ip] = [await person(), anAddress()];
    const answers = await Promise.all(
      Array.from({ length: 110 }, (_, i) => logInFrom(service(), ip, `nobody-${i}@example.com`)),
    );
    expect(answers.filter(({ status }) => status === 401)).to.have.length(100);
    const { status, headers } = await logInFrom(service(), ip, email);
    expect([status, headers.get('ratelimit-policy')]).to.deep.equal([429, '"login-address";q=100;w=900']);
    expect((await logInFrom(service(), anAddress(), email)).status).to.equal(200);
  });

  for (const [method, path, body] of [
    ['PATCH', '', { email: 'another@example.com' }],
    ['PUT', '/password', { newPassword: 'eight louder trumpets' }],
    ['DELETE', '', {}],
  ] as const) {
    const url = `/api/v1/users/me${path}`;
    it(`ASVS 6.3.1 the eleventh wrong currentPassword: on ${method} ${url}: answers 429, for the right one too`, async () => {
      const { email } = await person();
      const headers = { 'x-forwarded-for': anAddress() };
      const { accessToken: token } = (await logInFrom(service(), headers['x-forwarded-for'], email)).body;
      const attempt = (currentPassword: string) =>
        service().call(method, url, { token, headers, body: { ...body, currentPassword } });
      for (let i = 0; i < 10; i += 1) expect((await attempt('seven loud violins')).status).to.equal(401);
      for (const given of ['seven loud violins', password]) {
        const answer = await attempt(given);
        expect([answer.status, answer.headers.get('ratelimit-policy')]).to.deep.equal([
          429,
          '"login-account";q=10;w=900',
        ]);
      }
    });
  }

  it('OWASP API4 the hundred-and-first choice of a password from one address: answers 429, before it is looked at', async () => {
    const { email } = await person();
    const headers = { 'x-forwarded-for': anAddress() };
    const { accessToken: token } = (await logInFrom(service(), anAddress(), email)).body;
    const body = { currentPassword: password, newPassword: 'too short' };
    const choose = (i: number) =>
      i % 2
        ? service().call('PUT', '/api/v1/users/me/password', { token, body, headers })
        : service().call('POST', '/api/v1/auth/password/reset', { body: { token: 'x', password }, headers });
    const answers = await Promise.all(Array.from({ length: 110 }, (_, i) => choose(i)));
    expect(answers.filter(({ status }) => status === 422)).to.have.length(100);
    expect(answers.filter(({ status }) => status === 429)).to.have.length(10);
    expect((await choose(1)).headers.get('ratelimit-policy')).to.equal('"login-address";q=100;w=900');
  });

  it('ASVS 16.3.1 each failure: in the audit trail, and each refusal in the log: tells whose address it was', async () => {
    const { email, id } = await person();
    const ip = anAddress();
    await fail(service(), email, 10, () => ip);
    const { body } = await logInFrom(service(), ip, email);
    const audit = service().service.container.get(ids.Database)('audit');
    const entries = await audit.where({ action: 'session.refused', subject_id: String(id), ip });
    expect(entries).to.have.length(10);
    expect(new Set(entries.map(({ request_id }) => request_id)).size).to.equal(10);
    const line = service().log.find(
      ({ message, ip: from }) => message === 'too many requests' && from === ip,
    );
    expect(line).to.include({ level: 'info', limit: 'login-account' });
    expect(body.requestId).to.be.a('string');
    expect(JSON.stringify(line)).to.not.include(email);
  });
});

describe('too many failed logins, without a proxy that we trust:', () => {
  const service = useOwnService({ ...published, LIMITS__LOGIN_ADDRESS: '5/1h', LIMITS__REGISTER: '3/1h' });

  it('ASVS 4.1.3/15.3.4 another X-Forwarded-For with each: counts for nothing', async () => {
    await fail(service(), 'one@example.com', 3);
    await fail(service(), 'two@example.com', 2);
    expect((await logInFrom(service(), anAddress(), 'three@example.com')).status).to.equal(429);
  });

  it('ASVS 4.1.3/15.3.4 sign-ups with another X-Forwarded-For each: are as many as one address may', async () => {
    const statuses = [];
    for (let i = 0; i < 5; i += 1) {
      const headers = { 'x-forwarded-for': anAddress(), forwarded: `for=${anAddress()}` };
      const answer = await service().call('POST', '/api/v1/auth/register', { body: registration(), headers });
      statuses.push(answer.status);
    }
    expect(statuses).to.deep.equal([201, 201, 201, 429, 429]);
  });
});
