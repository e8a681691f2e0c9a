import { expect } from 'chai';
import { useService } from '../../support/service.js';
import {
  ageLinks,
  auditOf,
  emailsSent,
  emailsTo,
  emailTo,
  forgot,
  reset,
  resetToken,
  tokenTo,
  verify,
} from './emails.js';
import { distinguishable, logIn, me, outcomeOf, password, refresh, signedIn } from './people.js';

const chosen = 'eight loud trombones';
const users = '/api/v1/users';
const invalid = [422, 'one-time-token-invalid'];

describe('a forgotten password:', () => {
  const service = useService();

  it('ASVS 6.3.8 of an account, of none, of an inactive one: gets the same response, and one email in all', async () => {
    const [known, inactive] = [await service().user(), await service().user({ active: false })];
    const emails = [known.email, 'nobody@example.com', inactive.email];
    const responses = [];
    for (const email of emails) responses.push(distinguishable(await forgot(service(), email)));
    expect(responses[0]).to.deep.include({ status: 202, problem: {} });
    for (const other of responses) expect(other).to.deep.equal(responses[0]);
    await emailsSent(service());
    expect(emails.map((email) => emailsTo(service(), email).length)).to.deep.equal([1, 0, 0]);
  });

  it('asked for with an address that only looks alike: sends the email to the address of the account', async () => {
    await service().user({ email: 'zoe@example.com' });
    await forgot(service(), 'ＺＯＥ@example.com');
    expect((await emailTo(service(), 'zoe@example.com')).text).to.not.include('ＺＯＥ');
  });

  it('by the link in the email: leads to PUBLIC_URL, whatever the Host headers say', async () => {
    const { email } = await service().user();
    const headers = { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test' };
    await service().call('POST', '/api/v1/auth/password/forgot', { body: { email }, headers });
    const { text, html, subject } = await emailTo(service(), email);
    expect(text).to.match(/ http:\/\/service\.test\/account\/reset#token=[\w-]{43}\n/);
    expect(html).to.match(/href="http:\/\/service\.test\/account\/reset#token=[\w-]{43}"/);
    expect(text + html + subject).to.not.include('evil.test');
  });

  it('ASVS 6.4.3 reset: replaces the password, ends every session and link, and verifies the address', async () => {
    const { id, email, token, refreshToken } = await signedIn(service());
    await emailTo(service(), email);
    const link = await resetToken(service(), email, 2);
    const response = await reset(service(), link);
    expect([response.status, response.text]).to.deep.equal([204, '']);
    expect((await service().call('GET', me, { token })).status).to.equal(401);
    expect((await refresh(service(), refreshToken)).status).to.equal(401);
    expect((await logIn(service(), email, password)).status).to.equal(401);
    expect(outcomeOf(await reset(service(), link, 'nine silent drummers'))).to.deep.equal(invalid);
    expect((await logIn(service(), email, chosen)).body.user.emailVerified).to.equal(true);
    await emailTo(service(), email, 3);
    await emailsSent(service());
    const entries = (await auditOf(service(), id)).filter(
      ([action]) => !/session\.started|user\.created/.test(action),
    );
    expect(entries.map(([action]) => action).filter((action) => action !== 'session.refused')).to.deep.equal([
      'mail.sent',
      'mail.sent',
      'user.password-reset',
      'session.ended',
      'mail.sent',
    ]);
    expect(entries.at(-1)?.[1]).to.deep.equal({ kind: 'password-changed' });
  });

  it('with a link that a newer one has replaced: is rejected; again within a minute: sends no other', async () => {
    const { email } = await service().user();
    const first = await resetToken(service(), email);
    for (let i = 0; i < 3; i += 1) expect((await forgot(service(), email)).status).to.equal(202);
    await emailsSent(service());
    expect(emailsTo(service(), email)).to.have.length(1);
    await ageLinks(service());
    const second = await resetToken(service(), email, 2);
    expect(outcomeOf(await reset(service(), first))).to.deep.equal(invalid);
    expect(outcomeOf(await reset(service(), second, 'too short'))).to.deep.equal([422, 'weak-password']);
    expect((await reset(service(), second)).status).to.equal(204);
  });

  it('with one link, twenty times at once: is reset once', async () => {
    const token = await resetToken(service(), (await service().user()).email);
    const responses = await Promise.all(Array.from({ length: 20 }, () => reset(service(), token)));
    expect(responses.map(({ status }) => status).sort()).to.deep.equal([204, ...Array(19).fill(422)]);
  });

  it('ASVS 14.2.1 with the token in the URL: is rejected, and neither token nor password is logged', async () => {
    const token = await resetToken(service(), (await service().user()).email);
    const path = `/api/v1/auth/password/reset?token=${token}`;
    const { status } = await service().call('POST', path, { body: { token, password: chosen } });
    expect(status).to.equal(400);
    for (const page of ['reset', 'verify', 'page.js'])
      expect((await service().call('GET', `/account/${page}?token=${token}`)).status).to.equal(200);
    expect(JSON.stringify(service().log)).to.not.include(token).and.to.not.include(chosen);
    expect((await reset(service(), token)).status).to.equal(204);
  });

  it('with any text for a token: returns 422 one-time-token-invalid', async () => {
    for (const token of ['x', "' or true --", '\u0000', '\ud83d\ude00', 'A'.repeat(43)])
      expect(outcomeOf(await reset(service(), token)), token).to.deep.equal(invalid);
  });
});

describe('an invitation:', () => {
  const service = useService({ AUTH__REGISTRATION: 'closed' });
  let made = 0;
  const invite = async (overrides: object = {}) => {
    made += 1;
    const body = { email: `invited-${made}@example.com`, visibleName: `Invited ${made}`, ...overrides };
    const token = await service().tokenAs('admin');
    return { ...(await service().call('POST', users, { token, body })), email: body.email };
  };

  it('with registration closed: returns 201 with the account, Location and ETag, and is audited', async () => {
    const { status, body, headers, email } = await invite();
    expect(status).to.equal(201);
    expect(body).to.include({ email, role: 'user', active: true, emailVerified: false });
    expect([headers.get('location'), headers.get('etag')]).to.deep.equal([`${users}/${body.id}`, '"1"']);
    await emailsSent(service());
    expect(await auditOf(service(), body.id)).to.deep.equal([
      ['user.created', { role: 'user', invited: true }],
      ['mail.sent', { kind: 'invitation' }],
    ]);
    expect(outcomeOf(await invite({ email }))).to.deep.equal([409, 'email-taken']);
  });

  it('ASVS 6.4.1 accepted by its link: gives a password and a verified address, once', async () => {
    const { email, body: user } = await invite({ role: 'moderator' });
    const link = await tokenTo(service(), email);
    for (const guess of [' ', 'null', chosen])
      expect((await logIn(service(), email, guess)).status).to.equal(401);
    // A request for a reset link leaves the invitation valid.
    await resetToken(service(), email, 2);
    expect((await reset(service(), link)).status).to.equal(204);
    const { body } = await logIn(service(), email, chosen);
    expect(body.user).to.include({ id: user.id, role: 'moderator', emailVerified: true });
    expect(outcomeOf(await reset(service(), link, 'nine silent drummers'))).to.deep.equal(invalid);
    await emailsSent(service());
    // No email says that a password has changed that never was.
    expect(emailsTo(service(), email)).to.have.length(2);
  });

  it('ASVS 6.4.6/15.3.3 with a password or emailVerified: returns 422', async () => {
    for (const field of [{ password: chosen }, { emailVerified: true }])
      expect(outcomeOf(await invite(field))).to.deep.equal([422, 'validation-failed']);
  });
});

describe('a password reset forced by an administrator:', () => {
  const service = useService();
  const force = async (id: number | string) =>
    service().call('POST', `${users}/${id}/password-reset`, { token: await service().tokenAs('admin') });

  it('ASVS 6.4.6 of a logged-in account: ends password, sessions and links, and only the new link sets another', async () => {
    const { id, email, token } = await signedIn(service());
    await emailTo(service(), email);
    const link = await resetToken(service(), email, 2);
    await ageLinks(service());
    const response = await force(id);
    expect([response.status, response.text]).to.deep.equal([202, '']);
    expect(outcomeOf(await service().call('GET', me, { token }))).to.deep.equal([401, 'session-ended']);
    expect((await logIn(service(), email)).status).to.equal(401);
    expect(outcomeOf(await reset(service(), link))).to.deep.equal(invalid);
    expect((await reset(service(), await tokenTo(service(), email, 3))).status).to.equal(204);
    expect((await logIn(service(), email, chosen)).status).to.equal(200);
    const actions = (await auditOf(service(), id)).map(([action]) => action);
    expect(actions).to.include.members([
      'user.password-reset-forced',
      'session.ended',
      'user.password-reset',
    ]);
  });

  it('of an inactive account: sends no link; of an unknown one: returns 404', async () => {
    const { id, email } = await service().user({ active: false });
    expect((await force(id)).status).to.equal(202);
    await emailsSent(service());
    expect(emailsTo(service(), email)).to.deep.equal([]);
    for (const unknown of ['2147483647', 'me']) expect((await force(unknown)).status).to.equal(404);
  });
});

describe('the verification of an email address:', () => {
  const service = useService();
  const isVerified = async (token: string) => (await service().call('GET', me, { token })).body.emailVerified;
  const request = (token?: string) => service().call('POST', '/api/v1/auth/email/verification', { token });

  it('by the link of the sign-up email: verifies that account, and is audited', async () => {
    const [{ id, email, token }, other] = [await signedIn(service()), await signedIn(service())];
    expect((await emailTo(service(), email)).text).to.match(
      / http:\/\/service\.test\/account\/verify#token=[\w-]{43}\n/,
    );
    await emailsSent(service());
    const response = await verify(service(), await tokenTo(service(), email));
    expect([response.status, response.text]).to.deep.equal([204, '']);
    expect([await isVerified(token), await isVerified(other.token)]).to.deep.equal([true, false]);
    expect((await auditOf(service(), id)).at(-1)).to.deep.equal(['user.email-verified', {}]);
  });

  it('by the same link again, also at once: returns 204 and changes nothing, until the account is deactivated', async () => {
    const { id, email, token } = await signedIn(service());
    const link = await tokenTo(service(), email);
    const twice = await Promise.all([verify(service(), link), verify(service(), link)]);
    expect(twice.map(({ status }) => status)).to.deep.equal([204, 204]);
    const before = await service().call('GET', me, { token });
    expect((await verify(service(), link)).status).to.equal(204);
    const after = await service().call('GET', me, { token });
    expect([after.body, after.headers.get('etag')]).to.deep.equal([before.body, before.headers.get('etag')]);
    const entries = (await auditOf(service(), id)).filter(([action]) => action === 'user.email-verified');
    expect(entries).to.have.length(1);
    const admin = await service().tokenAs('admin');
    for (const active of [false, true])
      await service().call('PATCH', `${users}/${id}`, { token: admin, body: { active } });
    expect(outcomeOf(await verify(service(), link))).to.deep.equal(invalid);
  });

  it('requested again: replaces the link; once verified: sends nothing; by a guest: returns 401', async () => {
    const { email, token } = await signedIn(service());
    const first = await tokenTo(service(), email);
    await emailsSent(service());
    await ageLinks(service());
    const response = await request(token);
    expect([response.status, response.text]).to.deep.equal([202, '']);
    const second = await tokenTo(service(), email, 2);
    expect(outcomeOf(await verify(service(), first))).to.deep.equal(invalid);
    // Neither link does the work of the other.
    expect(outcomeOf(await reset(service(), second))).to.deep.equal(invalid);
    expect((await verify(service(), second)).status).to.equal(204);
    expect((await request(token)).status).to.equal(202);
    await emailsSent(service());
    expect(emailsTo(service(), email)).to.have.length(2);
    expect((await request()).status).to.equal(401);
  });
});
