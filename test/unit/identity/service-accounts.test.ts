import { expect } from 'chai';
import { ofServiceAccount } from '../../../src/core/identity/api-key.js';
import { firstItems } from '../../support/first-items.js';
import { errorCode, errorOf } from '../rejections.js';
import { by } from './accounts.js';
import { managingKeys as setUp } from './managing-keys.js';

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
      { action: 'service-account.created', subject, details: { name: 'importer', role: 'user' } },
      {
        action: 'service-account.changed',
        subject,
        details: { fields: ['role'], name: 'importer', from: 'user', to: 'moderator' },
      },
      { action: 'service-account.changed', subject, details: { fields: ['name'], name: 'nightly' } },
      {
        action: 'key.created',
        subject,
        details: { keyId: key.id, permissions: ['catalogue:write'], expiresAt: null },
      },
      { action: 'key.removed', subject, details: { keyId: key.id, reason: 'owner-removed' } },
      { action: 'service-account.removed', subject, details: { name: 'nightly' } },
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
