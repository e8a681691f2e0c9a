import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { auditOf, emailsSent, emailTo, reset, resetToken, tokenTo, verify } from './emails.js';
import { logIn, me, newPassword, outcomeOf, password, refresh, signedIn } from './people.js';

describe('my account:', () => {
  const service = useService();
  const person = async () => {
    const user = await service().user();
    return { user, token: service().tokenOf(user) };
  };
  const change = (token: string, body: object, headers = {}) =>
    service().call('PATCH', me, { token, body, headers });

  // RFC 9110 section 13.2.2: preconditions do not depend on Cache-Control; fetch() adds no-cache itself.
  it('GET with my token: returns it with an ETag and no-store; with that ETag, under any Cache-Control: 304', async () => {
    const { user, token } = await person();
    const { status, body, headers } = await service().call('GET', me, { token });
    expect(status).to.equal(200);
    expect(body).to.include({ id: user.id, email: user.email, visibleName: user.visibleName });
    expect([headers.get('etag'), headers.get('cache-control')]).to.deep.equal(['"1"', 'no-store']);
    for (const cacheControl of ['max-age=0', 'no-cache']) {
      const conditional = { 'if-none-match': '"1"', 'cache-control': cacheControl };
      const unchanged = await service().call('GET', me, { token, headers: conditional });
      expect([unchanged.status, unchanged.text]).to.deep.equal([304, '']);
    }
  });

  it('without a token: returns 401 unauthenticated with a challenge', async () => {
    const response = await service().call('GET', me);
    expect(outcomeOf(response)).to.deep.equal([401, 'unauthenticated']);
    expect(response.headers.get('www-authenticate')).to.equal('Bearer realm="api"');
  });

  it('PATCH with a new name, as JSON or as a merge patch: stores it under a new ETag', async () => {
    const { user, token } = await person();
    for (const [i, type] of ['application/json', 'application/merge-patch+json'].entries()) {
      const visibleName = `${user.visibleName.toUpperCase()}${' II'.repeat(i)}`;
      const { status, body, headers } = await change(token, { visibleName }, { 'content-type': type });
      expect([status, body.visibleName, headers.get('etag')]).to.deep.equal([200, visibleName, `"${i + 2}"`]);
      expect((await service().call('GET', me, { token })).body).to.deep.equal(body);
    }
  });

  it('PATCH with If-Match: returns 200, 412 or 400, and changes the account with 200 only', async () => {
    const { user, token } = await person();
    for (const [ifMatch, status] of [
      ['"2"', 412],
      ['"1', 400],
      ['"7", "1"', 200],
    ] as const) {
      const response = await change(
        token,
        { visibleName: `${user.visibleName} II` },
        { 'if-match': ifMatch },
      );
      const { headers } = await service().call('GET', me, { token });
      expect([ifMatch, response.status, headers.get('etag')]).to.deep.equal([
        ifMatch,
        status,
        status === 200 ? '"2"' : '"1"',
      ]);
    }
  });
});

describe('change my password:', () => {
  const service = useService();
  const change = (token: string, wanted = newPassword) =>
    service().call('PUT', `${me}/password`, {
      token,
      body: { currentPassword: password, newPassword: wanted },
    });

  it('ASVS 6.2.2/6.2.3/7.4.3 with the current one: replaces it, and ends my other sessions at once', async () => {
    const here = await signedIn(service());
    const elsewhere = await service().signIn(here);
    const { status, text, headers } = await change(here.token);
    expect([status, text, headers.get('cache-control')]).to.deep.equal([204, '', 'no-store']);
    expect((await change(here.token)).body.errors[0].pointer).to.equal('/currentPassword');
    const ended = await service().call('GET', me, { token: elsewhere.token });
    expect(outcomeOf(ended)).to.deep.equal([401, 'session-ended']);
    expect((await refresh(service(), elsewhere.refreshToken)).body.code).to.equal('session-ended');
    expect((await service().call('GET', me, { token: here.token })).status).to.equal(200);
    expect((await refresh(service(), here.refreshToken)).status).to.equal(200);
    expect((await logIn(service(), here.email)).status).to.equal(401);
    expect((await logIn(service(), here.email, newPassword)).status).to.equal(200);
  });

  it('three times at once, each to another one: changes it once, and that one logs in', async () => {
    const { email, token } = await signedIn(service());
    const wanted = [1, 2, 3].map((i) => `${newPassword} ${i}`);
    const responses = await Promise.all(wanted.map((one) => change(token, one)));
    const done = wanted.filter((_, i) => responses[i]?.status === 204);
    expect(done).to.have.length(1);
    expect((await logIn(service(), email, done[0])).status).to.equal(200);
  });

  it('while a reset link is used: one of the two succeeds, and its password logs in', async () => {
    const chosen = 'nine silent drummers';
    const { email, token } = await signedIn(service());
    const link = await resetToken(service(), email);
    const [changed, recovered] = await Promise.all([change(token), reset(service(), link, chosen)]);
    const lost = changed.status === 204 ? recovered : changed;
    expect([changed.status, recovered.status].filter((status) => status === 204)).to.have.length(1);
    expect(lost.body.code).to.be.oneOf(['one-time-token-invalid', 'invalid-credentials', 'session-ended']);
    const logins = [];
    for (const one of [newPassword, chosen]) logins.push((await logIn(service(), email, one)).status);
    expect(logins).to.deep.equal(changed.status === 204 ? [200, 401] : [401, 200]);
  });
});

