import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { type TestService, useOwnService, useService } from '../../support/service.js';
import { type Device, devicesOn, ended, live, sessionsPath } from './devices.js';
import { databaseOf, logIn, me, outcomeOf, partOf, password, refresh, register } from './people.js';

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
    const other = await signIn(user.email);
    passed = 0;
    expect(await end(other, devices[0].id)).to.equal('ended');
    // Past the token's life by the verifier's clock, but not by the issuer's. Another ended session triggers the removal.
    passed = 15 * 60_000 + 30_000;
    expect(await end(await signIn(user.email), other.id)).to.equal('ended');
    const response = await service().call('GET', me, { token: devices[0].accessToken });
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
    const ids = [partOf(body.accessToken, 1).sid, devices[1]?.id, devices[0].id];
    expect(items.map(({ id }: Device) => id)).to.deep.equal(ids);
    expect(items.map(({ current }: { current: boolean }) => current)).to.deep.equal([false, false, true]);
    const [{ createdAt, lastUsedAt, expiresAt, ...latest }] = items;
    expect(latest).to.deep.equal({
      id: ids[0],
      ip: '127.0.0.1',
      userAgent: 'Another Device/1.0',
      current: false,
    });
    expect(Date.parse(createdAt)).to.be.within(before, Date.now());
    expect(lastUsedAt).to.equal(createdAt);
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).to.equal(7 * day);
  });

  it('after a refresh: moves its session up and its expiry on, and leaves when it began', async () => {
    const { devices } = await person(2);
    const [first] = devices;
    const old = (await list(first)).at(-1);
    passed = day;
    const { accessToken } = (await refresh(service(), first.refreshToken)).body;
    const [now] = await list({ ...first, accessToken });
    expect(now).to.include({ id: first.id, createdAt: old.createdAt, current: true });
    for (const name of ['lastUsedAt', 'expiresAt'])
      expect(Date.parse(now[name]) - Date.parse(old[name])).to.be.within(day, day + 60_000);
  });

  it('ASVS 8.2.2 leaves out the sessions of others, also for admins, and those that are over', async () => {
    const [one, { user, devices }] = [await person(), await person(3)];
    const [first, second, third] = devices as [Device, Device, Device];
    expect(await idsOf(one.devices[0])).to.deep.equal([one.devices[0].id]);
    const admin = await service().call('GET', sessionsPath, { token: await service().tokenAs('admin') });
    expect(admin.body.items).to.have.lengthOf(1);
    expect(await end(first, second.id)).to.equal('ended');
    expect(await idsOf(first)).to.have.members([first.id, third.id]);
    passed = 3 * day;
    const fourth = await signIn(user.email);
    expect((await refresh(service(), third.refreshToken)).status).to.equal(200);
    passed = 7 * day + 60_000;
    const fifth = await signIn(user.email);
    expect(await idsOf(fifth)).to.have.members([third.id, fourth.id, fifth.id]);
  });
});

