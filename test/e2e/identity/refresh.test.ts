import { expect } from 'chai';
import { partOf } from './people.js';
import { expectRejected, hashOf, useTwoInstances } from './refresh-instances.js';

const day = 86_400_000;

describe('refresh:', () => {
  const { service, query, refresh, insist, person, successor, age, stored } = useTwoInstances();
  const me = (token: string, which = 0) => service(which).call('GET', '/api/v1/users/me', { token });

  it('a refresh token used first: returns new tokens of the same session with no-store', async () => {
    const before = await person();
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
      expect((await me(accessToken, which)).status).to.equal(200);
  });

  it('one token, fifty times at once over two instances: returns one successor fifty times', async () => {
    const { refreshToken } = await person();
    for (const token of [refreshToken, await successor(refreshToken)]) {
      const responses = await Promise.all(Array.from({ length: 50 }, (_, which) => insist(token, which)));
      expect(responses.map(({ status }) => status)).to.deep.equal(Array(50).fill(200));
      const successors = new Set(responses.map(({ body }) => body.refreshToken));
      expect(successors.size).to.equal(1);
      const unused = await query(
        `select hash from refresh_tokens where used_at is null
          and session_id = (select session_id from refresh_tokens where hash = $1)`,
        [hashOf(token)],
      );
      expect(unused).to.deep.equal([{ hash: hashOf([...successors][0]) }]);
    }
  });

  it('one token, again within 30 s on the other instance: the same successor; after that: one sibling', async () => {
    const { refreshToken } = await person();
    const child = await successor(refreshToken, 0);
    await age(refreshToken, 15_000);
    expect(await successor(refreshToken, 1)).to.equal(child);
    expect((await stored(child)).tokens).to.have.length(2);
    await age(refreshToken, 15_000);
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, which) => insist(refreshToken, which)),
    );
    const siblings = new Set(responses.map(({ body }) => body.refreshToken));
    expect([siblings.size, siblings.has(child)]).to.deep.equal([1, false]);
    expect((await stored(child)).tokens).to.have.length(3);
    const grandchild = await successor(child);
    expect(await successor(grandchild, 1)).to.be.a('string');
  });

  it('one token and its successor, at once over two instances, repeatedly: never end the session', async () => {
    let { refreshToken: token } = await person();
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
    expect(await successor(token)).to.be.a('string');
  });

  it('a superseded token within 30 s, on either instance: returns refresh-superseded and changes nothing', async () => {
    const { refreshToken } = await person();
    const newest = await successor(await successor(refreshToken));
    await age(refreshToken, 15_000);
    const before = await stored(newest);
    for (const which of [0, 1]) expectRejected(await refresh(refreshToken, which), 'refresh-superseded');
    expect(await stored(newest)).to.deep.equal(before);
    expect(await successor(newest)).to.be.a('string');
  });

  it('ASVS 9.2.2 any other text, an access token, or none: is rejected', async () => {
    const { accessToken, refreshToken } = await person();
    for (const token of [
      'A'.repeat(43),
      '\u0000',
      "' or 1=1; drop table sessions; --",
      'é'.repeat(4000),
      accessToken,
    ])
      expectRejected(await refresh(token), 'token-invalid');
    for (const token of ['', '\ud800', 'x'.repeat(100_000), 1, { $ne: '' }, null])
      expect((await refresh(token)).body.code).to.equal('validation-failed');
    for (const options of [{ body: {} }, {}])
      expectRejected(await service(0).call('POST', '/api/v1/auth/refresh', options), 'unauthenticated');
    for (const which of [0, 1]) expectRejected(await me(refreshToken, which), 'token-invalid');
    expect(await successor(refreshToken)).to.be.a('string');
  });

  it('the database: holds none of the issued tokens, nor what they could be derived from', async () => {
    const { accessToken, refreshToken } = await person();
    const tokens = [refreshToken, accessToken, accessToken.split('.')[2]];
    let newest = refreshToken;
    for (let used = 0; used < 3; used += 1) {
      const { body } = await refresh(newest, used);
      await age(newest, 30_000);
      tokens.push(body.refreshToken, body.accessToken, (await refresh(newest)).body.refreshToken);
      newest = body.refreshToken;
    }
    const columns = await query(
      "select table_name, column_name from information_schema.columns where table_schema = 'public'",
    );
    const values: unknown[] = [];
    for (const { table_name, column_name } of columns)
      values.push(
        ...(await query(`select "${column_name}"::text as value from "${table_name}"`)).map(
          ({ value }) => value,
        ),
      );
    expect(values.length).to.be.above(100);
    for (const token of tokens) expect(values.join('\n').includes(token)).to.equal(false);
    expect(new Set(tokens).size).to.equal(tokens.length);
    // The salt of superseded tokens is gone too: nothing derives a token that is out of use.
    const salted = (await stored(newest)).tokens.filter(({ salt }) => salt !== null);
    expect(salted.map(({ superseded_at }) => superseded_at)).to.deep.equal([null]);
  });
});

