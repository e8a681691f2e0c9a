import { expect } from 'chai';
import { RemoveOwnAccount } from '../../../src/core/identity/remove-own-account.js';
import { errorCode, errorPlaces } from '../rejections.js';
import { by, identity, password } from './accounts.js';

const setUp = async (role: 'user' | 'admin' = 'user') => {
  const all = identity();
  const ada = await all.add('ada', { role });
  const use = new RemoveOwnAccount(all.users, all.work, all.confirmOwner, all.clock);
  await all.addSession(ada.id, all.callerOf(ada).sessionId);
  const asAda = { ...by, actorId: ada.id };
  const remove = (given = password) => use.run(all.callerOf(ada, 301), given, asAda);
  /** Removes the account of a caller who proved who they are a number of seconds ago, without a password. */
  const removeAfter = (seconds: number) => use.run(all.callerOf(ada, seconds), undefined, asAda);
  return { ...all, ada, asAda, remove, removeAfter };
};

describe("remove a user's own account", () => {
  it('with the password: removes it; the audit trail keeps its id, without an address', async () => {
    const { users, work, remove, ada, asAda } = await setUp();
    await work.run(({ audit }) => audit.record({ action: 'user.changed' }, asAda));
    await remove();
    expect(await users.find(ada.id)).to.equal(undefined);
    const nowhere = { ...asAda, ip: null };
    expect(work.audit).to.deep.equal([
      { action: 'user.changed', by: nowhere },
      { action: 'user.removed', subject: { kind: 'user', id: ada.id }, by: nowhere },
    ]);
  });

  it('ASVS 7.5.1, after recent authentication: needs no password; later: is rejected', async () => {
    const { users, removeAfter, ada } = await setUp();
    expect(await errorCode(() => removeAfter(301))).to.equal('recent-authentication-required');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    await removeAfter(300);
    expect(await users.find(ada.id)).to.equal(undefined);
  });

  it('with queued emails: removes those requested by its address, and its IP address from the others', async () => {
    const { work, mails, emailJobs, add, remove, ada, asAda } = await setUp();
    const bob = await add('bob');
    await mails.add({ kind: 'reset', userId: null, to: 'ADA@example.com', by: { ...by, actorId: null } });
    await mails.add({ kind: 'reset', userId: null, to: bob.email, by: asAda });
    await mails.add({ kind: 'verification', userId: bob.id, to: ada.email, by });
    await remove();
    expect(emailJobs()).to.deep.equal([
      { kind: 'reset', userId: null, to: bob.email },
      { kind: 'verification', userId: bob.id, to: ada.email },
    ]);
    const initiators = [...work.mailRows.emailJobs.values()].map((job) => job.by);
    expect(initiators).to.deep.equal([{ ...asAda, ip: null }, by]);
  });

  it('of the last active admin: is rejected; with another one: succeeds', async () => {
    const { users, add, remove, ada } = await setUp('admin');
    await add('inactive', { role: 'admin', active: false });
    expect(await errorCode(() => remove())).to.equal('last-admin');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    await add('another', { role: 'admin' });
    await remove();
    expect(await users.find(ada.id)).to.equal(undefined);
  });

  it('ASVS 7.5.1, with a wrong or changed password: is rejected; of an account removed before or during the request: the session has ended', async () => {
    const { users, hasher, remove, ada } = await setUp();
    expect(await errorPlaces(() => remove('wrong'))).to.deep.equal(['/currentPassword']);
    hasher.verify = async () => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return true;
    };
    expect(await errorCode(() => remove())).to.equal('invalid-credentials');
    expect(await users.find(ada.id)).to.not.equal(undefined);
    hasher.verify = async () => users.remove(ada.id, () => {});
    for (const _ of ['meanwhile', 'before'])
      expect(await errorCode(() => remove())).to.equal('session-ended');
  });
});
