import { expect } from 'chai';
import { TooManyRequests } from '../../../src/core/shared/limits.js';
import { errorCode } from '../rejections.js';
import { account, limits, password } from './accounts.js';
import { device, rejects, logIn as setUp } from './logging-in.js';

describe('log in with an outdated hash', () => {
  const old = `$old$${password}`;

  it('ASVS 11.4.2, and the right password: stores a current one, and changes nothing else', async () => {
    const { users, use } = setUp();
    const { id, email, ...rest } = await users.add(account({ passwordHash: old }));
    await use.run({ email, password }, device());
    expect(await users.find(id)).to.deep.equal({ id, email, ...rest, passwordHash: `$fake$${password}` });
    await use.run({ email, password }, device());
  });

  it('and a wrong password, or of an inactive account: keeps it', async () => {
    const { users, use } = setUp();
    const ada = await users.add(account({ passwordHash: old }));
    await rejects(use, { email: ada.email, password: 'wrong' });
    const gone = { email: 'gone@example.com', visibleName: 'Gone', active: false, passwordHash: old };
    const inactive = await users.add(account(gone));
    await rejects(use, { email: gone.email, password });
    for (const user of [ada, inactive]) expect((await users.find(user.id))?.passwordHash).to.equal(old);
  });

  it('several times at once: all log in', async () => {
    const { users, sessions, clock, use } = setUp();
    const { id, email } = await users.add(account({ passwordHash: old }));
    await Promise.all(Array.from({ length: 9 }, () => use.run({ email, password }, device())));
    expect(await sessions.list(id, clock.now())).to.have.length(9);
  });

  it('during a change of the password: keeps the new password, and is rejected', async () => {
    const { users, hasher, work, use } = setUp();
    const { id, email } = await users.add(account({ passwordHash: old }));
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (text) => {
      await users.change(id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return hash(text);
    };
    await rejects(use, { email, password });
    expect((await users.find(id))?.passwordHash).to.equal('$fake$another');
    expect(work.sessionRows.sessions.size).to.equal(0);
    expect(work.audit.map(({ details }) => details)).to.deep.equal([{ reason: 'wrong-password' }]);
  });

  it('that keeps being replaced: is rejected after three attempts, and counts', async () => {
    const { users, hasher, use } = setUp();
    const { id, email } = await users.add(account());
    let replaced = 0;
    hasher.verify = async () => {
      replaced += 1;
      return users.rehash(id, (await users.find(id))?.passwordHash ?? '', `$fake$${replaced}`);
    };
    await rejects(use, { email, password });
    expect(replaced).to.equal(3);
  });
});

describe('log in too often', () => {
  it('ASVS 6.3.1, with wrong passwords, or to an inactive account: rejects the right one, and starts no session', async () => {
    for (const [given, active] of [
      ['wrong', true],
      [password, false],
    ] as const) {
      const { users, work, use } = setUp();
      const { email } = await users.add(account({ active }));
      for (let i = 0; i < 10; i += 1) await rejects(use, { email, password: given });
      expect(await errorCode(() => use.run({ email, password }, device()))).to.equal('too-many-requests');
      expect(work.sessionRows.sessions.size).to.equal(0);
      expect(work.audit).to.have.length(10);
    }
  });

  it('with the right one: does not count as a failure', async () => {
    const { users, use, limiter } = setUp();
    const { email } = await users.add(account());
    for (let i = 0; i < 20; i += 1) await use.run({ email, password }, device());
    expect(await limiter.take({ ...limits.account, max: 1 }, `${email} 192.0.2.1`)).to.equal(0);
    expect(await limiter.take({ ...limits.address, max: 1 }, '192.0.2.1')).to.equal(0);
  });
});

describe('log in successfully too often', () => {
  const logIns = async ({ users, use }: ReturnType<typeof setUp>, count = limits.successes.max) => {
    const user = await users.add(account());
    for (let i = 0; i < count; i += 1) await use.run({ email: user.email, password }, device());
    return user;
  };

  it('to one account with one password: is rejected by its own limit, writes nothing, and is no failure', async () => {
    const all = setUp();
    const { id, email } = await logIns(all);
    const before = structuredClone([all.work.sessionRows.sessions.size, all.work.audit.length]);
    for (let i = 0; i < 11; i += 1) {
      const thrown = await all.use.run({ email, password }, device()).catch((error: unknown) => error);
      expect(thrown).to.be.instanceOf(TooManyRequests);
      const { limit, wait } = thrown as TooManyRequests;
      expect(limit).to.deep.equal(limits.successes);
      expect(wait).to.be.within(3590, 3600);
    }
    expect([all.work.sessionRows.sessions.size, all.work.audit.length]).to.deep.equal(before);
    expect(await all.limiter.take({ ...limits.account, max: 1 }, `${email} 192.0.2.1`)).to.equal(0);
    await rejects(all.use, { email, password: 'wrong' });
    const bob = await all.add('bob');
    expect(await all.use.run({ email: bob.email, password }, device())).to.have.property('accessToken');
    await all.users.change(id, (current) => ({ ...current, passwordHash: '$fake$another password' }));
    const { user } = await all.use.run({ email, password: 'another password' }, device());
    expect(user.id).to.equal(id);
  });

  it('with failures in between: counts successes only', async () => {
    const all = setUp();
    const { id, email } = await logIns(all, limits.successes.max - 1);
    await all.users.change(id, (current) => ({ ...current, active: false }));
    for (let i = 0; i < 3; i += 1) await rejects(all.use, { email, password });
    await all.users.change(id, (current) => ({ ...current, active: true }));
    await rejects(all.use, { email, password: 'wrong' });
    const run = all.work.run.bind(all.work);
    all.work.run = async () => {
      throw new Error('the database is down');
    };
    const failed = await all.use.run({ email, password }, device()).catch((error: Error) => error.message);
    expect(failed).to.equal('the database is down');
    all.work.run = run;
    expect(await all.use.run({ email, password }, device())).to.have.property('accessToken');
    expect(await errorCode(() => all.use.run({ email, password }, device()))).to.equal('too-many-requests');
  });

  it('deactivated while the password is verified: counts nothing', async () => {
    const all = setUp();
    const { id, email } = await logIns(all, limits.successes.max - 1);
    const take = all.limiter.take.bind(all.limiter);
    all.limiter.take = async (limit, key) => {
      const active = limit.name !== limits.successes.name;
      await all.users.change(id, (current) => ({ ...current, active }));
      return take(limit, key);
    };
    await rejects(all.use, { email, password });
    all.limiter.take = take;
    await all.users.change(id, (current) => ({ ...current, active: true }));
    expect(await all.use.run({ email, password }, device())).to.have.property('accessToken');
  });
});
