import { expect } from 'chai';
import { ofServiceAccount, ofUser } from '../../../src/core/identity/api-key.js';
import { firstItems } from '../../support/first-items.js';
import { errorCode, errorOf } from '../rejections.js';
import { by } from './accounts.js';
import { managingKeys as setUp } from './managing-keys.js';

describe('create a key:', () => {
  it('returns its text, which is not stored; audits it without the name, and tells the owner', async () => {
    const { create, work, user, keys, emailJobs } = await setUp();
    const { key, ...created } = await create({ permissions: ['catalogue:read', 'catalogue:read'] });
    expect(key).to.equal('key 1 secret');
    const fields = {
      id: '1',
      version: 1,
      name: 'A dashboard',
      permissions: ['catalogue:read'],
      expiresAt: null,
    };
    expect(created).to.deep.include({ ...fields, userId: user.id, serviceAccountId: null, lastUsedAt: null });
    expect(await keys.get('1')).to.deep.equal(created);
    expect((await keys.list(firstItems(20))).items).to.have.length(1);
    const details = { keyId: '1', permissions: ['catalogue:read'], expiresAt: null };
    const subject = { kind: 'user', id: user.id };
    expect(work.audit).to.deep.equal([{ action: 'key.created', subject, details, by }]);
    expect(emailJobs()).to.deep.equal([{ kind: 'api-key-created', userId: user.id, to: user.email }]);
  });

  it('with permissions that the owner lacks: is rejected, at each of them', async () => {
    const { create, work } = await setUp({ role: 'moderator' });
    await create({ permissions: ['catalogue:write'] });
    const error = await errorOf(() =>
      create({ permissions: ['audit:read', 'catalogue:read', 'audit:read'] }),
    );
    expect(error).to.include({ code: 'validation-failed' });
    expect((error as { violations?: unknown }).violations).to.deep.equal(
      [0, 2].map((i) => ({
        pointer: `/permissions/${i}`,
        message: `permissions[${i}]: the role moderator does not have the permission audit:read`,
        code: 'not-grantable',
      })),
    );
    expect(work.keyRows.keys.size).to.equal(1);
  });

  it('with a time: is accepted from now on to one year later', async () => {
    const { create, clock } = await setUp();
    const now = clock.now().getTime();
    const aYear = Date.parse('2027-11-22T12:00:00.000Z');
    for (const expiresAt of [now - 1, now, aYear + 1]) {
      const error = await errorOf(() => create({ expiresAt }));
      expect(error).to.deep.include({ code: 'validation-failed' });
      expect((error as { violations?: readonly { pointer: string }[] }).violations?.[0]?.pointer).to.equal(
        '/expiresAt',
      );
    }
    for (const expiresAt of [now + 1, aYear])
      expect(await create({ expiresAt })).to.include({ expiresAt: new Date(expiresAt).toISOString() });
  });

  it('the hundredth: is the last, for each owner', async () => {
    const { create, add, work } = await setUp();
    const other = await add('bob');
    await create({}, ofUser(other.id));
    for (let i = 0; i < 100; i += 1) await create();
    expect(await errorOf(() => create())).to.include({
      code: 'too-many-keys',
      message: 'There are 100 keys already: remove one first.',
    });
    expect(work.keyRows.keys.size).to.equal(101);
  });

  it('for an owner who is gone or not active: is rejected', async () => {
    const { create, add } = await setUp({ active: false });
    expect(await errorCode(() => create())).to.equal('session-ended');
    expect(await errorCode(() => create({}, ofUser(99)))).to.equal('session-ended');
    expect(await errorOf(() => create({}, ofServiceAccount(9)))).to.include({
      code: 'not-found',
      message: 'There is no service account 9.',
    });
    const other = await add('bob');
    expect(await create({}, ofUser(other.id))).to.include({ userId: other.id });
  });
});

describe('a key of somebody else:', () => {
  it('is not found, except by admins', async () => {
    const { create, keys, add } = await setUp();
    const { id } = await create();
    const others = [ofUser((await add('bob')).id), ofServiceAccount(1)];
    for (const other of others)
      for (const act of [
        () => keys.get(id, other),
        () => keys.rename(id, 'Mine', other, undefined, by),
        () => keys.remove(id, other, undefined, by),
      ])
        expect(await errorOf(act)).to.include({ code: 'not-found', message: 'There is no such key.' });
    for (const act of [
      () => keys.get('9'),
      () => keys.rename('9', 'None', others[0] as never, undefined, by),
      () => keys.remove('9', undefined, undefined, by),
    ])
      expect(await errorCode(act)).to.equal('not-found');
    expect(await keys.get(id)).to.include({ name: 'A dashboard' });
  });
});

describe('change a key:', () => {
  it('renamed and removed: needs the expected version, and is audited once', async () => {
    const { create, keys, owner, work, user } = await setUp();
    const { id } = await create();
    work.audit.length = 0;
    for (const act of [
      () => keys.rename(id, 'Renamed', owner, [2], by),
      () => keys.remove(id, owner, [2], by),
    ])
      expect(await errorCode(act)).to.equal('precondition-failed');
    expect(await keys.rename(id, 'Renamed', owner, [1], by)).to.include({ name: 'Renamed', version: 2 });
    await keys.remove(id, owner, [2], by);
    const second = await create();
    await keys.remove(second.id, undefined, undefined, by);
    const subject = { kind: 'user', id: user.id };
    const entry = (action: string, details: object) => ({ action, subject, details, by });
    expect(work.audit.filter(({ action }) => action !== 'key.created')).to.deep.equal([
      entry('key.renamed', { keyId: id }),
      entry('key.removed', { keyId: id, reason: 'removed-by-owner' }),
      entry('key.removed', { keyId: second.id, reason: 'removed-by-admin' }),
    ]);
    expect(work.keyRows.keys.size).to.equal(0);
  });

  it('of an account that is deactivated: is removed and audited; a promotion and a removal of others: end none', async () => {
    const { create, manage, add, user, work } = await setUp();
    await add('root', { role: 'admin' });
    const other = await add('bob');
    const [first] = [await create(), await create({}, ofUser(other.id))];
    await manage.change(user.id, { role: 'moderator' }, undefined, by);
    expect(work.keyRows.keys.size).to.equal(2);
    await manage.change(user.id, { active: false }, undefined, by);
    expect([...work.keyRows.keys.values()].map(({ userId }) => userId)).to.deep.equal([other.id]);
    expect(work.audit.filter(({ action }) => action === 'key.removed')).to.deep.equal([
      {
        action: 'key.removed',
        subject: { kind: 'user', id: user.id },
        details: { keyId: first.id, reason: 'deactivated' },
        by,
      },
    ]);
  });
});
