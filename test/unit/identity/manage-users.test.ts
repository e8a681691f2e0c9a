import { expect } from 'chai';
import type { UserPatch } from '../../../src/core/identity/manage-users.js';
import { firstItems } from '../../../src/core/shared/page.js';
import { refusal, refusalCode } from '../refusal.js';
import { by, identity } from './accounts.js';

const setUp = async () => {
  const { manage, ...all } = identity();
  return {
    ...all,
    use: manage,
    root: await all.add('root', { role: 'admin' }),
    ada: await all.add('ada'),
  };
};

describe('read accounts', () => {
  it('list and get: all of them in order of id, each as it is stored', async () => {
    const { use, root, ada } = await setUp();
    const page = await use.list({ ...firstItems(20), count: true });
    expect(page).to.deep.equal({ items: [root, ada], next: null, total: 2 });
    expect(await use.get(ada.id)).to.deep.equal(ada);
  });

  it('with an unknown id: not found', async () => {
    const { use } = await setUp();
    expect(await refusal(() => use.get(7))).to.include({ code: 'not-found', message: 'There is no user 7.' });
  });
});

describe('change an account', () => {
  it('with a new role and name: changes those, and tokens stay good', async () => {
    const { use, ada } = await setUp();
    const changed = await use.change(ada.id, { role: 'moderator', visibleName: 'Countess' }, [1], by);
    expect(changed).to.include({ role: 'moderator', visibleName: 'Countess', version: 2, tokenVersion: 1 });
    expect(changed).to.include({ email: ada.email, passwordHash: ada.passwordHash, active: true });
  });

  it('ASVS 7.4.2, deactivated and activated: refuses older tokens from each on', async () => {
    const { use, ada } = await setUp();
    expect(await use.change(ada.id, { active: false }, undefined, by)).to.include({
      active: false,
      tokenVersion: 2,
    });
    expect(await use.change(ada.id, { active: true }, undefined, by)).to.include({
      active: true,
      tokenVersion: 3,
    });
  });

  it('active as it was: tokens stay good', async () => {
    const { use, ada } = await setUp();
    expect(await use.change(ada.id, { active: true }, undefined, by)).to.include({ tokenVersion: 1 });
  });

  it('with a taken visible name: refuses and changes nothing', async () => {
    const { users, use, ada } = await setUp();
    expect(await refusalCode(() => use.change(ada.id, { visibleName: 'ROOT' }, undefined, by))).to.equal(
      'visible-name-taken',
    );
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with a stale version: refuses and changes nothing', async () => {
    const { users, use, ada } = await setUp();
    expect(await refusalCode(() => use.change(ada.id, { role: 'admin' }, [2], by))).to.equal(
      'precondition-failed',
    );
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with an unknown id: not found', async () => {
    const { use } = await setUp();
    expect(await refusalCode(() => use.change(7, { active: false }, undefined, by))).to.equal('not-found');
  });
});

describe('what an administrator did', () => {
  const told = ({ work }: Awaited<ReturnType<typeof setUp>>) =>
    work.audit.map(({ action, subject, details, by: initiator }) => {
      expect([subject?.kind, initiator]).to.deep.equal(['user', by]);
      return [action, subject?.id, ...(details ? [details] : [])];
    });

  it('role, state and name changed: is told by one entry each, without the name', async () => {
    const all = await setUp();
    const { use, ada } = all;
    await use.change(ada.id, { role: 'moderator', active: false, visibleName: 'Countess' }, undefined, by);
    await use.change(ada.id, { active: true }, undefined, by);
    expect(told(all)).to.deep.equal([
      ['user.role-changed', ada.id, { from: 'user', to: 'moderator' }],
      ['user.deactivated', ada.id],
      ['user.changed', ada.id, { fields: ['visibleName'] }],
      ['user.activated', ada.id],
    ]);
  });

  it('removed: is told; refused, or changed to what it was: is not', async () => {
    const all = await setUp();
    const { use, root, ada } = all;
    await use.change(ada.id, { role: 'user', active: true, visibleName: 'ada' }, undefined, by);
    await refusal(() => use.change(ada.id, { visibleName: 'root' }, undefined, by));
    await refusal(() => use.remove(root.id, undefined, by));
    await use.remove(ada.id, undefined, by);
    expect(told(all)).to.deep.equal([['user.removed', ada.id]]);
    // Whose address it is that did it stays: the administrator's.
    expect(all.work.audit.map((entry) => entry.by)).to.deep.equal([by]);
  });
});

