import { expect } from 'chai';
import type { UserPatch } from '../../../src/core/identity/manage-users.js';
import { firstItems } from '../../support/first-items.js';
import { errorCode, errorOf } from '../rejections.js';
import { by, identity } from './accounts.js';

const setUp = async () => {
  const { manage: use, ...all } = identity();
  const [root, ada] = [await all.add('root', { role: 'admin' }), await all.add('ada')];
  const change = (id: number, patch: UserPatch, versions?: number[]) => use.change(id, patch, versions, by);
  const remove = (id: number, versions?: number[]) => use.remove(id, versions, by);
  return { ...all, use, root, ada, change, remove };
};

describe('read accounts', () => {
  it('list and get: all of them in order of id, each as stored; with an unknown id: not found', async () => {
    const { use, root, ada } = await setUp();
    const page = await use.list({ ...firstItems(20), count: true });
    expect(page).to.deep.equal({ items: [root, ada], next: null, total: 2 });
    expect(await use.get(ada.id)).to.deep.equal(ada);
    const missing = { code: 'not-found', message: 'There is no user 7.' };
    expect(await errorOf(() => use.get(7))).to.include(missing);
  });
});

describe('change an account', () => {
  it('with a new role and name: changes those, and tokens stay valid', async () => {
    const { change, ada } = await setUp();
    const changed = await change(ada.id, { role: 'moderator', visibleName: 'Countess' }, [1]);
    expect(changed).to.include({ role: 'moderator', visibleName: 'Countess', version: 2, tokenVersion: 1 });
    expect(changed).to.include({ email: ada.email, passwordHash: ada.passwordHash, active: true });
  });

  it('ASVS 7.4.2, deactivated and activated: invalidates tokens each time; active as before: does not', async () => {
    const { change, ada } = await setUp();
    for (const [active, tokenVersion] of [
      [true, 1],
      [false, 2],
      [true, 3],
    ] as const)
      expect(await change(ada.id, { active })).to.include({ active, tokenVersion });
  });

  it('with a taken name, a stale version or an unknown id: is rejected and changes nothing', async () => {
    const { users, change, remove, ada } = await setUp();
    expect(await errorCode(() => change(ada.id, { visibleName: 'ROOT' }))).to.equal('visible-name-taken');
    expect(await errorCode(() => change(ada.id, { role: 'admin' }, [2]))).to.equal('precondition-failed');
    expect(await errorCode(() => remove(ada.id, [2]))).to.equal('precondition-failed');
    for (const work of [() => change(7, { active: false }), () => remove(7)])
      expect(await errorCode(work)).to.equal('not-found');
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('role, state and name: are audited by one entry each, without the name; without a change: by none', async () => {
    const { change, work, ada } = await setUp();
    await change(ada.id, { role: 'user', active: true, visibleName: 'ada' });
    await errorCode(() => change(ada.id, { visibleName: 'root' }));
    expect(work.audit).to.deep.equal([]);
    await change(ada.id, { role: 'moderator', active: false, visibleName: 'Countess' });
    await change(ada.id, { active: true });
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([
      { action: 'user.role-changed', subject, details: { from: 'user', to: 'moderator' }, by },
      { action: 'user.deactivated', subject, by },
      { action: 'user.changed', subject, details: { fields: ['visibleName'] }, by },
      { action: 'user.activated', subject, by },
    ]);
  });
});

describe('remove an account', () => {
  it('with its version: removes it, frees its email and name, and is audited with the address of the admin', async () => {
    const { use, remove, add, work, root, ada } = await setUp();
    await errorCode(() => remove(root.id));
    await remove(ada.id, [1]);
    expect(await errorCode(() => use.get(ada.id))).to.equal('not-found');
    expect(await add('ada')).to.include({ email: ada.email, visibleName: ada.visibleName });
    expect(work.audit).to.deep.equal([{ action: 'user.removed', subject: { kind: 'user', id: ada.id }, by }]);
  });

  it('with a queued email requested by its address: removes that too', async () => {
    const { remove, mails, emailJobs, root, ada } = await setUp();
    for (const to of ['ADA@example.com', root.email])
      await mails.add({ kind: 'reset', userId: null, to, by });
    await remove(ada.id);
    expect(emailJobs().map(({ to }) => to)).to.deep.equal([root.email]);
  });
});

describe('the last active admin', () => {
  const losses: readonly UserPatch[] = [
    { role: 'user' },
    { role: 'moderator' },
    { active: false },
    { role: 'user', active: false },
  ];

  it('demoted, deactivated or removed: is rejected while the only other one is inactive; otherwise it succeeds', async () => {
    const { users, change, remove, add, root } = await setUp();
    await add('sleeping', { role: 'admin', active: false });
    for (const patch of losses) expect(await errorCode(() => change(root.id, patch))).to.equal('last-admin');
    expect(await errorCode(() => remove(root.id))).to.equal('last-admin');
    expect(await users.find(root.id)).to.deep.equal(root);
    for (const patch of losses) {
      const other = await setUp();
      await other.add('deputy', { role: 'admin' });
      expect(await other.change(other.root.id, patch)).to.include(patch);
    }
    await add('deputy', { role: 'admin' });
    await remove(root.id);
    expect(await users.find(root.id)).to.equal(undefined);
  });

  it('changed without losing the last active admin, or with another account: succeeds', async () => {
    const { use, change, remove, add, root, ada } = await setUp();
    const patch = { visibleName: 'Chief', role: 'admin', active: true } as const;
    expect(await change(root.id, patch)).to.include(patch);
    const sleeping = await add('sleeping', { role: 'admin', active: false });
    expect(await change(ada.id, { active: false })).to.include({ active: false });
    await remove(sleeping.id);
    expect((await use.list({ ...firstItems(20), count: true })).total).to.equal(2);
  });

  it('two of them demoting each other at once: exactly one succeeds', async () => {
    const { users, change, remove, add, root } = await setUp();
    const deputy = await add('deputy', { role: 'admin' });
    const outcomes = await Promise.allSettled([change(root.id, { role: 'user' }), remove(deputy.id)]);
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect(await users.lockActiveAdmins()).to.have.length(1);
  });
});

describe('deactivate an account', () => {
  it('ASVS 7.4.2/6.4.3 with sessions and links: ends those of that account, and of no other', async () => {
    const { change, work, root, ada, addSessionAndTokens, valid } = await setUp();
    await addSessionAndTokens(ada, root);
    await change(ada.id, { role: 'moderator' });
    expect(await valid(ada.id)).to.deep.equal({ sessions: 1, tokens: 4 });
    await change(ada.id, { active: false });
    const { action, details } = work.audit.at(-1) ?? {};
    const expected = { sessionId: `session of ${ada.id}`, reason: 'deactivated' };
    expect([action, details]).to.deep.equal(['session.ended', expected]);
    await change(ada.id, { active: true });
    expect(await valid(ada.id)).to.deep.equal({ sessions: 0, tokens: 0 });
    expect(await valid(root.id)).to.deep.equal({ sessions: 1, tokens: 4 });
  });
});
