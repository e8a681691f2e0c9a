import { expect } from 'chai';
import { ImportAccounts } from '../../../src/core/identity/import-accounts.js';
import { systemInitiator } from '../../../src/core/shared/audit.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { errorCode } from '../rejections.js';
import { account, identity } from './accounts.js';

const setUp = () => {
  const { users, work, hasher, emailJobs } = identity();
  return { users, work, emailJobs, use: new ImportAccounts(users, work, hasher) };
};
const { emailVerified: _, tokenVersion: __, ...imported } = account({ role: 'moderator', active: false });

describe('import an account of another service:', () => {
  it('a new one: has the role, the state and the hash; is audited, and gets no email', async () => {
    const { use, work, emailJobs } = setUp();
    const { user, isNew } = await use.run(imported);
    expect(isNew).to.equal(true);
    expect(user).to.include({ ...imported, emailVerified: false, tokenVersion: 1 });
    const subject = { kind: 'user', id: user.id };
    const details = { role: 'moderator', imported: true };
    expect(work.audit).to.deep.equal([{ action: 'user.created', subject, details, by: systemInitiator }]);
    expect(emailJobs()).to.deep.equal([]);
  });

  it('whose email exists, in any case: leaves the existing one as it is', async () => {
    const { use, users, work } = setUp();
    const { user } = await use.run(imported);
    const other = { ...imported, email: 'ADA@example.com', visibleName: 'Else', role: 'admin' as const };
    expect(await use.run(other)).to.deep.equal({ user, isNew: false });
    expect(await users.find(user.id)).to.deep.equal(user);
    expect(work.audit.length).to.equal(1);
  });

  for (const failure of [new DomainError('unavailable', 'no database'), new Error('a bug')])
    it(`when it fails with "${failure.message}": fails, although the email exists`, async () => {
      const { use, work } = setUp();
      await use.run(imported);
      Object.assign(work, { run: () => Promise.reject(failure) });
      expect(await use.run(imported).catch((error) => error)).to.equal(failure);
    });

  it('whose name is taken, or whose hash no password can match: is rejected', async () => {
    const { use, users } = setUp();
    await use.run(imported);
    const sameName = { ...imported, email: 'other@example.com' };
    expect(await errorCode(() => use.run(sameName))).to.equal('visible-name-taken');
    const plain = { ...imported, email: 'plain@example.com', passwordHash: 'opera glasses' };
    const rejection = await use.run(plain).catch((error) => error);
    expect(rejection).to.include({ code: 'validation-failed' });
    const message = 'the hash of the password is neither bcrypt nor argon2, or takes too long to verify';
    expect(rejection.message).to.equal(message);
    expect(rejection.violations).to.deep.equal([
      { pointer: '/passwordHash', message, code: 'unsupported-hash' },
    ]);
    expect(await users.findByEmail('plain@example.com')).to.equal(undefined);
  });
});
