import { expect } from 'chai';
import { cookieHeader, cookiesOf, fromOurPage, setCookies } from './cookie-jar.js';
import { challengeOf, complete, enrol, totp, useSecondFactors } from './factors.js';
import { logIn, me, newPassword, outcomeOf, partOf, password, refresh, signedIn } from './people.js';

const invalid = [401, 'second-factor-invalid'];

describe('a second factor:', () => {
  const { service, clock, step, person, nextCode, emailAbout } = useSecondFactors();

  it('ASVS 6.3.3 set up with a code: the response has recovery codes and a token of level 2, and other sessions end', async () => {
    const ada = await signedIn(service());
    const other = await service().signIn(ada);
    const { secret, uri, confirmed } = await enrol(service(), { token: ada.token }, step());
    expect(secret).to.match(/^[A-Z2-7]{32}$/);
    expect(new URL(uri).searchParams.get('secret')).to.equal(secret);
    const { accessToken, expiresIn, tokenType, recoveryCodes, ...rest } = confirmed.body;
    expect([expiresIn, tokenType, rest]).to.deep.equal([900, 'Bearer', {}]);
    expect(new Set(recoveryCodes).size).to.equal(10);
    expect(confirmed.headers.get('cache-control')).to.equal('no-store');
    expect(partOf(accessToken, 1)).to.include({ acr: 'aal2', auth_time: clock.now().getTime() / 1000 });
    expect(partOf(accessToken, 1).amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    const own = await service().call('GET', me, { token: accessToken });
    expect(own.body.secondFactor).to.equal(true);
    expect(outcomeOf(await service().call('GET', me, { token: other.token }))).to.deep.equal([
      401,
      'session-ended',
    ]);
    const admin = await service().tokenAs('admin');
    const { body } = await service().call('GET', `/api/v1/users/${ada.id}`, { token: admin });
    expect(body.secondFactor).to.equal(true);
  });

  it('new recovery codes: end the earlier ones; ASVS 7.5.1 require recent authentication', async () => {
    const ada = await person();
    const path = `${me}/recovery-codes`;
    const { status, body } = await service().call('POST', path, { token: ada.token });
    expect([status, body.recoveryCodes.length]).to.deep.equal([200, 10]);
    const challenge = await challengeOf(service(), ada.email);
    const [old, added] = [ada.recoveryCodes[0], body.recoveryCodes[0]];
    expect(outcomeOf(await complete(service(), { challenge, recoveryCode: old }))).to.deep.equal(invalid);
    expect((await complete(service(), { challenge, recoveryCode: added })).status).to.equal(200);
    clock.pass(301);
    for (const [method, route] of [
      ['POST', path],
      ['DELETE', totp],
    ] as const)
      expect(outcomeOf(await service().call(method, route, { token: ada.token }))).to.deep.equal([
        401,
        'recent-authentication-required',
      ]);
  });

  it('ASVS 7.5.1 a code: confirms the authentication, for what must be recent', async () => {
    const ada = await person();
    clock.pass(301);
    const path = '/api/v1/auth/confirm';
    const confirm = (body: object) => service().call('POST', path, { token: ada.token, body });
    const code = nextCode(ada.secret);
    const { status, body } = await confirm({ code });
    expect(status).to.equal(200);
    const removed = await service().call('DELETE', totp, { token: body.accessToken });
    expect(removed.status).to.equal(200);
    const token = removed.body.accessToken;
    const none = await service().call('POST', path, { token, body: { recoveryCode: ada.recoveryCodes[0] } });
    expect(outcomeOf(none)).to.deep.equal(invalid);
    for (const proof of [{}, { code, password }])
      expect((await service().call('POST', path, { token, body: proof })).status).to.equal(422);
  });

  it('removed by its owner: a login needs no code, tokens lose their level at once, and other sessions end', async () => {
    const ada = await person();
    const other = await service().signIn(ada);
    const { status, body } = await service().call('DELETE', totp, { token: ada.token });
    expect(status).to.equal(200);
    expect(partOf(body.accessToken, 1)).to.include({ acr: 'aal1' });
    const ended = [401, 'session-ended'];
    for (const token of [ada.token, other.token])
      expect(outcomeOf(await service().call('GET', me, { token }))).to.deep.equal(ended);
    const own = await service().call('GET', me, { token: body.accessToken });
    expect(own.body.secondFactor).to.equal(false);
    const refreshed = await refresh(service(), ada.refreshToken);
    expect(partOf(refreshed.body.accessToken, 1)).to.include({ acr: 'aal1' });
    expect((await logIn(service(), ada.email)).status).to.equal(200);
    const again = await service().call('DELETE', totp, { token: body.accessToken });
    expect(outcomeOf(again)).to.deep.equal([404, 'not-found']);
    expect(await emailAbout(ada.email, 'The second factor of your account was removed')).to.not.equal(
      undefined,
    );
  });

  it('ASVS 6.2.1 with a password of eight characters: is removed together with a long one only', async () => {
    const ada = await person();
    const short = 'qx7 vmt2';
    const change = { currentPassword: password, newPassword: short };
    const changed = await service().call('PUT', `${me}/password`, { token: ada.token, body: change });
    expect(changed.status).to.equal(204);
    const refused = await service().call('DELETE', totp, { token: ada.token });
    expect(outcomeOf(refused)).to.deep.equal([422, 'weak-password']);
    expect(refused.body.errors[0].pointer).to.equal('/newPassword');
    const without = await service().call('DELETE', totp, { token: ada.token, body: { newPassword } });
    expect(outcomeOf(without)).to.deep.equal([422, 'validation-failed']);
    expect(without.body.errors[0].pointer).to.equal('/currentPassword');
    const body = { newPassword, currentPassword: short };
    expect((await service().call('DELETE', totp, { token: ada.token, body })).status).to.equal(200);
    expect((await logIn(service(), ada.email, body.newPassword)).status).to.equal(200);
  });

  it('removed by an admin: ends every session, and the owner gets an email', async () => {
    const ada = await person();
    const admin = await service().tokenAs('admin');
    const path = `/api/v1/users/${ada.id}/totp`;
    expect((await service().call('DELETE', path, { token: admin })).status).to.equal(204);
    for (const given of [ada.token, service().tokenOf({ ...ada, tokenVersion: 9 })])
      expect((await service().call('GET', me, { token: given })).status).to.equal(401);
    expect((await logIn(service(), ada.email)).status).to.equal(200);
    expect(await emailAbout(ada.email, 'The second factor of your account was removed')).to.not.equal(
      undefined,
    );
    expect(outcomeOf(await service().call('DELETE', path, { token: admin }))).to.deep.equal([
      404,
      'not-found',
    ]);
  });

  it('set up and removed by cookie: the access token is in the cookie, and not in the body', async () => {
    const { cookie } = await cookiesOf(service());
    const headers = fromOurPage(cookie);
    const { confirmed } = await enrol(service(), { headers }, step());
    expect(confirmed.body).to.not.have.property('accessToken');
    const [name, set] = Object.entries(setCookies(confirmed))[0] ?? [];
    expect([name, partOf(set?.value ?? '', 1).acr]).to.deep.equal(['access_token', 'aal2']);
    const renewed = fromOurPage(cookieHeader({ access_token: set?.value }));
    const removed = await service().call('DELETE', totp, { headers: renewed });
    expect(removed.body).to.not.have.property('accessToken');
    expect(Object.keys(setCookies(removed))).to.deep.equal(['access_token']);
  });

  it('ASVS 7.5.1 set up without recent authentication: needs the password', async () => {
    const ada = await signedIn(service());
    clock.pass(301);
    const begin = (body?: object) => service().call('POST', totp, { token: ada.token, body });
    expect(outcomeOf(await begin())).to.deep.equal([401, 'recent-authentication-required']);
    const wrong = await begin({ currentPassword: 'wrong' });
    expect(outcomeOf(wrong)).to.deep.equal([401, 'invalid-credentials']);
    expect((await begin({ currentPassword: password })).status).to.equal(201);
  });

  it('set up twice, or confirmed without, or with a wrong code: is rejected', async () => {
    const ada = await signedIn(service());
    const confirm = (token: string) =>
      service().call('POST', `${totp}/confirm`, { token, body: { code: '12345' } });
    expect(outcomeOf(await confirm(ada.token))).to.deep.equal([404, 'not-found']);
    await service().call('POST', totp, { token: ada.token });
    const wrong = await confirm(ada.token);
    expect(outcomeOf(wrong)).to.deep.equal(invalid);
    expect((await logIn(service(), ada.email)).status).to.equal(200);
    const { token } = await person();
    const second = await service().call('POST', totp, { token });
    expect(outcomeOf(second)).to.deep.equal([409, 'second-factor-exists']);
  });

  it("the export of a user's own data: shows that there is one, and no secret", async () => {
    const ada = await person();
    const { body, text } = await service().call('GET', `${me}/export`, { token: ada.token });
    expect(body.account.secondFactor).to.equal(true);
    const { createdAt, confirmedAt, ...factor } = body.secondFactors[0];
    expect(factor).to.deep.equal({ kind: 'totp', recoveryCodes: 10 });
    expect(new Date(createdAt).getTime()).to.be.at.most(new Date(confirmedAt).getTime());
    expect(text).to.not.include(ada.secret);
  });
});