describe('the end of sessions:', () => {
  const service = useService();
  const { signIn, person, idsOf, end, worth, auditOf } = devicesOn(service);

  it('ASVS 7.4.1/7.5.2 of one by its id: ends it from the next request on, and no other', async () => {
    const { user, devices } = await person(3);
    const [first, second, third] = devices as [Device, Device, Device];
    expect(await end(first, second.id.toUpperCase())).to.equal('ended');
    expect(await worth(second)).to.deep.equal(ended);
    expect([await worth(first), await worth(third)]).to.deep.equal([live, live]);
    expect(await end(first, second.id)).to.equal('404 not-found');
    const [entry, ...more] = await auditOf('session.ended', user.id);
    expect(more).to.deep.equal([]);
    const details = { reason: 'ended-by-owner', sessionId: second.id };
    expect(entry).to.deep.include({ actor_id: user.id, details });
    expect(await end(first, first.id)).to.equal('ended');
    expect(await worth(first)).to.deep.equal(ended);
  });

  it('by a login over the limit of a hundred: ends the least recently used one', async () => {
    const { user, devices } = await person(2);
    const [first, second] = devices as [Device, Device];
    for (let i = 2; i < 100; i += 1) await service().sessionOf(user);
    expect(await worth(second)).to.deep.equal(live);
    const last = await signIn(user.email);
    expect(await worth(first)).to.deep.equal(ended);
    expect([await worth(second), await worth(last)]).to.deep.equal([live, live]);
    const details = (await auditOf('session.ended', user.id)).map((entry) => entry.details);
    expect(details).to.deep.equal([{ reason: 'too-many-sessions', sessionId: first.id }]);
  });

  it('ASVS 8.2.2 of another account, of an unknown or an invalid id, also by admins: returns 404 and ends none', async () => {
    const [one, other] = [await person(), await person()];
    const [{ id }] = one.devices;
    for (const by of [one.devices[0], { accessToken: await service().tokenAs('admin') }])
      for (const unknown of [other.devices[0].id, randomUUID()])
        expect(await end(by, unknown)).to.equal('404 not-found');
    const wrapped = [`[${id}]`, `{${id}}`, `"${id}"`, `${id} `, `urn:uuid:${id}`, id.replaceAll('-', '')];
    const hostile = [
      `${id}\u0000`,
      '..',
      "' or 1=1 --",
      'current',
      '%',
      'g'.repeat(36),
      '🎻',
      'x'.repeat(5000),
    ];
    for (const each of [...wrapped, ...hostile])
      expect(await end(one.devices[0], encodeURIComponent(each)), each).to.match(/^404 no/);
    expect([await worth(one.devices[0]), await worth(other.devices[0])]).to.deep.equal([live, live]);
  });

  it('ASVS 7.4.1 of all by their owner: ends them from the next request on, and none of others', async () => {
    const [one, other] = [await person(3), await person()];
    expect(await end(one.devices[0])).to.equal('ended');
    for (const device of one.devices) expect(await worth(device)).to.deep.equal(ended);
    expect(await worth(other.devices[0])).to.deep.equal(live);
    expect(await idsOf(await signIn(one.user.email))).to.have.lengthOf(1);
  });

  it('ASVS 7.4.5 of an account by an admin: ends them, and is audited; by others: returns 403', async () => {
    const { user, devices } = await person(2);
    const admin = await service().user({ role: 'admin' });
    const endAll = (token: string, id: number | string = user.id) =>
      service().call('DELETE', `/api/v1/users/${id}/sessions`, { token });
    for (const token of [devices[0].accessToken, await service().tokenAs('moderator')])
      expect((await endAll(token)).status).to.equal(403);
    expect(await worth(devices[0])).to.deep.equal(live);
    const token = service().tokenOf(admin);
    for (const _ of ['once', 'again']) expect((await endAll(token)).status).to.equal(204);
    for (const device of devices) expect(await worth(device)).to.deep.equal(ended);
    expect((await service().call('GET', me, { token })).status).to.equal(200);
    const entries = await auditOf('session.ended', user.id);
    expect(entries.map(({ actor_id, details }) => ({ actor_id, ...details }))).to.have.deep.members(
      devices.map(({ id }) => ({ actor_id: admin.id, reason: 'ended-by-admin', sessionId: id })),
    );
    for (const unknown of ['2147483647', 'x']) expect((await endAll(token, unknown)).status).to.equal(404);
  });
});

/** Logs in to a new account with these headers; returns the session, and the address in its audit entry. */
const sessionFrom = async (service: TestService, headers: Record<string, string>) => {
  const { body: user } = await register(service);
  const body = { email: user.email, password };
  const login = await service.call('POST', '/api/v1/auth/login', { body, headers });
  const { items } = (await service.call('GET', sessionsPath, { token: login.body.accessToken })).body;
  const where = { action: 'session.started', subject_id: String(user.id) };
  const { ip: audited } = await databaseOf(service)('audit').where(where).first('ip');
  return { ...items[0], audited };
};