describe('change my email:', () => {
  const service = useService();
  const read = async (token: string) => (await service().call('GET', me, { token })).body;
  const change = (token: string, email: string, proof: object = { currentPassword: password }) =>
    service().call('PATCH', me, { token, body: { email, ...proof } });

  it('with my password: is pending until its link is used; then old links end, and the old address gets a notice', async () => {
    const { id, email, token } = await signedIn(service());
    const link = await resetToken(service(), email);
    const next = `changed-${email}`;
    const { status, body } = await change(token, next);
    expect([status, body.email, body.pendingEmail]).to.deep.equal([200, email, next]);
    const admin = await service().tokenAs('admin');
    const seen = await service().call('GET', `/api/v1/users/${id}`, { token: admin });
    expect(seen.body.pendingEmail).to.equal(next);
    expect((await logIn(service(), next)).status).to.equal(401);
    const mailed = await tokenTo(service(), next);
    const notice = await emailTo(service(), email, 2);
    await emailsSent(service());
    for (const _ of ['first', 'again']) expect((await verify(service(), mailed)).status).to.equal(204);
    expect(await read(token)).to.include({ email: next, pendingEmail: null, emailVerified: true });
    expect((await logIn(service(), email)).status).to.equal(401);
    expect((await logIn(service(), next)).status).to.equal(200);
    expect((await reset(service(), link)).body.code).to.equal('one-time-token-invalid');
    const { text, html } = await emailTo(service(), email, 3);
    await emailsSent(service());
    for (const secret of ['#token', next])
      expect(text + html + notice.text + notice.html).to.not.include(secret);
    const changes = (await auditOf(service(), id)).filter(([action]) => action === 'user.changed');
    expect(changes).to.deep.equal([
      ['user.changed', { fields: ['pendingEmail'] }],
      ['user.changed', { fields: ['email', 'emailVerified', 'pendingEmail'] }],
    ]);
  });

  it('to one that another account takes meanwhile: returns 409 at the link, and changes nothing', async () => {
    const [ada, bob] = [await signedIn(service()), await signedIn(service())];
    const next = `wanted-${ada.email}`;
    await change(ada.token, next);
    const mine = await tokenTo(service(), next);
    await change(bob.token, next);
    await verify(service(), await tokenTo(service(), next, 2));
    const response = await verify(service(), mine);
    expect(outcomeOf(response)).to.deep.equal([409, 'email-taken']);
    expect(response.body.errors[0].pointer).to.equal('/token');
    expect(await read(ada.token)).to.include({ email: ada.email, pendingEmail: next });
    expect(outcomeOf(await change(ada.token, next))).to.deep.equal([409, 'email-taken']);
    await emailsSent(service());
  });

  it('to the current one: ends the pending change and its link; currentPassword alone: is invalid', async () => {
    const { email, token } = await signedIn(service());
    const next = `dropped-${email}`;
    await change(token, next);
    const mailed = await tokenTo(service(), next);
    expect((await change(token, email)).body).to.include({ email, pendingEmail: null });
    expect((await verify(service(), mailed)).body.code).to.equal('one-time-token-invalid');
    const alone = await service().call('PATCH', me, { token, body: { currentPassword: password } });
    expect(outcomeOf(alone)).to.deep.equal([422, 'validation-failed']);
    await emailsSent(service());
  });
});
