import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { aMinutePasses, auditOf, lettersSent, letterTo, tokenTo, verify } from './letters.js';
import { logIn, register } from './people.js';

describe('the address of an account:', () => {
  let now = () => new Date();
  const service = useOwnService({}, { clock: { now: () => now() } });
  afterEach(() => {
    now = () => new Date();
  });

  const person = async () => {
    const { body: user } = await register(service());
    return { ...user, token: (await logIn(service(), user.email)).body.accessToken };
  };
  const isVerified = async (token: string) =>
    (await service().call('GET', '/api/v1/users/me', { token })).body.emailVerified;
  const askAgain = (token?: string) => service().call('POST', '/api/v1/auth/email/verification', { token });

  it('after the sign-up: is asked about by a letter, and verified by its link', async () => {
    const { id, email, token } = await person();
    expect(await isVerified(token)).to.equal(false);
    const { text } = await letterTo(service(), email);
    expect(text).to.match(/ http:\/\/service\.test\/account\/verify#token=[\w-]{43}\n/);
    await lettersSent(service());
    const answer = await verify(service(), await tokenTo(service(), email));
    expect([answer.status, answer.text]).to.deep.equal([204, '']);
    expect(await isVerified(token)).to.equal(true);
    const told = await auditOf(service(), id);
    expect(told.at(-1)).to.deep.equal(['user.email-verified', {}]);
  });

  it('verified: by a link of half an hour ago: is refused', async () => {
    const { email, token } = await person();
    const link = await tokenTo(service(), email);
    now = () => new Date(Date.now() + 30 * 60_000);
    expect((await verify(service(), link)).body.code).to.equal('one-time-token-invalid');
    now = () => new Date();
    expect(await isVerified(token)).to.equal(false);
  });

  it('verified: by the same link again, until it expires: answers 204 and changes nothing', async () => {
    const { id, email, token } = await person();
    const link = await tokenTo(service(), email);
    const twice = await Promise.all([verify(service(), link), verify(service(), link)]);
    expect(twice.map(({ status }) => status)).to.deep.equal([204, 204]);
    const me = () => service().call('GET', '/api/v1/users/me', { token });
    const before = await me();
    expect(before.body.emailVerified).to.equal(true);
    expect((await verify(service(), link)).status).to.equal(204);
    const after = await me();
    expect([after.body, after.headers.get('etag')]).to.deep.equal([before.body, before.headers.get('etag')]);
    const told = (await auditOf(service(), id)).filter(([action]) => action === 'user.email-verified');
    expect(told).to.have.length(1);
    now = () => new Date(Date.now() + 30 * 60_000);
    expect((await verify(service(), link)).body.code).to.equal('one-time-token-invalid');
  });

  const ends: [
    what: string,
    change: (person: { id: number; token: string }, admin: string) => Promise<unknown>,
  ][] = [
    [
      'another email, even if it is changed back',
      async ({ id, token }) => {
        const { email } = (await service().call('GET', '/api/v1/users/me', { token })).body;
        for (const changed of [`other-${id}@example.com`, email])
          await service().call('PATCH', '/api/v1/users/me', {
            token,
            body: { email: changed, currentPassword: 'seven quiet violins' },
          });
      },
    ],
    [
      'a deactivation, even if it is undone',
      async ({ id }, admin) => {
        for (const active of [false, true])
          await service().call('PATCH', `/api/v1/users/${id}`, { token: admin, body: { active } });
      },
    ],
    ['a removal', ({ id }, admin) => service().call('DELETE', `/api/v1/users/${id}`, { token: admin })],
  ];
  for (const [what, change] of ends)
    it(`verified: by the same link again, after ${what}: is refused`, async () => {
      const one = await person();
      const link = await tokenTo(service(), one.email);
      expect((await verify(service(), link)).status).to.equal(204);
      await change(one, await service().tokenAs('admin'));
      expect((await verify(service(), link)).body.code).to.equal('one-time-token-invalid');
    });

  it('asked for again: by another letter: ends the link of the first', async () => {
    const { email, token } = await person();
    const first = await tokenTo(service(), email);
    await lettersSent(service());
    await aMinutePasses(service());
    const answer = await askAgain(token);
    expect([answer.status, answer.text]).to.deep.equal([202, '']);
    const second = await tokenTo(service(), email, 2);
    expect((await verify(service(), first)).status).to.equal(422);
    expect((await verify(service(), second)).status).to.equal(204);
  });

  it('asked for again: once it is verified: sends nothing', async () => {
    const { email, token } = await person();
    await verify(service(), await tokenTo(service(), email));
    expect((await askAgain(token)).status).to.equal(202);
    await lettersSent(service());
    expect(service().mails.filter(({ to }) => to === email)).to.have.length(1);
  });

  it('asked for again: by a guest: answers 401', async () => {
    expect((await askAgain()).status).to.equal(401);
  });

  it('ASVS 8.2.2 verified: by the link of somebody else: verifies theirs, and not mine', async () => {
    const [mine, theirs] = [await person(), await person()];
    await verify(service(), await tokenTo(service(), theirs.email));
    expect(await isVerified(mine.token)).to.equal(false);
    expect(await isVerified(theirs.token)).to.equal(true);
  });

  for (const body of [{}, { token: 1 }, { token: 'x', email: 'a@example.com' }, { token: ['x'] }]) {
    it(`the body ${JSON.stringify(body)}: on the verification: answers 422 validation-failed`, async () => {
      const { status, body: problem } = await service().call('POST', '/api/v1/auth/email/verify', { body });
      expect([status, problem.code]).to.deep.equal([422, 'validation-failed']);
    });
  }
});
