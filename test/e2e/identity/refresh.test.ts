import { expect } from 'chai';
import { logIn, me, partOf, personWithPassword, signedIn } from './people.js';
import { expectRejected, hashOf, useTwoInstances } from './refresh-instances.js';

const day = 86_400_000;

describe('refresh:', () => {
  const { service, query, refresh, insist, successor, age, stored, sessionEvents } = useTwoInstances();
  const read = (token: string, which: number) => service(which).call('GET', me, { token });
  /** Sends fifty concurrent requests with one token to both instances. Returns the distinct successors. */
  const fiftyAtOnce = async (token: string) => {
    const responses = await Promise.all(Array.from({ length: 50 }, (_, which) => insist(token, which)));
    expect(responses.map(({ status }) => status)).to.deep.equal(Array(50).fill(200));
    return [...new Set(responses.map(({ body }) => body.refreshToken as string))];
  };

  it('a refresh token used first: returns new tokens of the same session with no-store', async () => {
    const { email } = await personWithPassword(service());
    const before = (await logIn(service(), email)).body;
    const { status, body, headers } = await refresh(before.refreshToken, 1);
    expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
    expect(body).to.deep.include({ tokenType: 'Bearer', expiresIn: 900, user: before.user });
    expect(body.refreshToken)
      .to.match(/^[\w-]{43}\.[\w-]{43}$/)
      .and.not.to.equal(before.refreshToken);
    expect(body.refreshExpiresIn).to.be.within(604_790, 604_800);
    const [old, fresh] = [before, body].map(({ accessToken }) => partOf(accessToken, 1));
    expect(fresh.sid).to.equal(old.sid);
    expect(fresh.jti).not.to.equal(old.jti);
    for (const [which, { accessToken }] of [before, body].entries())
      expect((await read(accessToken, which)).status).to.equal(200);
  });

  it('one token, fifty times at once over two instances: returns one successor; after 30 s: one sibling of that', async () => {
    const { refreshToken } = await signedIn(service());
    const [child = '', ...others] = await fiftyAtOnce(refreshToken);
    expect(others).to.deep.equal([]);
    const { tokens } = await stored(child);
    expect(tokens.filter(({ used_at }) => used_at === null).map(({ hash }) => hash)).to.deep.equal([
      hashOf(child),
    ]);
    await age(refreshToken, 30_000);
    const siblings = await fiftyAtOnce(refreshToken);
    expect([siblings.length, siblings.includes(child)]).to.deep.equal([1, false]);
    expect(await successor(await successor(child), 1)).to.be.a('string');
  });

  it('one token and its successor, at once over two instances, repeatedly: never end the session', async () => {
    let { refreshToken: token } = await signedIn(service());
    for (let round = 0; round < 8; round += 1) {
      const next = await successor(token, round);
      const responses = await Promise.all(
        Array.from({ length: 12 }, (_, which) => insist(which % 3 === 0 ? next : token, which)),
      );
      for (const { status, body } of responses)
        if (status !== 200) expect(body.code).to.equal('refresh-superseded');
      const newest = responses.filter((_, which) => which % 3 === 0).map(({ body }) => body.refreshToken);
      expect(new Set(newest).size).to.equal(1);
      token = newest[0];
    }
    for (const which of [0, 1]) expect(await successor(token, which)).to.be.a('string');
  });

  it('ASVS 9.2.2 any other text, an access token, or none: is rejected', async () => {
    const { token, refreshToken } = await signedIn(service());
    for (const other of ['A'.repeat(43), '\u0000', "' or 1=1; drop table sessions; --", token])
      expectRejected(await refresh(other), 'token-invalid');
    for (const other of ['', '\ud800', 'x'.repeat(100_000), 1, { $ne: '' }, null])
      expect((await refresh(other)).body.code).to.equal('validation-failed');
    for (const options of [{ body: {} }, {}])
      expectRejected(await service().call('POST', '/api/v1/auth/refresh', options), 'unauthenticated');
    for (const which of [0, 1]) expectRejected(await read(refreshToken, which), 'token-invalid');
    expect(await successor(refreshToken)).to.be.a('string');
  });

  it('ASVS 7.3.2/10.4.8 a session near the end of its absolute life: is extended up to its end; after it: has ended', async () => {
    const { refreshToken, sessionId } = await signedIn(service());
    const grow = (milliseconds: number) =>
      query("update sessions set created_at = created_at - $2 * interval '1 ms' where id = $1", [
        sessionId,
        milliseconds,
      ]);
    await grow(30 * day - 60_000);
    const { body } = await refresh(refreshToken, 1);
    for (const life of [body.expiresIn, body.refreshExpiresIn]) expect(life).to.be.within(1, 60);
    await grow(60_000);
    for (const which of [0, 1]) expectRejected(await refresh(body.refreshToken, which), 'session-ended');
  });

  it('ASVS 10.4.5 a grandparent after 30 s, also thirty times at once over both instances: ends the session, with one audit event', async () => {
    const { refreshToken: first, token, ...user } = await signedIn(service());
    const child = await successor(first);
    const newest = await successor(child, 1);
    await age(first, 30_000);
    const other = await service().signIn(user);
    const responses = await Promise.all(Array.from({ length: 30 }, (_, which) => insist(first, which)));
    for (const response of responses) expectRejected(response, 'session-ended');
    for (const which of [0, 1]) {
      expectRejected(await read(token, which), 'session-ended');
      for (const each of [newest, child]) expectRejected(await refresh(each, which), 'session-ended');
    }
    const [{ request_id, ...theft } = {}, ...more] = await sessionEvents(user.id);
    const details = { sessionId: user.sessionId };
    expect([theft, more]).to.deep.equal([{ action: 'session.theft', actor_id: null, details }, []]);
    expect(responses.map(({ body }) => body.requestId)).to.include(request_id);
    expect(await successor(other.refreshToken)).to.be.a('string');
    expect((await read(other.token, 1)).status).to.equal(200);
  });
});