describe('remove an account', () => {
  it('with its version: it is gone, and its email and name are free', async () => {
    const { use, add, ada } = await setUp();
    await use.remove(ada.id, [1], by);
    expect(await refusalCode(() => use.get(ada.id))).to.equal('not-found');
    expect(await add('ada')).to.include({ email: ada.email, visibleName: ada.visibleName });
  });

  it('with a letter waiting that somebody asked for by its address: that goes, too', async () => {
    const { use, mails, errands, root, ada } = await setUp();
    for (const to of ['ADA@example.com', root.email])
      await mails.add({ kind: 'reset', userId: null, to, by });
    await use.remove(ada.id, undefined, by);
    expect(errands().map(({ to }) => to)).to.deep.equal([root.email]);
  });

  it('with a stale version: refuses and keeps it', async () => {
    const { users, use, ada } = await setUp();
    expect(await refusalCode(() => use.remove(ada.id, [2], by))).to.equal('precondition-failed');
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with an unknown id: not found', async () => {
    const { use } = await setUp();
    expect(await refusalCode(() => use.remove(7, undefined, by))).to.equal('not-found');
  });
});

describe('the last active admin', () => {
  const losses: readonly UserPatch[] = [
    { role: 'user' },
    { role: 'moderator' },
    { active: false },
    { role: 'user', active: false },
  ];

  for (const patch of losses) {
    it(`changed to ${JSON.stringify(patch)}: refuses and changes nothing`, async () => {
      const { users, use, add, root } = await setUp();
      await add('sleeping', { role: 'admin', active: false });
      expect(await refusalCode(() => use.change(root.id, patch, undefined, by))).to.equal('last-admin');
      expect(await users.find(root.id)).to.deep.equal(root);
    });

    it(`changed to ${JSON.stringify(patch)}, with another one there: allows it`, async () => {
      const { use, add, root } = await setUp();
      await add('deputy', { role: 'admin' });
      expect(await use.change(root.id, patch, undefined, by)).to.include(patch);
    });
  }

  it('removed: refuses and keeps it', async () => {
    const { users, use, root } = await setUp();
    expect(await refusalCode(() => use.remove(root.id, undefined, by))).to.equal('last-admin');
    expect(await users.find(root.id)).to.deep.equal(root);
  });

  it('removed, with another one there: allows it', async () => {
    const { users, use, add, root } = await setUp();
    await add('deputy', { role: 'admin' });
    await use.remove(root.id, undefined, by);
    expect(await users.find(root.id)).to.equal(undefined);
  });

  it('changed in a way that leaves it an active admin: allows it', async () => {
    const { use, root } = await setUp();
    const patch = { visibleName: 'Chief', role: 'admin', active: true } as const;
    expect(await use.change(root.id, patch, undefined, by)).to.include(patch);
  });

  it('there, and somebody else is deactivated or removed: allows it', async () => {
    const { use, add, ada } = await setUp();
    const sleeping = await add('sleeping', { role: 'admin', active: false });
    expect(await use.change(ada.id, { active: false }, undefined, by)).to.include({ active: false });
    await use.remove(sleeping.id, undefined, by);
    expect((await use.list({ ...firstItems(20), count: true })).total).to.equal(2);
  });

  it('two of them demoting each other at once: exactly one succeeds', async () => {
    const { users, use, add, root } = await setUp();
    const deputy = await add('deputy', { role: 'admin' });
    const outcomes = await Promise.allSettled([
      use.change(root.id, { role: 'user' }, undefined, by),
      use.remove(deputy.id, undefined, by),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect(await users.lockActiveAdmins()).to.have.length(1);
  });
});
