import { expect } from 'chai';
import { useService } from '../../support/service.js';
import {
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
import { distinguishable, logIn, me, outcomeOf, password, refresh, register, signedIn } from './people.js';

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

  it('by the link in the email: leads to PUBLIC_URL, with any Host headers', async () => {
    const { email } = await service().user();
    const headers = { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test' };
    await service().call('POST', '/api/v1/auth/password/forgot', { body: { email }, headers });
    const { text, html, subject } = await emailTo(service(), email);
    expect(text).to.match(/ http:\/\/service\.test\/account\/reset#token=[\w-]{43}\n/);
    expect(html).to.match(/href="http:\/\/service\.test\/account\/reset#token=[\w-]{43}"/);
    expect(text + html + subject).to.not.include('evil.test');
  });

  it('ASVS 6.4.3 reset: replaces the password, ends every session and the link, and verifies the address', async () => {
    const { id, email, token, refreshToken } = await signedIn(service());
    const link = await resetToken(service(), email);
    expect(outcomeOf(await reset(service(), link, 'too short'))).to.deep.equal([422, 'weak-password']);
    const response = await reset(service(), link);
    expect([response.status, response.text]).to.deep.equal([204, '']);
    expect((await service().call('GET', me, { token })).status).to.equal(401);
    expect((await refresh(service(), refreshToken)).status).to.equal(401);
    expect((await logIn(service(), email, password)).status).to.equal(401);
    expect(outcomeOf(await reset(service(), link, 'nine silent drummers'))).to.deep.equal(invalid);
    expect((await logIn(service(), email, chosen)).body.user.emailVerified).to.equal(true);
    await emailTo(service(), email, 2);
    await emailsSent(service());
    const entries = (await auditOf(service(), id)).map(([action]) => action);
    expect(entries.filter((action) => !/session\.(started|refused)/.test(action))).to.deep.equal([
      'mail.sent',
      'user.password-reset',
      'session.ended',
      'mail.sent',
    ]);
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
});

describe('an invitation, with registration closed:', () => {
  const service = useService({ AUTH__REGISTRATION: 'closed' });
  const email = 'invited@example.com';

  it('a sign-up: returns 403 registration-closed', async () => {
    expect(outcomeOf(await register(service(), { email }))).to.deep.equal([403, 'registration-closed']);
  });

  it('ASVS 6.4.1 an account made by an admin: gets a password and a verified address by its link, once', async () => {
    const body = { email, visibleName: 'Invited', role: 'moderator' };
    const token = await service().tokenAs('admin');
    const { status, headers, body: user } = await service().call('POST', users, { token, body });
    expect(status).to.equal(201);
    expect(user).to.include({ email, role: 'moderator', active: true, emailVerified: false });
    expect([headers.get('location'), headers.get('etag')]).to.deep.equal([`${users}/${user.id}`, '"1"']);
    const link = await tokenTo(service(), email);
    for (const guess of [' ', 'null', chosen])
      expect((await logIn(service(), email, guess)).status).to.equal(401);
    // A request for a reset link leaves the invitation valid.
    await resetToken(service(), email, 2);
    expect((await reset(service(), link)).status).to.equal(204);
    const login = await logIn(service(), email, chosen);
    expect(login.body.user).to.include({ id: user.id, role: 'moderator', emailVerified: true });
    expect(outcomeOf(await reset(service(), link, 'nine silent drummers'))).to.deep.equal(invalid);
    await emailsSent(service());
    // The account never had a password, so no email reports a change.
    expect(emailsTo(service(), email)).to.have.length(2);
  });
});

describe('a password reset forced by an administrator:', () => {
  const service = useService();

  it('ASVS 6.4.6 of a logged-in account: ends password and sessions, and its link sets another; of an unknown one: returns 404', async () => {
    const { id, email, token } = await signedIn(service());
    const admin = await service().tokenAs('admin');
    const force = (of: number) => service().call('POST', `${users}/${of}/password-reset`, { token: admin });
    const response = await force(id);
    expect([response.status, response.text]).to.deep.equal([202, '']);
    expect(outcomeOf(await service().call('GET', me, { token }))).to.deep.equal([401, 'session-ended']);
    expect((await logIn(service(), email)).status).to.equal(401);
    expect((await reset(service(), await tokenTo(service(), email))).status).to.equal(204);
    expect((await logIn(service(), email, chosen)).status).to.equal(200);
    expect((await force(2147483647)).status).to.equal(404);
  });
});

describe('the verification of an email address:', () => {
  const service = useService();
  const request = (token?: string) => service().call('POST', '/api/v1/auth/email/verification', { token });

  it('by the link of the sign-up email, also twice at once: verifies that account, and is audited once', async () => {
    const { id, email } = (await register(service())).body;
    expect((await emailTo(service(), email)).text).to.match(
      / http:\/\/service\.test\/account\/verify#token=[\w-]{43}\n/,
    );
    await emailsSent(service());
    const link = await tokenTo(service(), email);
    // A link works only for its own purpose.
    expect(outcomeOf(await reset(service(), link))).to.deep.equal(invalid);
    const twice = await Promise.all([verify(service(), link), verify(service(), link)]);
    expect(twice.map(({ status, text }) => [status, text])).to.deep.equal(Array(2).fill([204, '']));
    expect((await logIn(service(), email)).body.user.emailVerified).to.equal(true);
    const entries = (await auditOf(service(), id)).filter(([action]) => action === 'user.email-verified');
    expect(entries).to.deep.equal([['user.email-verified', {}]]);
  });

  it('requested by a user: sends a link; once verified: sends nothing; by a guest: returns 401', async () => {
    const { email, token } = await signedIn(service());
    const response = await request(token);
    expect([response.status, response.text]).to.deep.equal([202, '']);
    expect((await verify(service(), await tokenTo(service(), email))).status).to.equal(204);
    expect((await request(token)).status).to.equal(202);
    await emailsSent(service());
    expect(emailsTo(service(), email)).to.have.length(1);
    expect((await request()).status).to.equal(401);
  });
});
