import { expect } from 'chai';
import { ofServiceAccount, ofUser } from '../../../src/core/identity/api-key.js';
import { MakeServiceKey } from '../../../src/core/identity/make-service-key.js';
import { type KeyRequest, ManageKeys } from '../../../src/core/identity/manage-keys.js';
import { ManageServiceAccounts } from '../../../src/core/identity/manage-service-accounts.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import type { Account } from '../../../src/core/identity/user.js';
import { FakeKeySecrets } from '../../support/fakes/fake-key-secrets.js';
import { firstItems } from '../../support/first-items.js';
import { errorCode, errorOf } from '../rejections.js';
import { by, identity } from './accounts.js';

const setUp = async (overrides: Partial<Account> = {}) => {
  const all = identity();
  const { work, clock } = all;
  const reader = {
    find: (id: string) => work.apiKeys.find(id),
    list: async () => ({ items: [...work.keyRows.keys.values()], next: null }),
  };
  const permissions = permissionTable({ publicReads: true });
  const keys = new ManageKeys(reader, work, new FakeKeySecrets(), permissions, clock);
  const accounts = new ManageServiceAccounts(
    { find: (id) => work.serviceAccounts.find(id), list: async () => ({ items: [], next: null }) },
    work,
  );
  const user = await all.add('ada', overrides);
  const owner = ofUser(user.id);
  const create = (request: Partial<KeyRequest> = {}, of: Parameters<typeof keys.create>[0] = owner) =>
    keys.create(of, { name: 'A dashboard', permissions: ['catalogue:read'], ...request }, by);
  const make = new MakeServiceKey(work, accounts, keys, permissions);
  return { ...all, keys, accounts, user, owner, create, make };
};

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

describe('service accounts:', () => {
  it('created, changed and removed: are audited, and a name is unique', async () => {
    const { accounts, work, create } = await setUp();
    const created = await accounts.create({ name: 'importer', role: 'user' }, by);
    expect(await accounts.get(created.id)).to.deep.equal(created);
    expect((await accounts.list(firstItems(20))).items).to.deep.equal([]);
    const taken = () => accounts.create({ name: 'Importer', role: 'user' }, by);
    expect(await errorCode(taken)).to.equal('service-account-name-taken');
    const { id } = created;
    const stale = () => accounts.change(id, { role: 'moderator' }, [7], by);
    expect(await errorCode(stale)).to.equal('precondition-failed');
    expect(await accounts.change(id, { role: 'moderator' }, [1], by)).to.include({ role: 'moderator' });
    await accounts.change(id, { name: 'nightly' }, undefined, by);
    await accounts.change(id, { name: 'nightly' }, undefined, by);
    const key = await create({ permissions: ['catalogue:write'] }, ofServiceAccount(id));
    expect(key).to.include({ userId: null, serviceAccountId: id });
    expect(await errorCode(() => accounts.remove(id, [1], by))).to.equal('precondition-failed');
    expect(work.keyRows.keys.size).to.equal(1);
    await accounts.remove(id, undefined, by);
    expect(work.keyRows.keys.size).to.equal(0);
    const subject = { kind: 'service-account', id };
    expect(work.audit.map(({ by: _, ...entry }) => entry)).to.deep.equal([
      { action: 'service-account.created', subject, details: { role: 'user' } },
      {
        action: 'service-account.changed',
        subject,
        details: { fields: ['role'], from: 'user', to: 'moderator' },
      },
      { action: 'service-account.changed', subject, details: { fields: ['name'] } },
      {
        action: 'key.created',
        subject,
        details: { keyId: key.id, permissions: ['catalogue:write'], expiresAt: null },
      },
      { action: 'key.removed', subject, details: { keyId: key.id, reason: 'owner-removed' } },
      { action: 'service-account.removed', subject },
    ]);
  });

  it('an unknown one: is not found', async () => {
    const { accounts } = await setUp();
    for (const act of [
      () => accounts.get(9),
      () => accounts.change(9, { name: 'none' }, undefined, by),
      () => accounts.remove(9, undefined, by),
    ])
      expect(await errorOf(act)).to.include({ code: 'not-found', message: 'There is no service account 9.' });
  });
});

describe('make a key of a service account:', () => {
  it('of a new one: creates it with the lowest role that has the permissions; of a known one: keeps it', async () => {
    const { make } = await setUp();
    const request = { name: 'cron', permissions: ['catalogue:read'] } as const;
    const first = await make.run({ ...request, service: 'reader' }, by);
    expect(first.account).to.include({ name: 'reader', role: 'user' });
    expect([first.isNew, first.key.serviceAccountId]).to.deep.equal([true, first.account.id]);
    const writing = {
      ...request,
      service: 'importer',
      permissions: ['catalogue:read', 'catalogue:write'],
    } as const;
    expect((await make.run(writing, by)).account).to.include({ role: 'moderator' });
    const again = await make.run({ ...writing, service: 'IMPORTER', role: 'moderator' }, by);
    expect([again.isNew, again.account.name]).to.deep.equal([false, 'importer']);
    expect((await make.run({ ...request, service: 'strong', role: 'moderator' }, by)).account).to.include({
      role: 'moderator',
    });
  });

  it('with another role than it has, or permissions that no role has: is rejected, and creates nothing', async () => {
    const { make, work } = await setUp();
    const request = { name: 'cron', permissions: ['catalogue:read'] } as const;
    const { account } = await make.run({ ...request, service: 'reader' }, by);
    expect(
      await errorOf(() => make.run({ ...request, service: 'reader', role: 'moderator' }, by)),
    ).to.include({
      code: 'validation-failed',
      message: `The service account reader has the role user, not moderator. Leave the role out, or change it with PATCH /api/v1/service-accounts/${account.id}.`,
    });
    const auditing = { ...request, service: 'auditor', permissions: ['audit:read'] } as const;
    expect(await errorOf(() => make.run(auditing, by))).to.include({
      message: 'No role of a service account (user, moderator) has all of these permissions: audit:read.',
    });
    const beyond = { ...request, service: 'reader', permissions: ['catalogue:write'] } as const;
    expect(await errorCode(() => make.run(beyond, by))).to.equal('validation-failed');
    expect([work.keyRows.keys.size, work.keyRows.accounts.size]).to.deep.equal([1, 1]);
  });
});