describe('the address of a session:', () => {
  const plain = useService();
  const elsewhere = useService({ TRUST_PROXY: '10.0.0.0/8, 192.0.2.7' });
  const trusting = useService({ TRUST_PROXY: 'loopback' });
  const peer = '127.0.0.1';
  /** Values of X-Forwarded-For, and the client address where the peer is a trusted proxy. */
  const forwarded: [header: string, client: string][] = [
    ['198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, 127.0.0.2', '203.0.113.9'],
    ['203.0.113.9,', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::1'],
    ['198.51.100.1, "[2001:db8::1]:443", [::ffff:127.0.0.2]:80', '2001:db8::1'],
  ];
  const invalid = [
    'unknown',
    '999.1.1.1',
    "'; drop table sessions; --",
    ',,,',
    'fe80::1%eth0',
    'é',
    '1'.repeat(5000),
  ];

  it('ASVS 4.1.3/15.3.4 without a trusted proxy: is the peer, whatever the headers say', async () => {
    for (const value of ['203.0.113.9', '203.0.113.9, 10.0.0.1', 'unknown']) {
      const names = ['x-forwarded-for', 'x-real-ip', 'x-client-ip'];
      const headers = {
        ...Object.fromEntries(names.map((name) => [name, value])),
        forwarded: `for=${value}`,
      };
      for (const service of [plain(), elsewhere()])
        expect(await sessionFrom(service, headers), value).to.include({ ip: peer, audited: peer });
    }
  });

  it('ASVS 4.1.3/15.3.4 behind a trusted proxy: is the last address that is not trusted; if invalid, the proxy', async () => {
    for (const [value, client] of [...forwarded, ...invalid.map((one) => [one, peer] as const)]) {
      const session = await sessionFrom(trusting(), { 'x-forwarded-for': value });
      expect(session, value.slice(0, 60)).to.include({ ip: client, audited: client });
    }
    expect(await sessionFrom(trusting(), {})).to.include({ ip: peer, audited: peer });
  });
});

describe('the user agent of a session:', () => {
  const service = useService();

  it('is stored as sent, cut to 300 characters', async () => {
    for (const [given, stored] of [
      ['', ''],
      ['a'.repeat(10_000), 'a'.repeat(300)],
      [`"<b>'; drop table sessions; --`, `"<b>'; drop table sessions; --`],
      ['a\tb Zoé \\u0000 %00 &#0;', 'a\tb Zoé \\u0000 %00 &#0;'],
    ] as const)
      expect((await sessionFrom(service(), { 'user-agent': given })).userAgent).to.equal(stored);
  });

  /** Sends bytes that fetch would not. */
  const rawLogin = async (email: string, agent: Buffer | undefined) => {
    const body = JSON.stringify({ email, password });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
    const [head = '', rest = ''] = rawMessage('POST', '/api/v1/auth/login', headers, body).split('\r\n\r\n');
    const line = agent === undefined ? [] : [Buffer.from('\r\nUser-Agent: '), agent];
    const socket = await openSocket(service().url);
    const response = readToEnd(socket);
    socket.write(Buffer.concat([Buffer.from(head), ...line, Buffer.from(`\r\n\r\n${rest}`)]));
    return (await response).status;
  };

  it('missing, or of bytes that are not UTF-8: is stored as Latin-1; with control characters: is rejected', async () => {
    const { body: user } = await register(service());
    const odd = [
      undefined,
      Buffer.from([0xff, 0xfe, 0x80]),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('🎻'),
    ];
    for (const agent of odd) expect(await rawLogin(user.email, agent), `${agent}`).to.equal(200);
    const { accessToken: token } = (await logIn(service(), user.email)).body;
    const { items } = (await service().call('GET', sessionsPath, { token })).body;
    const stored = items.map(({ userAgent }: { userAgent: string | null }) => userAgent);
    expect(stored).to.have.members(['node', null, ...odd.slice(1).map((bytes) => bytes?.toString('latin1'))]);
    for (const byte of [0x00, 0x01, 0x0a, 0x0d, 0x7f]) {
      const status = await rawLogin(user.email, Buffer.from([0x61, byte, 0x62]));
      expect(status, String(byte)).to.be.oneOf([400, 200]);
    }
    expect(service().log.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
});
