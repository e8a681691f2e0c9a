import { expect } from 'chai';
import { errorCode } from '../rejections.js';
import { by } from './accounts.js';
import { requiresFullLevel, setUp } from './owner-of-factor.js';
import { subjectOf, withFactor } from './removing.js';

describe('remove the second factor of a user', () => {
  it('removes the app and the recovery codes, ends all sessions, keeps the password, and is audited with an email', async () => {
    const { removeOfUser, admin, account, left, live, work, ada, emailJobs } = await withFactor();
    await removeOfUser.run(admin, ada.id, by);
    const { passwordHash } = ada;
    expect(await account()).to.include({ secondFactor: false, tokenVersion: 2, passwordHash });
    expect(await left()).to.deep.equal([undefined, 0]);
    expect(await live()).to.deep.equal([]);
    const subject = subjectOf(ada);
    const ended = (sessionId: string) => {
      const details = { sessionId, reason: 'second-factor-removed' };
      return { action: 'session.ended', subject, details, by };
    };
    const removed = { action: 'user.second-factor-removed', subject, details: { kind: 'totp' }, by };
    expect(work.audit).to.deep.equal([removed, ended('here'), ended('another')]);
    const email = { kind: 'second-factor-removed-by-admin', userId: ada.id, to: ada.email };
    expect(emailJobs()).to.deep.equal([email]);
  });

  it('with a short password: also resets it by force, in the same unit of work', async () => {
    const { removeOfUser, admin, account, left, live, work, ada, emailJobs } = await withFactor(true);
    await removeOfUser.run(admin, ada.id, by);
    expect(await account()).to.include({ secondFactor: false, shortPassword: false });
    expect((await account()).passwordHash).not.to.equal(ada.passwordHash);
    expect([await left(), await live()]).to.deep.equal([[undefined, 0], []]);
    const actions = work.audit.map(({ action }) => action);
    expect(actions).to.include.members(['user.second-factor-removed', 'user.password-reset-forced']);
    const kinds = ['second-factor-removed-by-admin', 'forced-reset'];
    expect(emailJobs().map(({ kind }) => kind)).to.deep.equal(kinds);
  });

  it('with a short password, but no mail server, or of the last admin: is rejected, and changes nothing', async () => {
    const { removeOfUser, admin, account, left, mailer, users, ada } = await withFactor(true);
    mailer.isConfigured = false;
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('mail-not-configured');
    mailer.isConfigured = true;
    await users.change(ada.id, (current) => ({ ...current, role: 'admin' }));
    await users.change(admin.userId, (current) => ({ ...current, role: 'user' }));
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('last-admin');
    expect(await account()).to.include({ secondFactor: true, shortPassword: true });
    expect((await left())[1]).to.equal(10);
  });

  it('of a user who gets a short password during the request: also resets it', async () => {
    const { removeOfUser, admin, account, users, ada } = await withFactor();
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      if (id === admin.userId) return found;
      await users.change(id, (current) => ({ ...current, shortPassword: true }));
      return found;
    };
    await removeOfUser.run(admin, ada.id, by);
    users.find = find;
    expect(await account()).to.include({ secondFactor: false, shortPassword: false });
  });

  it('ASVS 7.5.1, by an admin whose session has not used their own second factor: is rejected', async () => {
    const { removeOfUser, caller, account, ada } = await withFactor();
    await requiresFullLevel(() => removeOfUser.run(caller, ada.id, by));
    expect((await account()).secondFactor).to.equal(true);
  });

  it('by an admin whose account was removed: is rejected', async () => {
    const { removeOfUser, admin, users, ada } = await withFactor();
    await users.remove(admin.userId, () => {});
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('session-ended');
  });

  it('of a user who has none, or does not exist: is rejected', async () => {
    const { removeOfUser, ada, users, add, caller } = await setUp();
    const admin = { ...caller, userId: (await add('admin')).id };
    expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('not-found');
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      if (id === ada.id) await users.remove(ada.id, () => {});
      return found;
    };
    for (const _ of ['during', 'before'])
      expect(await errorCode(() => removeOfUser.run(admin, ada.id, by))).to.equal('not-found');
  });
});
