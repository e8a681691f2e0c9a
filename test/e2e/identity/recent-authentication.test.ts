import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { cookieHeader, fromOurPage, logInByCookie, setCookies } from './cookie-jar.js';
import { emailsSent } from './emails.js';
import {
  logIn,
  me,
  outcomeOf,
  partOf,
  password,
  personWithPassword,
  refresh as refreshWith,
} from './people.js';

const confirmPath = '/api/v1/auth/confirm';

describe('recent authentication:', () => {
  let passed = 0;
  const service = useOwnService({}, { clock: { now: () => new Date(Date.now() + passed) } });
  const refresh = (token: string) => refreshWith(service(), token);
  const confirm = (token: string, body: object = { password }) =>
    service().call('POST', confirmPath, { token, body });
  const claimsOf = (token: string) => partOf(token, 1);
  /** Logs in, and returns the new tokens of that session six minutes later. */
  const sixMinutesLater = async () => {
    const user = await personWithPassword(service());
    const { body } = await logIn(service(), user.email);
    passed += 360_000;
    const refreshed = await refresh(body.refreshToken);
    return { ...user, first: body.accessToken as string, ...refreshed.body } as typeof user & {
      first: string;
      accessToken: string;
      refreshToken: string;
    };
  };

  it('RFC 9068 section 2.2.1 a login states it in the access token; a refresh keeps it', async () => {
    const { first, accessToken } = await sixMinutesLater();
    const { iat, auth_time, amr, acr } = claimsOf(first);
    expect([auth_time, amr, acr]).to.deep.equal([iat, ['pwd'], 'aal1']);
    expect(claimsOf(accessToken)).to.deep.include({ auth_time, amr, acr });
    expect(claimsOf(accessToken).iat).to.be.at.least(iat + 360);
  });

  it('ASVS 7.5.1 a change of the email or the removal of the account, in an old session without the password: returns 401 with a challenge; after a confirmation: succeeds', async () => {
    const { email, accessToken, refreshToken } = await sixMinutesLater();
    const change = (token: string) => service().call('PATCH', me, { token, body: { email: `new-${email}` } });
    const remove = (token: string) => service().call('DELETE', me, { token });
    for (const send of [change, remove]) {
      const response = await send(accessToken);
      expect(outcomeOf(response)).to.deep.equal([401, 'recent-authentication-required']);
      expect(response.headers.get('www-authenticate')).to.match(
        /^Bearer realm="api", error="insufficient_user_authentication", error_description="[^"]+", max_age=300, acr_values="aal1"$/,
      );
    }
    const { status, body, headers } = await confirm(accessToken);
    expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
    expect(Object.keys(body)).to.have.members(['tokenType', 'expiresIn', 'accessToken']);
    expect(claimsOf(body.accessToken).sid).to.equal(claimsOf(accessToken).sid);
    expect((await change(body.accessToken)).body.pendingEmail).to.equal(`new-${email}`);
    // The session has it too, and the token from before does not.
    expect((await change(accessToken)).status).to.equal(401);
    const { accessToken: refreshed } = (await refresh(refreshToken)).body;
    expect((await remove(refreshed)).status).to.equal(204);
    await emailsSent(service());
  });

  it('ASVS 7.5.1 a confirmation with a wrong password, or none: is rejected, and the session stays old', async () => {
    const { accessToken, refreshToken, first } = await sixMinutesLater();
    const wrong = await confirm(accessToken, { password: `${password}!` });
    expect(outcomeOf(wrong)).to.deep.equal([401, 'invalid-credentials']);
    expect(wrong.body.errors[0].pointer).to.equal('/password');
    expect(outcomeOf(await confirm(accessToken, {}))).to.deep.equal([422, 'validation-failed']);
    const { body } = await refresh(refreshToken);
    expect(claimsOf(body.accessToken).auth_time).to.equal(claimsOf(first).auth_time);
  });

  it('ASVS 3.3.4 a confirmation by cookie: replaces the access token in its cookie, for the rest of the session; from another site: is rejected', async () => {
    const { response, cookie, refresh: refreshToken } = await logInByCookie(service());
    passed += 360_000;
    const send = (
      headers: Record<string, string>,
      path = confirmPath,
      method = 'POST',
      body: object = { password },
    ) => service().call(method, path, { headers, body });
    const elsewhere = await send({ cookie, 'sec-fetch-site': 'cross-site' });
    expect(outcomeOf(elsewhere)).to.deep.equal([403, 'cross-site-request']);
    const confirmed = await send(fromOurPage(cookie));
    expect(Object.keys(confirmed.body)).to.have.members(['tokenType', 'expiresIn']);
    const [before, after] = [setCookies(response), setCookies(confirmed)];
    expect(Object.keys(after)).to.deep.equal(['access_token']);
    expect(after.access_token?.attributes).to.equal(before.access_token?.attributes);
    expect(after.access_token?.maxAge).to.be.within(7 * 86_400 - 420, 7 * 86_400 - 360);
    const jar = cookieHeader({ access_token: after.access_token?.value, refresh_token: refreshToken });
    for (const [header, status] of [
      [cookie, 401],
      [jar, 204],
    ] as const)
      expect((await send(fromOurPage(header), me, 'DELETE', {})).status).to.equal(status);
  });
});
