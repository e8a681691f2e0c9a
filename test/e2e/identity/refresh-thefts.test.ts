import { expect } from 'chai';
import { expectRefused, useTwoInstances } from './refresh-instances.js';

describe('a refresh token that two have:', () => {
  const { service, query, refresh, insist, person, logIn, successor, age, stored, told } = useTwoInstances();
  const me = (token: string, which: number) => service(which).call('GET', '/api/v1/users/me', { token });

  /** Somebody whose first token was superseded more than 30 s ago. */
  const robbed = async () => {
    const { refreshToken: first, accessToken, user } = await person();
    const child = await successor(first);
    const newest = await successor(child, 1);
    await age(first, 30_000);
    return { first, child, newest, accessToken, user };
  };
  const sessionOf = async (token: string) => (await stored(token)).session[0];

  it('ASVS 10.4.5 a grandparent: after 30 s: ends the session on both instances, with one audit event', async () => {
    const { first, child, newest, accessToken, user } = await robbed();
    const answer = await refresh(first, 1);
    expectRefused(answer, 'session-ended');
    expectRefused(await me(accessToken, 1), 'session-ended');
    for (const token of [newest, child, first]) {
      for (const which of [0, 1]) expectRefused(await refresh(token, which), 'session-ended');
    }
    const session = await sessionOf(newest);
    expect(session?.ended_at).to.be.instanceOf(Date);
    expect(await told(user.id)).to.deep.equal([
      {
        action: 'session.theft',
        actor_id: null,
        details: { sessionId: session?.id },
        request_id: answer.body.requestId,
      },
    ]);
  });

  it('ASVS 10.4.5 a stolen token: presented thirty times at once over both: is one theft', async () => {
    const { first, newest, user } = await robbed();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, which) => insist(first, which)));
    for (const answer of answers) expectRefused(answer, 'session-ended');
    expectRefused(await refresh(newest), 'session-ended');
    expect(await told(user.id)).to.have.length(1);
  });

  it('the sibling that lost: presented at once after the other was used: ends the session', async () => {
    const { refreshToken, user } = await person();
    const one = await successor(refreshToken);
    await age(refreshToken, 30_000);
    const other = await successor(refreshToken, 1);
    const newest = await successor(other);
    expectRefused(await refresh(one, 1), 'session-ended');
    expectRefused(await refresh(newest), 'session-ended');
    expect((await told(user.id)).map(({ action }) => action)).to.deep.equal(['session.theft']);
  });

  it('a theft in one session: for another session of the same person: changes nothing', async () => {
    const { first, user } = await robbed();
    const other = await logIn(user.email);
    expectRefused(await refresh(first), 'session-ended');
    expect(await successor(other.refreshToken)).to.be.a('string');
    expect((await me(other.accessToken, 1)).status).to.equal(200);
  });

  for (const times of [1, 2]) {
    it(`a theft: when the connection breaks ${times} times at writing it down: ends the session all the same`, async () => {
      const { first, newest, accessToken, user } = await robbed();
      const { id } = (await sessionOf(newest)) as { id: string };
      await query('create sequence hiccups');
      // nextval stays when the transaction is undone.
      await query(`create function hiccup() returns trigger language plpgsql as $$ begin
          if new.id = '${id}' and nextval('hiccups') <= ${times} then perform pg_terminate_backend(pg_backend_pid()); end if;
          return new;
        end $$`);
      await query(`create trigger hiccup before update of ended_at on sessions for each row
        when (old.ended_at is null and new.ended_at is not null) execute function hiccup()`);
      try {
        expectRefused(await refresh(first), 'session-ended');
      } finally {
        const [{ last_value }] = (await query('select last_value::int from hiccups')) as [
          { last_value: number },
        ];
        await query('drop trigger hiccup on sessions');
        await query('drop function hiccup');
        await query('drop sequence hiccups');
        expect(last_value).to.equal(times + 1);
      }
      expectRefused(await me(accessToken, 0), 'session-ended');
      expectRefused(await refresh(newest, 1), 'session-ended');
      expect((await told(user.id)).map(({ action }) => action)).to.deep.equal(['session.theft']);
    });
  }
});

describe('the refresh tokens of a person:', () => {
  const { service, query, refresh, person, logIn, successor } = useTwoInstances();

  it('ASVS 7.4.2 deactivated by an admin: are refused on both instances, also once they are active again', async () => {
    const { refreshToken, user } = await person();
    const other = await logIn(user.email);
    const token = await service(0).tokenAs('admin');
    for (const active of [false, true]) {
      const path = `/api/v1/users/${user.id}`;
      expect((await service(0).call('PATCH', path, { token, body: { active } })).status).to.equal(200);
      for (const which of [0, 1]) {
        expectRefused(await refresh(refreshToken, which), 'session-ended');
        expectRefused(await refresh(other.refreshToken, which), 'session-ended');
      }
    }
    expect(await successor((await logIn(user.email)).refreshToken)).to.be.a('string');
  });

  it('ASVS 7.4.2 deactivated behind our back: are refused', async () => {
    const { refreshToken, user } = await person();
    await query('update users set active = false where id = $1', [user.id]);
    for (const which of [0, 1]) expectRefused(await refresh(refreshToken, which), 'session-ended');
  });

  it('ASVS 7.4.2 removed by an admin: are known no more', async () => {
    const { refreshToken, user } = await person();
    const token = await service(0).tokenAs('admin');
    const { status } = await service(0).call('DELETE', `/api/v1/users/${user.id}`, { token });
    expect(status).to.equal(204);
    for (const which of [0, 1]) expectRefused(await refresh(refreshToken, which), 'token-invalid');
  });

  it('who log in and are given another role: with the next refresh: have tokens that say so', async () => {
    const { refreshToken, user } = await person();
    await query("update users set role = 'moderator' where id = $1", [user.id]);
    const { body } = await refresh(refreshToken, 1);
    expect(body.user.role).to.equal('moderator');
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
    expect(claims.role).to.equal('moderator');
  });
});
