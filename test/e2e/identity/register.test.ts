import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { logIn, register, registration } from './people.js';

const userKeys = 'id email visibleName role active emailVerified createdAt updatedAt'.split(' ');

describe('sign up:', () => {
  const service = useService();

  it('with an email, a name and a password: answers 201 with the user, Location and ETag', async () => {
    const { status, body, headers, text } = await register(service(), { email: 'ada@example.com' });
    expect(status).to.equal(201);
    expect(body).to.have.all.keys(userKeys);
    expect(body).to.include({ email: 'ada@example.com', role: 'user', active: true, emailVerified: false });
    expect(headers.get('location')).to.equal(`/api/v1/users/${body.id}`);
    expect(headers.get('etag')).to.equal('"1"');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(text).to.not.match(/argon2|hash|violins/i);
  });

  it('what Location names: read by an admin: is the new account', async () => {
    const { headers, body } = await register(service());
    const path = headers.get('location') as string;
    const read = await service().call('GET', path, { token: await service().tokenAs('admin') });
    expect(read.body).to.deep.equal(body);
  });

  it('an email with spaces around it: on registration: is kept without them', async () => {
    const { body } = await register(service(), { email: '  spaced@example.com ' });
    expect(body.email).to.equal('spaced@example.com');
    expect((await logIn(service(), ' Spaced@Example.com ')).status).to.equal(200);
  });

  const taken = [
    { field: 'email', first: 'Zoé@example.com', second: 'zoé@example.com', code: 'email-taken' },
    { field: 'email', first: 'same@example.com', second: ' SAME@EXAMPLE.COM ', code: 'email-taken' },
    { field: 'visibleName', first: 'Same Name', second: 'sAME nAME', code: 'visible-name-taken' },
    { field: 'visibleName', first: 'Åsa Öberg', second: 'åSA öBERG', code: 'visible-name-taken' },
    { field: 'visibleName', first: 'Юлия Ёж', second: 'ЮЛИЯ ЁЖ', code: 'visible-name-taken' },
    { field: 'visibleName', first: 'Ａｄａ Ｌ', second: 'ada l', code: 'visible-name-taken' },
    { field: 'visibleName', first: 'Ame\u0301lie', second: 'AMÉLIE', code: 'visible-name-taken' },
    { field: 'visibleName', first: 'Two  Spaces', second: 'two\u00a0spaces', code: 'visible-name-taken' },
    { field: 'email', first: 'x@bücher.example', second: 'x@xn--bcher-kva.example', code: 'email-taken' },
    { field: 'email', first: 'y@xn--bcher-kva.example', second: 'y@BÜCHER.example', code: 'email-taken' },
  ];
  for (const { field, first, second, code } of taken) {
    it(`the ${field} ${JSON.stringify(second)} while ${JSON.stringify(first)} exists: on registration: answers 409 ${code}`, async () => {
      expect((await register(service(), { [field]: first })).status).to.equal(201);
      const { status, body } = await register(service(), { [field]: second });
      expect({ status, code: body.code }).to.deep.equal({ status: 409, code });
      expect(body.errors).to.have.lengthOf(1);
      expect(body.errors[0].pointer).to.equal(`/${field}`);
    });
  }

  it('an internationalised domain: in Unicode or ASCII: is one account, which logs in by both', async () => {
    const { body } = await register(service(), { email: 'idn@xn--bcher-kva.example' });
    expect(body.email).to.equal('idn@bücher.example');
    for (const email of ['idn@bücher.example', 'IDN@XN--BCHER-KVA.example'])
      expect((await logIn(service(), email)).status).to.equal(200);
  });

  const hidden = { email: 'hid\u200bden@example.com', visibleName: 'Ada\u202eL' };
  for (const [field, value] of Object.entries(hidden)) {
    it(`a hidden character in the ${field}: on registration: answers 422, naming it`, async () => {
      const { status, body } = await register(service(), { [field]: value });
      expect([status, body.errors[0].pointer, body.errors[0].code]).to.deep.equal([
        422,
        `/${field}`,
        'string.hidden',
      ]);
    });
  }

  const assigned = {
    role: 'admin',
    active: false,
    emailVerified: true,
    id: 7,
    version: 9,
    passwordHash: '$argon2id$v=19$x',
    tokenVersion: 5,
    createdAt: '2020-01-01T00:00:00.000Z',
  };
  for (const [field, value] of Object.entries(assigned)) {
    it(`ASVS 15.3.3 ${field} in the body: on registration: answers 422 and makes nobody`, async () => {
      const body = registration({ [field]: value });
      const refused = await service().call('POST', '/api/v1/auth/register', { body });
      expect(refused.status).to.equal(422);
      expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.deep.equal([
        `/${field}`,
      ]);
      expect((await logIn(service(), body.email)).status).to.equal(401);
    });
  }

  it('an empty body: on registration: says everything that is missing at once', async () => {
    const { status, body } = await service().call('POST', '/api/v1/auth/register', { body: {} });
    expect(status).to.equal(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.have.members([
      '/email',
      '/visibleName',
      '/password',
    ]);
  });

  const malformed = [
    ['email', 'nobody'],
    ['email', 'a@b@example.com'],
    ['email', 'nul\u0000@example.com'],
    ['email', `${'x'.repeat(250)}@example.com`],
    ['visibleName', 'x'],
    ['visibleName', 'x'.repeat(36)],
    ['visibleName', ' outer spaces '],
    ['visibleName', 'two\nlines'],
    ['visibleName', '\ud800\ud800'],
    ['password', 42],
  ] as const;
  for (const [field, value] of malformed) {
    it(`${JSON.stringify(value).slice(0, 30)} as ${field}: on registration: answers 422 naming the field`, async () => {
      const { status, body } = await register(service(), { [field]: value });
      expect(status).to.equal(422);
      expect(body.errors[0].pointer).to.equal(`/${field}`);
    });
  }

  it('one email a hundred times at once: on registration: one 201, the others 409 email-taken', async () => {
    const email = 'wanted@example.com';
    const answers = await Promise.all(Array.from({ length: 100 }, () => register(service(), { email })));
    expect(answers.filter(({ status }) => status === 201)).to.have.lengthOf(1);
    expect(answers.filter(({ body }) => body.code === 'email-taken')).to.have.lengthOf(99);
  });
});

describe('sign up where registration is closed:', () => {
  const service = useService({ AUTH__REGISTRATION: 'closed' });

  it('a valid body: on registration: answers 403 registration-closed and makes nobody', async () => {
    const { status, body } = await register(service(), { email: 'late@example.com' });
    expect({ status, code: body.code }).to.deep.equal({ status: 403, code: 'registration-closed' });
    expect((await logIn(service(), 'late@example.com')).status).to.equal(401);
  });
});
