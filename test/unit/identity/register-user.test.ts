import { expect } from 'chai';
import { RegisterUser } from '../../../src/core/identity/register-user.js';
import { systemInitiator } from '../../../src/core/shared/audit.js';
import { errorCode, errorPlaces } from '../rejections.js';
import { by, identity, password, policy } from './accounts.js';

const setUp = (registration: 'open' | 'closed' = 'open') => {
  const { users, work, hasher, add, emailJobs } = identity();
  return {
    users,
    work,
    add,
    emailJobs,
    use: new RegisterUser(users, work, hasher, { registration, policy }),
  };
};

const ada = { email: 'ada@example.com', visibleName: 'Ada', password };
const root = { ...ada, email: 'root@example.com', visibleName: 'Root' };

describe('register', () => {
  it('ASVS 15.3.3: creates an active account with the least role, an unverified email and a hash, and ignores other fields', async () => {
    const { users, use } = setUp();
    const others = { role: 'admin', emailVerified: true, tokenVersion: 7 };
    const user = await use.register({ ...ada, ...others } as typeof ada, by);
    const rights = { role: 'user', active: true, emailVerified: false, tokenVersion: 1, version: 1 };
    expect(user).to.include({ email: 'ada@example.com', visibleName: 'Ada', ...rights });
    expect(await users.find(user.id)).to.deep.equal(user);
    const { passwordHash, ...rest } = user;
    expect(passwordHash).to.equal(`$fake$${password}`);
    expect(JSON.stringify(rest)).not.to.include(password);
  });

  it('is audited without personal data, and sends a verification; an admin gets none', async () => {
    const { work, use, emailJobs } = setUp();
    const { id } = await use.register(ada, by);
    const { id: admin } = await use.registerAdmin(root);
    const created = (userId: number, role: string, initiator: object) => {
      const subject = { kind: 'user', id: userId };
      return { action: 'user.created', subject, details: { role }, by: initiator };
    };
    expect(work.audit).to.deep.equal([created(id, 'user', by), created(admin, 'admin', systemInitiator)]);
    expect(emailJobs()).to.deep.equal([{ kind: 'verification', userId: id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
  });

  it('with a taken email or name, in any case or form: is rejected by its field', async () => {
    const { use } = setUp();
    await use.register(ada, by);
    for (const [given, code, pointer] of [
      [{ email: 'ADA@Example.COM', visibleName: 'Another' }, 'email-taken', '/email'],
      [{ email: 'ａｄａ@example.com', visibleName: 'Another' }, 'email-taken', '/email'],
      [{ email: 'other@example.com', visibleName: 'aDA' }, 'visible-name-taken', '/visibleName'],
    ] as const) {
      const register = () => use.register({ ...ada, ...given }, by);
      expect([await errorCode(register), await errorPlaces(register)]).to.deep.equal([code, [pointer]]);
    }
  });

  it('ASVS 6.2.1/6.2.4, with a weak password, or where registration is closed: is rejected and stores nothing', async () => {
    const { users, use } = setUp();
    const register = () => use.register({ ...ada, password: ada.email }, by);
    expect([await errorCode(register), await errorPlaces(register)]).to.deep.equal([
      'weak-password',
      ['/password'],
    ]);
    const closed = setUp('closed');
    expect(await errorCode(() => closed.use.register(ada, by))).to.equal('registration-closed');
    expect([await users.isEmpty(), await closed.users.isEmpty()]).to.deep.equal([true, true]);
  });
});

describe('register the first admin', () => {
  it('without users: creates an active admin, even where registration is closed', async () => {
    const { use } = setUp('closed');
    expect(await use.registerFirstAdmin(ada)).to.include({ email: ada.email, role: 'admin', active: true });
  });

  it('ASVS 6.3.2, with any user, or while another instance does the same: does nothing', async () => {
    const [one, other] = [setUp(), setUp()];
    await one.add('user', { active: false });
    expect(await one.use.registerFirstAdmin(ada)).to.equal(undefined);
    expect(await one.users.findByEmail(ada.email)).to.equal(undefined);
    other.users.isEmpty = async () => true;
    await other.use.registerAdmin(ada);
    for (const email of [ada.email, 'other@example.com'])
      expect(await other.use.registerFirstAdmin({ ...ada, email })).to.equal(undefined);
  });

  it('ASVS 6.2.1, with a short password: is rejected', async () => {
    const register = () => setUp().use.registerFirstAdmin({ ...ada, password: 'admin' });
    expect(await errorCode(register)).to.equal('weak-password');
  });
});
