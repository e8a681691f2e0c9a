import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type SignedIn, useOwnService, useService } from '../../support/service.js';
import { devicesOn, ended, live, sessionsPath } from './devices.js';
import { databaseOf, logIn, me, outcomeOf, partOf, password, refresh } from './people.js';

const day = 86_400_000;

describe('the list of sessions:', () => {
  let passed = 0;
  const service = useOwnService({}, { clock: { now: () => new Date(Date.now() + passed) } });
  const { signIn, person, list, idsOf, end } = devicesOn(service);
  afterEach(() => {
    passed = 0;
  });

  // First: the service removes expired revocations at most once a minute, and later tests move the clock by days.
  it('an access token issued by a clock that is a minute ahead: is rejected until it expires', async () => {
    passed = 59_000;
    const { user, devices } = await person(1);
    const other = await signIn(user);
    passed = 0;
    expect(await end(other, devices[0].sessionId)).to.equal('ended');
    // The token has expired by the verifier's clock, but not by the issuer's. Another ended session triggers the removal.
    passed = 15 * 60_000 + 30_000;
    expect(await end(await signIn(user), other.sessionId)).to.equal('ended');
    const response = await service().call('GET', me, { token: devices[0].token });
    expect(outcomeOf(response)).to.deep.equal([401, 'session-ended']);
  });

  it('ASVS 7.5.2 after three logins: shows address, agent and times of each, last used first, and which is current', async () => {
    const before = Date.now();
    const { user, devices } = await person(2);
    const { body } = await service().call('POST', '/api/v1/auth/login', {
      body: { email: user.email, password },
      headers: { 'user-agent': 'Another Device/1.0' },
    });
    const items = await list(devices[0]);
    const ids = [partOf(body.accessToken, 1).sid, devices[1]?.sessionId, devices[0].sessionId];
    expect(items.map(({ id }: { id: string }) => id)).to.deep.equal(ids);
    expect(items.map(({ current }: { current: boolean }) => current)).to.deep.equal([false, false, true]);
    const [{ createdAt, lastUsedAt, expiresAt, authenticatedAt, ...latest }] = items;
    expect(latest).to.deep.equal({
      id: ids[0],
      ip: '127.0.0.1',
      userAgent: 'Another Device/1.0',
      amr: ['pwd'],
      current: false,
    });
    expect(Date.parse(createdAt)).to.be.within(before, Date.now());
    expect([lastUsedAt, authenticatedAt]).to.deep.equal([createdAt, createdAt]);
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).to.equal(7 * day);
  });

  it('after a refresh: its session is first and expires later, with the same start and authentication', async () => {
    const { devices } = await person(2);
    const [first] = devices;
    const old = (await list(first)).at(-1);
    passed = day;
    const { accessToken: token } = (await refresh(service(), first.refreshToken)).body;
    const [now] = await list({ token });
    const { createdAt, authenticatedAt } = old;
    expect(now).to.include({ id: first.sessionId, createdAt, authenticatedAt, current: true });
    for (const name of ['lastUsedAt', 'expiresAt'])
      expect(Date.parse(now[name]) - Date.parse(old[name])).to.be.within(day, day + 60_000);
  });

  it('ASVS 7.3.1/8.2.2 omits sessions of others, even for admins, and those that have ended', async () => {
    const [one, { user, devices }] = [await person(), await person(3)];
    const [first, second, third] = devices as [SignedIn, SignedIn, SignedIn];
    expect(await idsOf(one.devices[0])).to.deep.equal([one.devices[0].sessionId]);
    const admin = await service().call('GET', sessionsPath, { token: await service().tokenAs('admin') });
    expect(admin.body.items).to.have.lengthOf(1);
    expect(await end(first, second.sessionId)).to.equal('ended');
    passed = 3 * day;
    expect((await refresh(service(), third.refreshToken)).status).to.equal(200);
    passed = 7 * day + 60_000;
    const fourth = await signIn(user);
    expect(await idsOf(fourth)).to.have.members([third.sessionId, fourth.sessionId]);
    expect((await refresh(service(), first.refreshToken)).body.code).to.equal('session-ended');
  });
});

