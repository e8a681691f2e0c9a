import { expect } from 'chai';
import { refusalCode } from '../refusal.js';
import { account, password } from './accounts.js';
import { device, refused, logIn as setUp } from './logging-in.js';

describe('log in with a hash of before', () => {
  const old = `$old$${password}`;

  it('ASVS 11.4.2, and the right password: keeps a better one, and changes nothing else', async () => {
    const { users, use } = setUp();
    const { id, email, ...rest } = await users.add(account({ passwordHash: old }));
    await use.run({ email, password }, device());
    expect(await users.find(id)).to.deep.equal({ id, email, ...rest, passwordHash: `$fake$${password}` });
    await use.run({ email, password }, device());
  });

  it('and a wrong password, or of an inactive account: keeps it', async () => {
    const { users, use } = setUp();
    const ada = await users.add(account({ passwordHash: old }));
    await refused(use, { email: ada.email, password: 'wrong' });
    const gone = { email: 'gone@example.com', visibleName: 'Gone', active: false, passwordHash: old };
    const inactive = await users.add(account(gone));
    await refused(use, { email: gone.email, password });
    for (const user of [ada, inactive]) expect((await users.find(user.id))?.passwordHash).to.equal(old);
  });

  it('several times at once: all log in', async () => {
    const { users, sessions, clock, use } = setUp();
    const { id, email } = await users.add(account({ passwordHash: old }));
    await Promise.all(Array.from({ length: 9 }, () => use.run({ email, password }, device())));
    expect(await sessions.list(id, clock.now())).to.have.length(9);
  });

  it('while the password is changed: does not undo that, and refuses', async () => {
    const { users, hasher, work, use } = setUp();
    const { id, email } = await users.add(account({ passwordHash: old }));
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (text) => {
      await users.change(id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return hash(text);
    };
    await refused(use, { email, password });
    expect((await users.find(id))?.passwordHash).to.equal('$fake$another');
    expect(work.sessionRows.sessions.size).to.equal(0);
    expect(work.audit.map(({ details }) => details)).to.deep.equal([{ reason: 'wrong-password' }]);
  });

  it('that is replaced again and again: is given up, and counts', async () => {
    const { users, hasher, use } = setUp();
    const { id, email } = await users.add(account());
    let replaced = 0;
    hasher.verify = async () => {
      replaced += 1;
      return users.rehash(id, (await users.find(id))?.passwordHash ?? '', `$fake$${replaced}`);
    };
    await refused(use, { email, password });
    expect(replaced).to.equal(3);
  });
});

describe('log in too often', () => {
  it('ASVS 6.3.1, with wrong passwords: refuses the right one, and starts nothing', async () => {
    const { users, work, use } = setUp();
    const { email } = await users.add(account());
    for (let i = 0; i < 10; i += 1) await refused(use, { email, password: 'wrong' });
    expect(await refusalCode(() => use.run({ email, password }, device()))).to.equal('too-many-requests');
    expect(work.sessionRows.sessions.size).to.equal(0);
    expect(work.audit).to.have.length(10);
  });

  it('with the right one, to an inactive account: counts as any other failure', async () => {
    const { users, use } = setUp();
    const { email } = await users.add(account({ active: false }));
    for (let i = 0; i < 10; i += 1) await refused(use, { email, password });
    expect(await refusalCode(() => use.run({ email, password }, device()))).to.equal('too-many-requests');
  });

  it('with the right one: counts for nothing', async () => {
    const { users, use } = setUp();
    const { email } = await users.add(account());
    for (let i = 0; i < 120; i += 1) await use.run({ email, password }, device());
  });
});
