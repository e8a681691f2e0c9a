import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { type Device, devicesOn, sessionsPath } from './devices.js';
import { partOf } from './people.js';

const day = 86_400_000;

describe('the list of sessions:', () => {
  let passed = 0;
  const service = useOwnService({}, { clock: { now: () => new Date(Date.now() + passed) } });
  const { signIn, person, list, idsOf, end } = devicesOn(service);
  afterEach(() => {
    passed = 0;
  });

  // First, since the service looks for what it may forget at most once a minute, and later tests jump by days.
  it('an access token issued by a clock that is a minute ahead: after its session has ended: is refused to its end', async () => {
    passed = 59_000;
    const { user, devices } = await person(1);
    const other = await signIn(user.email);
    passed = 0;
    expect(await end(other, devices[0].id)).to.equal('ended');
    // Past the token's life by its reader's clock, but not by its issuer's. Another ended session makes the service
    // forget what it need not remember.
    passed = 15 * 60_000 + 30_000;
    const late = await signIn(user.email);
    expect(await end(late, other.id)).to.equal('ended');
    const { status, body } = await service().call('GET', '/api/v1/users/me', {
      token: devices[0].accessToken,
    });
    expect({ status, code: body.code }).to.deep.equal({ status: 401, code: 'session-ended' });
  });

  it('ASVS 7.5.2 the list: after three logins: shows from where and when each is, last used first, and which is this', async () => {
    const before = Date.now();
    const { user, devices } = await person(2);
    const { body } = await service().call('POST', '/api/v1/auth/login', {
      body: { email: user.email, password: 'seven quiet violins' },
      headers: { 'user-agent': 'Another Device/1.0' },
    });
    const third = { ...body, id: partOf(body.accessToken, 1).sid };
    const items = await list(devices[0]);
    expect(items.map(({ id }: Device) => id)).to.deep.equal([third.id, devices[1]?.id, devices[0].id]);
    expect(items.map(({ current }: { current: boolean }) => current)).to.deep.equal([false, false, true]);
    const [latest] = items;
    expect(latest).to.have.all.keys(
      'id',
      'createdAt',
      'lastUsedAt',
      'expiresAt',
      'ip',
      'userAgent',
      'current',
    );
    expect(latest).to.include({ ip: '127.0.0.1', userAgent: 'Another Device/1.0' });
    expect(Date.parse(latest.createdAt)).to.be.within(before, Date.now());
    expect(latest.lastUsedAt).to.equal(latest.createdAt);
    expect(Date.parse(latest.expiresAt) - Date.parse(latest.createdAt)).to.equal(7 * day);
  });

  it('a refresh: in the list: moves its session up and its end away, and leaves when it began', async () => {
    const { devices } = await person(2);
    const [first] = devices;
    const old = (await list(first)).at(-1);
    passed = day;
    const { body } = await service().call('POST', '/api/v1/auth/refresh', {
      body: { refreshToken: first.refreshToken },
    });
    const [now] = await list({ ...first, accessToken: body.accessToken });
    expect(now).to.include({ id: first.id, createdAt: old.createdAt, current: true });
    for (const name of ['lastUsedAt', 'expiresAt']) {
      expect(Date.parse(now[name]) - Date.parse(old[name])).to.be.within(day, day + 60_000);
    }
  });

  it('ASVS 8.2.2 the sessions of others: in the list, of admins too: are never shown', async () => {
    const [one, other] = [await person(), await person(2)];
    expect(await idsOf(one.devices[0])).to.deep.equal([one.devices[0].id]);
    expect(await idsOf(other.devices[0])).to.have.members(other.devices.map(({ id }) => id));
    const admin = await service().call('GET', sessionsPath, { token: await service().tokenAs('admin') });
    expect(admin.body.items).to.have.lengthOf(1);
  });

  it('ended ones, and those past their life: in the list: are left out', async () => {
    const { user, devices } = await person(3);
    const [first, second, third] = devices as [Device, Device, Device];
    expect(await end(first, second.id)).to.equal('ended');
    expect(await idsOf(first)).to.have.members([first.id, third.id]);
    passed = 3 * day;
    const fourth = await signIn(user.email);
    const { status } = await service().call('POST', '/api/v1/auth/refresh', {
      body: { refreshToken: third.refreshToken },
    });
    expect(status).to.equal(200);
    passed = 7 * day + 60_000;
    const fifth = await signIn(user.email);
    expect(await idsOf(fifth)).to.have.members([third.id, fourth.id, fifth.id]);
  });
});
