import { expect } from 'chai';
import { useOwnService, useService } from '../../support/service.js';
import {
  aMinutePasses,
  auditOf,
  forgot,
  forgotten,
  lettersSent,
  letterTo,
  reset,
  tokenTo,
} from './letters.js';
import { logIn, register } from './people.js';

const users = '/api/v1/users';
const chosen = 'eight loud trombones';
let made = 0;
const invitation = (overrides: object = {}) => {
  made += 1;
  return { email: `invited-${made}@example.com`, visibleName: `Invited ${made}`, ...overrides };
};

describe('an invitation:', () => {
  let now = () => new Date();
  const service = useOwnService({ AUTH__REGISTRATION: 'closed' }, { clock: { now: () => now() } });
  let token = '';
  before(async () => {
    token = await service().tokenAs('admin');
  });
  afterEach(() => {
    now = () => new Date();
  });
  const invite = async (overrides: object = {}) => {
    const body = invitation(overrides);
    const answer = await service().call('POST', users, { token, body });
    return { ...answer, email: body.email };
  };

  it('with registration closed: answers 201 with the account, Location and ETag', async () => {
    const { status, body, headers, email } = await invite();
    expect(status).to.equal(201);
    expect(body).to.include({ email, role: 'user', active: true, emailVerified: false });
    expect(headers.get('location')).to.equal(`${users}/${body.id}`);
    expect(headers.get('etag')).to.equal('"1"');
    await lettersSent(service());
    expect(await auditOf(service(), body.id)).to.deep.equal([
      ['user.created', { role: 'user', invited: true }],
      ['mail.sent', { kind: 'invitation' }],
    ]);
  });

  it('ASVS 6.4.1 accepted by its link: gives a password and a verified address, once', async () => {
    const { email, body: user } = await invite({ role: 'moderator' });
    const link = await tokenTo(service(), email);
    expect((await reset(service(), link)).status).to.equal(204);
    const { body } = await logIn(service(), email, chosen);
    expect(body.user).to.include({ id: user.id, role: 'moderator', emailVerified: true });
    expect((await reset(service(), link, 'nine silent drummers')).body.code).to.equal(
      'one-time-token-invalid',
    );
    await lettersSent(service());
    // Nobody is told that a password has changed which they have never had.
    expect(service().mails.filter(({ to }) => to === email)).to.have.length(1);
  });

  it('ASVS 6.4.1 accepted after a week: is refused; a minute before: is not', async () => {
    const { email } = await invite();
    const link = await tokenTo(service(), email);
    now = () => new Date(Date.now() + 7 * 86_400_000);
    expect((await reset(service(), link)).body.code).to.equal('one-time-token-invalid');
    now = () => new Date(Date.now() + 7 * 86_400_000 - 60_000);
    expect((await reset(service(), link)).status).to.equal(204);
  });

  it('not accepted yet: has no password that anybody could know', async () => {
    const { email } = await invite();
    for (const password of ['', ' ', 'null', 'undefined', chosen])
      expect((await logIn(service(), email, password)).status).to.be.oneOf([401, 422]);
  });

  it('not accepted yet: survives that somebody says they have forgotten the password', async () => {
    const { email } = await invite();
    const link = await tokenTo(service(), email);
    await forgotten(service(), email, 2);
    expect((await reset(service(), link)).status).to.equal(204);
  });

  const refused = [
    ['a taken email', async () => ({ email: (await service().user()).email }), 409],
    ['a taken name', async () => ({ visibleName: (await service().user()).visibleName }), 409],
    ['a role that does not exist', async () => ({ role: 'root' }), 422],
    ['no email', async () => ({ email: undefined }), 422],
    ['ASVS 6.4.6 a password', async () => ({ password: chosen }), 422],
    ['ASVS 15.3.3 emailVerified', async () => ({ emailVerified: true }), 422],
  ] as const;
  for (const [what, overrides, status] of refused) {
    it(`with ${what}: answers ${status} and writes to nobody`, async () => {
      const answer = await invite(await overrides());
      expect(answer.status).to.equal(status);
      await lettersSent(service());
      const written = service().mails.filter(
        ({ to, subject }) => to === answer.email && /new account/.test(subject),
      );
      expect(written).to.deep.equal([]);
    });
  }
});

describe('a password that an administrator takes back:', () => {
  const service = useService();
  let token = '';
  before(async () => {
    token = await service().tokenAs('admin');
  });
  const force = (id: number) => service().call('POST', `${users}/${id}/password-reset`, { token });

  it('ASVS 6.4.6 of somebody who is logged in: ends all, and only the link gives another one', async () => {
    const { body: user } = await register(service());
    const { body: session } = await logIn(service(), user.email);
    await letterTo(service(), user.email);
    const answer = await force(user.id);
    expect([answer.status, answer.text]).to.deep.equal([202, '']);
    const me = await service().call('GET', `${users}/me`, { token: session.accessToken });
    expect([me.status, me.body.code]).to.deep.equal([401, 'session-ended']);
    expect((await logIn(service(), user.email)).status).to.equal(401);
    const letter = await letterTo(service(), user.email, 2);
    expect(letter.subject).to.equal('Your password has to be changed');
    expect((await reset(service(), await tokenTo(service(), user.email, 2))).status).to.equal(204);
    expect((await logIn(service(), user.email, chosen)).status).to.equal(200);
    const told = (await auditOf(service(), user.id)).map(([action]) => action);
    expect(told).to.include.members(['user.password-reset-forced', 'session.ended', 'user.password-reset']);
  });

  it('of somebody with a link: ends that link', async () => {
    const { id, email } = await service().user();
    const link = await forgotten(service(), email);
    await aMinutePasses(service());
    await force(id);
    expect((await reset(service(), link)).body.code).to.equal('one-time-token-invalid');
  });

  it('of an account that is inactive: is done, and no link is mailed', async () => {
    const { id, email } = await service().user({ active: false });
    expect((await force(id)).status).to.equal(202);
    await forgot(service(), email);
    await lettersSent(service());
    expect(service().mails.filter(({ to }) => to === email)).to.deep.equal([]);
  });

  for (const id of ['2147483647', '0', 'me', 'x'])
    it(`of ${id}, whom there is not: answers 404`, async () => {
      const { status } = await service().call('POST', `${users}/${id}/password-reset`, { token });
      expect(status).to.equal(404);
    });
});
