import { expect } from 'chai';
import { RegisterUser } from '../../../src/core/identity/register-user.js';
import { theService } from '../../../src/core/shared/audit.js';
import { refusalCode, refusalPlaces } from '../refusal.js';
import { by, identity, password, policy } from './accounts.js';

const setUp = (registration: 'open' | 'closed' = 'open') => {
  const { users, work, hasher, add, errands } = identity();
  return { users, work, add, errands, use: new RegisterUser(users, work, hasher, { registration, policy }) };
};

const ada = { email: 'ada@example.com', visibleName: 'Ada', password };

describe('register', () => {
  it('with what it takes: an active account with the least role and an unverified email', async () => {
    const { users, use } = setUp();
    const user = await use.register(ada, by);
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
    const { passwordHash, ...rest } = await use.register(ada, by);
    expect(passwordHash).to.equal(`$fake$${password}`);
    expect(JSON.stringify(rest)).not.to.include(password);
  });

  it('with what it takes: tells the audit trail by whom, and nothing personal', async () => {
    const { work, use } = setUp();
    const { id } = await use.register(ada, by);
    const { id: admin } = await use.registerAdmin({ ...ada, email: 'root@example.com', visibleName: 'Root' });
    expect(work.audit).to.deep.equal([
      { action: 'user.created', subject: { kind: 'user', id }, details: { role: 'user' }, by },
      {
        action: 'user.created',
        subject: { kind: 'user', id: admin },
        details: { role: 'admin' },
        by: theService,
      },
    ]);
  });

  it('with what it takes: asks by a letter whether the address is theirs; an admin is not asked', async () => {
    const { work, use, errands } = setUp();
    const { id } = await use.register(ada, by);
    await use.registerAdmin({ ...ada, email: 'root@example.com', visibleName: 'Root' });
    expect(errands()).to.deep.equal([{ kind: 'verification', userId: id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
  });

  it('ASVS 15.3.3, with fields that nobody may choose: ignores them', async () => {
    const { use } = setUp();
    const user = await use.register(
      {
        ...ada,
        role: 'admin',
        emailVerified: true,
        tokenVersion: 7,
      } as typeof ada,
      by,
    );
    expect(user).to.include({ role: 'user', emailVerified: false, tokenVersion: 1 });
  });

  it('with a taken email: refuses, whatever the case or the form of its letters', async () => {
    const { use } = setUp();
    await use.register(ada, by);
    for (const email of ['ada@example.com', 'ADA@Example.COM', 'ａｄａ@example.com']) {
      const register = () => use.register({ ...ada, email, visibleName: 'Someone else' }, by);
      expect(await refusalCode(register)).to.equal('email-taken');
      expect(await refusalPlaces(register)).to.deep.equal(['/email']);
    }
  });

  it('with a taken visible name: refuses, whatever the case', async () => {
    const { use } = setUp();
    await use.register(ada, by);
    const register = () => use.register({ ...ada, email: 'other@example.com', visibleName: 'aDA' }, by);
    expect(await refusalCode(register)).to.equal('visible-name-taken');
    expect(await refusalPlaces(register)).to.deep.equal(['/visibleName']);
  });

  it('ASVS 6.2.1, with a short password: refuses and stores nothing', async () => {
    const { users, use } = setUp();
    const register = () => use.register({ ...ada, password: 'x'.repeat(14) }, by);
    expect(await refusalCode(register)).to.equal('weak-password');
    expect(await refusalPlaces(register)).to.deep.equal(['/password']);
    expect(await users.isEmpty()).to.equal(true);
  });

  it('ASVS 6.2.4, with a common password, or the own name or email: refuses and stores nothing', async () => {
    const { users, use } = setUp();
    const own = { email: 'lovelace@example.com', visibleName: 'Countess of Lovelace' };
    for (const given of ['a common password', 'Countess of Lovelace', 'lovelace@example.com']) {
      const register = () => use.register({ ...own, password: given }, by);
      expect(await refusalCode(register), given).to.equal('weak-password');
      expect(await refusalPlaces(register)).to.deep.equal(['/password']);
    }
    expect(await users.isEmpty()).to.equal(true);
  });

  it('with registration closed: refuses and stores nothing', async () => {
    const { users, use } = setUp('closed');
    expect(await refusalCode(() => use.register(ada, by))).to.equal('registration-closed');
    expect(await users.isEmpty()).to.equal(true);
  });
});

describe('register the first admin', () => {
  it('with no user yet: an active admin, even where registration is closed', async () => {
    const { use } = setUp('closed');
    expect(await use.registerFirstAdmin(ada)).to.include({ email: ada.email, role: 'admin', active: true });
  });

  it('ASVS 6.3.2, while another instance does: leaves it at that', async () => {
    const { users, use } = setUp();
    users.isEmpty = async () => true;
    await use.registerAdmin(ada);
    expect(await use.registerFirstAdmin(ada)).to.equal(undefined);
    expect(await use.registerFirstAdmin({ ...ada, email: 'other@example.com' })).to.equal(undefined);
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
