import { expect } from 'chai';
import { RegisterUser } from '../../../src/core/identity/register-user.js';
import { refusalCode, refusalPlaces } from '../refusal.js';
import { identity, password } from './accounts.js';

const setUp = (registration: 'open' | 'closed' = 'open') => {
  const { users, hasher, add } = identity();
  const policy = { minLength: 15 };
  return { users, add, use: new RegisterUser(users, hasher, { registration, policy }) };
};

const ada = { email: 'ada@example.com', visibleName: 'Ada', password };

describe('register', () => {
  it('with what it takes: an active account with the least role and an unverified email', async () => {
    const { users, use } = setUp();
    const user = await use.register(ada);
    expect(user).to.include({
      email: 'ada@example.com',
      visibleName: 'Ada',
      role: 'user',
      active: true,
      emailVerified: false,
      tokenVersion: 1,
      version: 1,
    });
    expect(await users.find(user.id)).to.deep.equal(user);
  });

  it('with what it takes: keeps a hash, and the password nowhere', async () => {
    const { use } = setUp();
    const { passwordHash, ...rest } = await use.register(ada);
    expect(passwordHash).to.equal(`$fake$${password}`);
    expect(JSON.stringify(rest)).not.to.include(password);
  });

  it('ASVS 15.3.3, with fields that nobody may choose: ignores them', async () => {
    const { use } = setUp();
    const user = await use.register({
      ...ada,
      role: 'admin',
      emailVerified: true,
      tokenVersion: 7,
    } as typeof ada);
    expect(user).to.include({ role: 'user', emailVerified: false, tokenVersion: 1 });
  });

  it('with a taken email: refuses, whatever the case or the form of its letters', async () => {
    const { use } = setUp();
    await use.register(ada);
    for (const email of ['ada@example.com', 'ADA@Example.COM', 'ａｄａ@example.com']) {
      const register = () => use.register({ ...ada, email, visibleName: 'Someone else' });
      expect(await refusalCode(register)).to.equal('email-taken');
      expect(await refusalPlaces(register)).to.deep.equal(['/email']);
    }
  });

  it('with a taken visible name: refuses, whatever the case', async () => {
    const { use } = setUp();
    await use.register(ada);
    const register = () => use.register({ ...ada, email: 'other@example.com', visibleName: 'aDA' });
    expect(await refusalCode(register)).to.equal('visible-name-taken');
    expect(await refusalPlaces(register)).to.deep.equal(['/visibleName']);
  });

  it('ASVS 6.2.1, with a short password: refuses and stores nothing', async () => {
    const { users, use } = setUp();
    const register = () => use.register({ ...ada, password: 'x'.repeat(14) });
    expect(await refusalCode(register)).to.equal('weak-password');
    expect(await refusalPlaces(register)).to.deep.equal(['/password']);
    expect(await users.isEmpty()).to.equal(true);
  });

  it('with registration closed: refuses and stores nothing', async () => {
    const { users, use } = setUp('closed');
    expect(await refusalCode(() => use.register(ada))).to.equal('registration-closed');
    expect(await users.isEmpty()).to.equal(true);
  });
});

describe('register the first admin', () => {
  it('with no user yet: an active admin, even where registration is closed', async () => {
    const { use } = setUp('closed');
    expect(await use.registerFirstAdmin(ada)).to.include({ email: ada.email, role: 'admin', active: true });
  });

  it('ASVS 6.3.2, with a user of any kind: does nothing', async () => {
    const { users, add, use } = setUp();
    await add('user', { active: false });
    expect(await use.registerFirstAdmin(ada)).to.equal(undefined);
    expect(await users.findByEmail(ada.email)).to.equal(undefined);
  });

  it('ASVS 6.2.1, with a short password: refuses', async () => {
    const { use } = setUp();
    expect(await refusalCode(() => use.registerFirstAdmin({ ...ada, password: 'admin' }))).to.equal(
      'weak-password',
    );
  });
});
