import { expect } from 'chai';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { RemoveOwnAccount } from '../../../src/core/identity/remove-own-account.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';
import { by, identity, password } from './accounts.js';

const other = 'other@example.com';

const setUp = async () => {
  const all = identity();
  const use = new OwnAccount(all.users, all.work, all.confirmPassword);
  const [ada, bob] = [await all.add('ada', { emailVerified: true }), await all.add('bob')];
  const change = (patch: object, versions?: number[]) => use.change(ada.id, patch, versions, by);
  const changeEmail = (email: string, proof: object = { currentPassword: password }) =>
    change({ email, ...proof });
  const { updatedAt: _, ...before } = ada;
  return { ...all, use, ada, bob, before, change, changeEmail, subject: { kind: 'user', id: ada.id } };
};

describe('the own account', () => {
  it('is returned as stored; after its removal: the session has ended', async () => {
    const { users, use, ada, change, changeEmail } = await setUp();
    expect(await use.read(ada.id)).to.deep.equal(ada);
    await users.remove(ada.id, () => {});
    for (const work of [
      () => use.read(ada.id),
      () => change({ visibleName: 'Countess' }),
      () => changeEmail(other),
    ])
      expect(await errorOf(work)).to.include({
        code: 'session-ended',
        message: 'This account no longer exists.',
      });
  });

  it('with another visible name: changes only the name, audited, without a password', async () => {
    const { work, before, change, hasher, subject } = await setUp();
    await change({ visibleName: 'ada' });
    expect(work.audit).to.deep.equal([]);
    const { updatedAt: _, ...changed } = await change({ visibleName: 'Countess' }, [2]);
    expect(changed).to.deep.equal({ ...before, visibleName: 'Countess', version: 3 });
    const details = { fields: ['visibleName'] };
    expect(work.audit).to.deep.equal([{ action: 'user.changed', subject, details, by }]);
    expect(await change({ visibleName: 'COUNTESS' })).to.include({ visibleName: 'COUNTESS' });
    expect(hasher.verified).to.deep.equal([]);
  });

  it('with a taken visible name or email, or a stale version: is rejected and not changed', async () => {
    const { users, ada, bob, change, changeEmail, emailJobs } = await setUp();
    expect(await errorCode(() => changeEmail(bob.email))).to.equal('email-taken');
    expect(emailJobs()).to.deep.equal([]);
    expect(await errorCode(() => change({ visibleName: 'BOB' }))).to.equal('visible-name-taken');
    expect(await errorCode(() => change({ visibleName: 'Countess' }, [2]))).to.equal('precondition-failed');
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });
});

describe('change the own email', () => {
  it('with the password: takes effect unverified, ends the links to the old address, and queues emails to both', async () => {
    const { work, clock, oneTimeTokens, ada, bob, before, change, addToken, emailJobs, subject } =
      await setUp();
    const [mine, theirs] = [await addToken(ada.id, 'reset'), await addToken(bob.id, 'reset')];
    await work.mails.add({ kind: 'reset', userId: null, to: 'ADA@example.com', by });
    const { updatedAt: _, ...changed } = await change({ email: other, currentPassword: password }, [1]);
    expect(changed).to.deep.equal({ ...before, email: other, emailVerified: false, version: 2 });
    expect(await oneTimeTokens.find(`#${mine}`, ['reset'], clock.now())).to.equal(undefined);
    expect(await oneTimeTokens.find(`#${theirs}`, ['reset'], clock.now())).to.not.equal(undefined);
    expect(emailJobs()).to.deep.equal([
      { kind: 'email-changed', userId: ada.id, to: ada.email },
      { kind: 'verification', userId: ada.id, to: other },
    ]);
    expect([(await work.mails.claim(9))?.by, (await work.mails.claim(9))?.by]).to.deep.equal([by, by]);
    const details = { fields: ['email', 'emailVerified'] };
    expect(work.audit).to.deep.equal([{ action: 'user.changed', subject, details, by }]);
  });

  it('ASVS 7.5.1, with a wrong password, none, or one that changes during the request: is rejected, and queues no email', async () => {
    const { users, hasher, ada, changeEmail, emailJobs } = await setUp();
    for (const proof of [{}, { currentPassword: `${password} ` }])
      expect(await errorPlaces(() => changeEmail(other, proof))).to.deep.equal(['/currentPassword']);
    expect(await users.find(ada.id)).to.deep.equal(ada);
    hasher.verify = async () => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: 'another' }));
      return true;
    };
    expect(await errorCode(() => changeEmail(other))).to.equal('invalid-credentials');
    expect([(await users.find(ada.id))?.email, emailJobs()]).to.deep.equal([ada.email, []]);
  });

  it('to the same: changes nothing; in another case: is another mailbox, and unverified', async () => {
    const { work, ada, changeEmail, emailJobs } = await setUp();
    expect(await changeEmail(ada.email)).to.include({ email: ada.email, emailVerified: true });
    expect([emailJobs(), work.audit]).to.deep.equal([[], []]);
    const email = ada.email.toUpperCase();
    expect(await changeEmail(email)).to.include({ email, emailVerified: false });
    expect(emailJobs()).to.have.length(2);
  });
});

const setUpRemoval = async (role: 'user' | 'admin' = 'user') => {
  const all = identity();
  const ada = await all.add('ada', { role });
  const use = new RemoveOwnAccount(all.users, all.work, all.confirmPassword);
  const asAda = { ...by, actorId: ada.id };
  return { ...all, ada, asAda, remove: (given = password) => use.run(ada.id, given, asAda) };
};

describe('remove the own account', () => {
  it('with the password: removes it; the audit trail keeps its id, without an address', async () => {
    const { users, work, remove, ada, asAda } = await setUpRemoval();
    await work.run(({ audit }) => audit.record({ action: 'user.changed' }, asAda));
    await remove();
    expect(await users.find(ada.id)).to.equal(undefined);
    const nowhere = { ...asAda, ip: null };
    expect(work.audit).to.deep.equal([
      { action: 'user.changed', by: nowhere },
      { action: 'user.removed', subject: { kind: 'user', id: ada.id }, by: nowhere },
    ]);
  });

  it('with queued emails: removes those requested by its address, and its IP address from the others', async () => {
    const { work, mails, emailJobs, add, remove, ada, asAda } = await setUpRemoval();
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
    const { users, add, remove, ada } = await setUpRemoval('admin');
    await add('inactive', { role: 'admin', active: false });
    expect(await errorCode(() => remove())).to.equal('last-admin');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    await add('another', { role: 'admin' });
    await remove();
    expect(await users.find(ada.id)).to.equal(undefined);
  });

  it('ASVS 7.5.1, with a wrong or changed password: is rejected; of an account removed before or during the request: the session has ended', async () => {
    const { users, hasher, remove, ada } = await setUpRemoval();
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