describe('the life of a session:', () => {
  let ahead = 0;
  const { refresh, person, query } = useTwoInstances({ clock: { now: () => new Date(Date.now() + ahead) } });
  beforeEach(() => {
    ahead = 0;
  });

  it('ASVS 7.3.1/7.3.2/10.4.8 refreshed every week: ends after its absolute life, unused after its idle life', async () => {
    const [idle, used] = [await person(), await person()];
    expect(used.refreshExpiresIn).to.be.within(604_798, 604_800);
    let token: string = used.refreshToken;
    for (let week = 1; week <= 4; week += 1) {
      ahead = week * 7 * day - week * 60_000;
      const { status, body } = await refresh(token, week);
      const left = Math.min(7 * day, 30 * day - ahead) / 1000;
      expect([status, Math.abs(body.refreshExpiresIn - left) < 5]).to.deep.equal([200, true]);
      token = body.refreshToken;
    }
    for (const which of [0, 1]) expectRejected(await refresh(idle.refreshToken, which), 'session-ended');
    // In its last minute its tokens end with it, whatever its row says.
    await query("update sessions set expires_at = now() + interval '10 years' where ended_at is null");
    ahead = 30 * day - 60_000;
    const { body } = await refresh(token);
    for (const life of [body.expiresIn, body.refreshExpiresIn]) expect(life).to.be.within(1, 60);
    const { exp, iat } = partOf(body.accessToken, 1);
    expect(exp - iat).to.equal(body.expiresIn);
    ahead = 30 * day;
    for (const which of [0, 1]) expectRejected(await refresh(body.refreshToken, which), 'session-ended');
  });
});

describe('a stolen refresh token:', () => {
  const { service, query, refresh, insist, person, logIn, successor, age, stored, sessionEvents } =
    useTwoInstances();
  const me = (token: string, which: number) => service(which).call('GET', '/api/v1/users/me', { token });

  /** A session whose first token was superseded more than 30 s ago. */
  const robbed = async () => {
    const { refreshToken: first, accessToken, user } = await person();
    const child = await successor(first);
    const newest = await successor(child, 1);
    await age(first, 30_000);
    return { first, child, newest, accessToken, user };
  };
  const sessionOf = async (token: string) => (await stored(token)).session[0];

  it('ASVS 10.4.5 a grandparent after 30 s: ends the session on both instances, with one audit event', async () => {
    const { first, child, newest, accessToken, user } = await robbed();
    const other = await logIn(user.email);
    const response = await refresh(first, 1);
    expectRejected(response, 'session-ended');
    expectRejected(await me(accessToken, 1), 'session-ended');
    for (const token of [newest, child, first])
      for (const which of [0, 1]) expectRejected(await refresh(token, which), 'session-ended');
    const session = await sessionOf(newest);
    expect(session?.ended_at).to.be.instanceOf(Date);
    const details = { sessionId: session?.id };
    const request_id = response.body.requestId;
    const theft = { action: 'session.theft', actor_id: null, details, request_id };
    expect(await sessionEvents(user.id)).to.deep.equal([theft]);
    expect(await successor(other.refreshToken)).to.be.a('string');
    expect((await me(other.accessToken, 1)).status).to.equal(200);
  });

  it('ASVS 10.4.5 presented thirty times at once over both instances: is one theft', async () => {
    const { first, newest, user } = await robbed();
    const responses = await Promise.all(Array.from({ length: 30 }, (_, which) => insist(first, which)));
    for (const response of responses) expectRejected(response, 'session-ended');
    expectRejected(await refresh(newest), 'session-ended');
    expect(await sessionEvents(user.id)).to.have.length(1);
  });

  for (const times of [1, 2]) {
    it(`a theft whose transaction loses its connection ${times} times: ends the session all the same`, async () => {
      const { first, newest, accessToken, user } = await robbed();
      const { id } = (await sessionOf(newest)) as { id: string };
      await query('create sequence hiccups');
      // nextval is not undone with the transaction.
      await query(`create function hiccup() returns trigger language plpgsql as $$ begin
          if new.id = '${id}' and nextval('hiccups') <= ${times} then perform pg_terminate_backend(pg_backend_pid()); end if;
          return new;
        end $$`);
      await query(`create trigger hiccup before update of ended_at on sessions for each row
        when (old.ended_at is null and new.ended_at is not null) execute function hiccup()`);
      try {
        expectRejected(await refresh(first), 'session-ended');
      } finally {
        const [{ last_value } = {}] = await query('select last_value::int from hiccups');
        await query('drop function hiccup cascade');
        await query('drop sequence hiccups');
        expect(last_value).to.equal(times + 1);
      }
      expectRejected(await me(accessToken, 0), 'session-ended');
      expectRejected(await refresh(newest, 1), 'session-ended');
      expect((await sessionEvents(user.id)).map(({ action }) => action)).to.deep.equal(['session.theft']);
    });
  }

  it('ASVS 7.4.2 the tokens of a deactivated account: are rejected; of a removed one: are unknown', async () => {
    const { refreshToken, user } = await person();
    const token = await service(0).tokenAs('admin');
    const path = `/api/v1/users/${user.id}`;
    for (const active of [false, true]) {
      expect((await service(0).call('PATCH', path, { token, body: { active } })).status).to.equal(200);
      for (const which of [0, 1]) expectRejected(await refresh(refreshToken, which), 'session-ended');
    }
    const again = await logIn(user.email);
    await query('update users set active = false where id = $1', [user.id]);
    for (const which of [0, 1]) expectRejected(await refresh(again.refreshToken, which), 'session-ended');
    expect((await service(0).call('DELETE', path, { token })).status).to.equal(204);
    for (const which of [0, 1]) expectRejected(await refresh(again.refreshToken, which), 'token-invalid');
  });

  it('a role changed since the login: is in the tokens of the next refresh', async () => {
    const { refreshToken, user } = await person();
    await query("update users set role = 'moderator' where id = $1", [user.id]);
    const { body } = await refresh(refreshToken, 1);
    expect([body.user.role, partOf(body.accessToken, 1).role]).to.deep.equal(['moderator', 'moderator']);
  });
});