describe('the end of sessions:', () => {
  const service = useService();
  const { person, end, worth, auditOf } = devicesOn(service);

  it('ASVS 7.4.1/7.5.2 of one by its id: ends it from the next request on, and no other', async () => {
    const { user, devices } = await person(3);
    const [first, second, third] = devices as [SignedIn, SignedIn, SignedIn];
    expect(await end(first, second.sessionId.toUpperCase())).to.equal('ended');
    expect(await worth(second)).to.deep.equal(ended);
    expect([await worth(first), await worth(third)]).to.deep.equal([live, live]);
    expect(await end(first, second.sessionId)).to.equal('404 not-found');
    const [entry, ...more] = await auditOf('session.ended', user.id);
    expect(more).to.deep.equal([]);
    const details = { reason: 'ended-by-owner', sessionId: second.sessionId };
    expect(entry).to.deep.include({ actor_id: user.id, details });
    expect(await end(first, first.sessionId)).to.equal('ended');
    expect(await worth(first)).to.deep.equal(ended);
  });

  it('by a login over the limit of a hundred: ends the least recently used one', async () => {
    const { user, devices } = await person(2);
    const [first, second] = devices as [SignedIn, SignedIn];
    await databaseOf(service()).raw(
      `insert into sessions (id, user_id, created_at, last_used_at, expires_at)
       select gen_random_uuid(), ?, now(), now(), now() + interval '1 day' from generate_series(3, 100)`,
      [user.id],
    );
    expect(await worth(second)).to.deep.equal(live);
    expect((await logIn(service(), user.email)).status).to.equal(200);
    expect([await worth(first), await worth(second)]).to.deep.equal([ended, live]);
    const [{ details }] = await auditOf('session.ended', user.id);
    expect(details).to.deep.equal({ reason: 'too-many-sessions', sessionId: first.sessionId });
  });

  it('ASVS 8.2.2 of another account, of an unknown or an invalid id, also by admins: returns 404 and ends none', async () => {
    const [one, other] = [await person(), await person()];
    const id = one.devices[0].sessionId;
    for (const by of [one.devices[0], { token: await service().tokenAs('admin') }])
      for (const unknown of [other.devices[0].sessionId, randomUUID()])
        expect(await end(by, unknown)).to.equal('404 not-found');
    const wrapped = [`{${id}}`, `${id} `, `urn:uuid:${id}`, id.replaceAll('-', '')];
    for (const invalid of [...wrapped, `${id}\u0000`, '..', "' or 1=1 --", 'current', '🎻', 'x'.repeat(5000)])
      expect(await end(one.devices[0], encodeURIComponent(invalid)), invalid).to.match(/^404 no/);
    expect([await worth(one.devices[0]), await worth(other.devices[0])]).to.deep.equal([live, live]);
  });

  it('ASVS 7.4.1/7.4.5 of all, by their owner or by an admin: ends them, is audited, and ends none of others', async () => {
    const [token, other] = [await service().tokenAs('admin'), await person()];
    for (const reason of ['ended-by-owner', 'ended-by-admin']) {
      const one = await person(2);
      const endByAdmin = () => service().call('DELETE', `/api/v1/users/${one.user.id}/sessions`, { token });
      if (reason === 'ended-by-owner') expect(await end(one.devices[0])).to.equal('ended');
      else for (const _ of ['once', 'again']) expect((await endByAdmin()).status).to.equal(204);
      for (const device of one.devices) expect(await worth(device)).to.deep.equal(ended);
      const entries = await auditOf('session.ended', one.user.id);
      expect(entries.map(({ details }) => details)).to.have.deep.members(
        one.devices.map(({ sessionId }) => ({ reason, sessionId })),
      );
    }
    expect(await worth(other.devices[0])).to.deep.equal(live);
    expect((await service().call('GET', me, { token })).status).to.equal(200);
  });
});
