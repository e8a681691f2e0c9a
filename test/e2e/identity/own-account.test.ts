import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { fromOurPage, logInByCookie } from './cookie-jar.js';
import { auditOf, emailsSent, emailsTo, emailTo, reset, resetToken, tokenTo, verify } from './emails.js';
import { databaseOf, logIn, me, newPassword, outcomeOf, password, refresh, signedIn } from './people.js';

const wrong = 'seven loud violins';

describe('my account:', () => {
  const service = useService();
  const person = async () => {
    const user = await service().user();
    return { user, token: service().tokenOf(user) };
  };
  const change = (token: string, body: object, headers = {}) =>
    service().call('PATCH', me, { token, body, headers });

  it('GET with my token: returns it with an ETag and no-store', async () => {
    const { user, token } = await person();
    const { status, body, headers } = await service().call('GET', me, { token });
    expect(status).to.equal(200);
    expect(body).to.include({ id: user.id, email: user.email, visibleName: user.visibleName });
    expect(headers.get('etag')).to.equal('"1"');
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  // RFC 9110 section 13.2.2: preconditions are evaluated whatever Cache-Control says; fetch() adds no-cache itself.
  it('GET with the current ETag, under any Cache-Control: returns 304 without a body', async () => {
    const { token } = await person();
    for (const cacheControl of ['max-age=0', 'no-cache']) {
      const headers = { 'if-none-match': '"1"', 'cache-control': cacheControl };
      const { status, text } = await service().call('GET', me, { token, headers });
      expect({ status, text }).to.deep.equal({ status: 304, text: '' });
    }
  });

  it('without a token: returns 401 unauthenticated with a challenge', async () => {
    const responses = [await service().call('GET', me), await service().call('PATCH', me, { body: {} })];
    for (const response of responses) {
      expect(outcomeOf(response)).to.deep.equal([401, 'unauthenticated']);
      expect(response.headers.get('www-authenticate')).to.equal('Bearer realm="api"');
    }
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

  it('PATCH with the name of another account in another case: returns 409 visible-name-taken', async () => {
    const [{ token }, other] = [await person(), await service().user({ visibleName: 'Ærø Ýmir' })];
    const response = await change(token, { visibleName: other.visibleName.toUpperCase() });
    expect(outcomeOf(response)).to.deep.equal([409, 'visible-name-taken']);
  });

  it('PATCH with If-Match: returns 200, 412 or 400, and changes the account with 200 only', async () => {
    for (const [ifMatch, expected] of [
      ['"1"', 200],
      ['"7", "1"', 200],
      ['"2"', 412],
      ['W/"1"', 412],
      ['"1', 400],
    ] as const) {
      const { user, token } = await person();
      const body = { visibleName: `${user.visibleName} II` };
      expect([ifMatch, (await change(token, body, { 'if-match': ifMatch })).status]).to.deep.equal([
        ifMatch,
        expected,
      ]);
      const { visibleName } = (await service().call('GET', me, { token })).body;
      expect(visibleName).to.equal(expected === 200 ? body.visibleName : user.visibleName);
    }
  });

  it('PATCH twenty times at once with one ETag: changes it once, the others return 412', async () => {
    const { user, token } = await person();
    const changes = Array.from({ length: 20 }, (_, i) =>
      change(token, { visibleName: `${user.visibleName} ${i}` }, { 'if-match': '"1"' }),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status).sort();
    expect(statuses).to.deep.equal([200, ...Array(19).fill(412)]);
  });
});

describe('change my password:', () => {
  const service = useService();
  const path = `${me}/password`;
  const change = (token: string | undefined, body: object = {}) =>
    service().call('PUT', path, { token, body: { currentPassword: password, newPassword, ...body } });
  const items = async (token: string) =>
    (await service().call('GET', '/api/v1/auth/sessions', { token })).body.items;

  it('ASVS 6.2.2/6.2.3/7.4.3 with the current one: replaces it, and ends my other sessions at once', async () => {
    const here = await signedIn(service());
    const elsewhere = (await logIn(service(), here.email)).body;
    const { status, text, headers } = await change(here.token);
    expect([status, text, headers.get('cache-control')]).to.deep.equal([204, '', 'no-store']);
    expect((await logIn(service(), here.email)).status).to.equal(401);
    const ended = await service().call('GET', me, { token: elsewhere.accessToken });
    expect(outcomeOf(ended)).to.deep.equal([401, 'session-ended']);
    expect((await refresh(service(), elsewhere.refreshToken)).body.code).to.equal('session-ended');
    expect((await change(elsewhere.accessToken)).body.code).to.equal('session-ended');
    expect((await service().call('GET', me, { token: here.token })).status).to.equal(200);
    const refreshed = await refresh(service(), here.refreshToken);
    expect(
      (await items(refreshed.body.accessToken)).map(({ current }: { current: boolean }) => current),
    ).to.deep.equal([true]);
    expect((await logIn(service(), here.email, newPassword)).status).to.equal(200);
  });

  it('by cookie: from our page: is done and keeps the cookies valid; from another site: is rejected', async () => {
    const { cookie, email } = await logInByCookie(service());
    const body = { currentPassword: password, newPassword };
    const put = (headers: Record<string, string>) => service().call('PUT', path, { headers, body });
    expect((await put({ cookie, origin: 'https://evil.test' })).body.code).to.equal('cross-site-request');
    expect((await put(fromOurPage(cookie))).status).to.equal(204);
    expect((await service().call('GET', me, { headers: { cookie } })).status).to.equal(200);
    expect((await logIn(service(), email, newPassword)).status).to.equal(200);
  });

  it('ASVS 6.2.3/6.2.4/15.3.3 with a wrong current one, a common new one or other fields: is rejected and changes nothing', async () => {
    const { email, token } = await signedIn(service());
    const elsewhere = (await logIn(service(), email)).body.accessToken;
    for (const [body, pointer, status, code] of [
      [{ currentPassword: wrong }, '/currentPassword', 401, 'invalid-credentials'],
      [{ currentPassword: undefined }, '/currentPassword', 422, 'validation-failed'],
      [{ newPassword: 'lovethewayyoulie' }, '/newPassword', 422, 'weak-password'],
      [{ role: 'admin' }, '/role', 422, 'validation-failed'],
      [{ id: 1 }, '/id', 422, 'validation-failed'],
    ] as const) {
      const response = await change(token, body);
      expect([...outcomeOf(response), response.body.errors[0].pointer]).to.deep.equal([
        status,
        code,
        pointer,
      ]);
    }
    expect((await logIn(service(), email)).status).to.equal(200);
    expect((await service().call('GET', me, { token: elsewhere })).status).to.equal(200);
    expect((await change(undefined)).body.code).to.equal('unauthenticated');
  });

  it('twenty times at once, each to another one: changes it once, and that one logs in', async () => {
    const { email, token } = await signedIn(service());
    const wanted = Array.from({ length: 20 }, (_, i) => `${newPassword} ${i}`);
    const responses = await Promise.all(wanted.map((one) => change(token, { newPassword: one })));
    const done = wanted.filter((_, i) => responses[i]?.status === 204);
    expect(done).to.have.length(1);
    expect((await logIn(service(), email, done[0])).status).to.equal(200);
  });

  it('with links sent before: ends them, and sends an email that says so without a link', async () => {
    const { email, token } = await signedIn(service());
    const verification = await tokenTo(service(), email);
    const recovery = await resetToken(service(), email, 2);
    expect((await change(token)).status).to.equal(204);
    expect((await reset(service(), recovery)).body.code).to.equal('one-time-token-invalid');
    expect((await verify(service(), verification)).body.code).to.equal('one-time-token-invalid');
    const { text, html } = await emailTo(service(), email, 3);
    for (const secret of ['#token', newPassword]) expect(text + html).to.not.include(secret);
  });

  it('while a reset link is used, five times: one of the two is done, and its password logs in', async () => {
    const chosen = 'nine silent drummers';
    for (let i = 0; i < 5; i += 1) {
      const { email, token } = await signedIn(service());
      const recovery = await resetToken(service(), email, 2);
      const [changed, recovered] = await Promise.all([change(token), reset(service(), recovery, chosen)]);
      const lost = changed.status === 204 ? recovered : changed;
      expect([changed.status, recovered.status].filter((status) => status === 204)).to.have.length(1);
      expect(lost.body.code).to.be.oneOf(['one-time-token-invalid', 'invalid-credentials', 'session-ended']);
      const logins = [];
      for (const one of [password, newPassword, chosen])
        logins.push((await logIn(service(), email, one)).status);
      expect(logins).to.deep.equal(changed.status === 204 ? [401, 200, 401] : [401, 401, 200]);
    }
  });

  it('ASVS 16.3.1 with a wrong current one: is in the audit trail, by whom and from where', async () => {
    const { id, token } = await signedIn(service());
    const { headers } = await change(token, { currentPassword: wrong });
    const entries = await databaseOf(service())('audit')
      .where({ action: 'user.password-refused', subject_id: String(id) })
      .select('actor_id', 'ip', 'request_id', 'details');
    const entry = { actor_id: id, ip: '127.0.0.1', request_id: headers.get('x-request-id'), details: {} };
    expect(entries).to.deep.equal([entry]);
  });
});

describe('change my email:', () => {
  const service = useService();
  let made = 0;
  const newAddress = () => {
    made += 1;
    return `changed-${made}@example.com`;
  };
  const change = (token: string, body: object, headers = {}) =>
    service().call('PATCH', me, { token, body: { currentPassword: password, ...body }, headers });

  it('with my password: takes effect at once, unverified until its own link is used; old links end', async () => {
    const { id, email, token } = await signedIn(service());
    const verification = await tokenTo(service(), email);
    await verify(service(), verification);
    const recovery = await resetToken(service(), email, 2);
    const next = newAddress();
    const { status, body } = await change(token, { email: next });
    expect(status).to.equal(200);
    expect(body).to.include({ email: next, emailVerified: false });
    expect((await logIn(service(), email)).status).to.equal(401);
    expect((await logIn(service(), next)).status).to.equal(200);
    for (const response of [await verify(service(), verification), await reset(service(), recovery)])
      expect(response.body.code).to.equal('one-time-token-invalid');
    const { text, html } = await emailTo(service(), email, 3);
    for (const secret of ['#token', next]) expect(text + html).to.not.include(secret);
    await verify(service(), await tokenTo(service(), next));
    expect((await service().call('GET', me, { token })).body.emailVerified).to.equal(true);
    const changes = (await auditOf(service(), id)).filter(([action]) => action === 'user.changed');
    expect(changes).to.deep.equal([['user.changed', { fields: ['email', 'emailVerified'] }]]);
  });

  it('ASVS 7.5.1 with a wrong password, a taken email or a stale ETag: is rejected, and sends nothing', async () => {
    const [{ id, email, token }, taken, next] = [
      await signedIn(service()),
      await service().user(),
      newAddress(),
    ];
    for (const [body, headers, status, code] of [
      [{ email: next, currentPassword: undefined }, {}, 422, 'validation-failed'],
      [{ email: next, currentPassword: wrong }, {}, 401, 'invalid-credentials'],
      [{ visibleName: 'Without an email' }, {}, 422, 'validation-failed'],
      [{ email: taken.email.toUpperCase() }, {}, 409, 'email-taken'],
      [{ email: next, visibleName: 'Never seen' }, { 'if-match': '"7"' }, 412, 'precondition-failed'],
    ] as const)
      expect(outcomeOf(await change(token, body, headers))).to.deep.equal([status, code]);
    expect((await service().call('GET', me, { token })).body.email).to.equal(email);
    await emailsSent(service());
    expect(emailsTo(service(), next)).to.deep.equal([]);
    const entries = (await auditOf(service(), id)).filter(([action]) => action === 'user.password-refused');
    expect(entries).to.have.length(1);
  });

  it('to an address that only folds alike: is another mailbox, and unverified', async () => {
    const { email, token } = await signedIn(service());
    await verify(service(), await tokenTo(service(), email));
    const same = await change(token, { email: ` ${email} ` });
    expect(same.body).to.include({ email, emailVerified: true });
    const wide = email.replace('someone', 'ｓomeone');
    expect((await change(token, { email: wide })).body).to.include({ email: wide, emailVerified: false });
  });
});
