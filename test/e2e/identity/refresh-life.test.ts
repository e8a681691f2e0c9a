import { expect } from 'chai';
import { expectRefused, useTwoInstances } from './refresh-instances.js';

const day = 86_400_000;

describe('the life of a session:', () => {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const { refresh, person, query } = useTwoInstances({ clock });
  beforeEach(() => {
    ahead = 0;
  });
  /** Somebody who logs in; the token they have, and when that was. */
  const begin = async () => {
    const { refreshToken, refreshExpiresIn } = await person();
    expect(refreshExpiresIn).to.be.within(604_798, 604_800);
    return { token: refreshToken as string, began: Date.now() };
  };

  it('ASVS 7.3.1 a refresh token: shortly before the end of its idle life: is good, and lives on from then', async () => {
    let { token } = await begin();
    for (let week = 1; week <= 3; week += 1) {
      ahead = week * 7 * day - week * 60_000;
      const { status, body } = await refresh(token, week);
      expect([status, body.refreshExpiresIn >= 604_798]).to.deep.equal([200, true]);
      token = body.refreshToken;
    }
  });

  it('ASVS 7.3.1 a refresh token: at the end of its idle life: is refused on both instances', async () => {
    const { token } = await begin();
    ahead = 7 * day;
    for (const which of [0, 1]) expectRefused(await refresh(token, which), 'session-ended');
  });

  it('ASVS 7.3.2 a session: used every day: is over after its absolute life', async () => {
    let { token } = await begin();
    for (let days = 1; days < 30; days += 1) {
      ahead = days * day;
      const { status, body } = await refresh(token, days);
      expect(status).to.equal(200);
      expect(body.refreshExpiresIn).to.be.at.most(Math.min(7, 30 - days) * 86_400);
      token = body.refreshToken;
    }
    ahead = 30 * day;
    for (const which of [0, 1]) expectRefused(await refresh(token, which), 'session-ended');
  });

  it('ASVS 10.4.8 a session: in its last minutes: gives tokens that end with it', async () => {
    let { token } = await begin();
    for (const days of [6, 12, 18, 24, 29]) {
      ahead = days * day;
      token = (await refresh(token, days)).body.refreshToken;
    }
    ahead = 30 * day - 60_000;
    const { status, body } = await refresh(token);
    expect(status).to.equal(200);
    for (const life of [body.expiresIn, body.refreshExpiresIn]) expect(life).to.be.within(1, 60);
    const { exp, iat } = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
    expect(exp - iat).to.equal(body.expiresIn);
  });

  it('ASVS 10.4.8 a session whose row says that it lives for ever: is over after its absolute life', async () => {
    const { token } = await begin();
    await query("update sessions set expires_at = now() + interval '10 years' where ended_at is null");
    ahead = 30 * day;
    expectRefused(await refresh(token), 'session-ended');
  });
});
