import { type KeyOwner, ofUser } from '../../../src/core/identity/api-key.js';
import { MakeServiceKey } from '../../../src/core/identity/make-service-key.js';
import { type KeyRequest, ManageKeys } from '../../../src/core/identity/manage-keys.js';
import { ManageServiceAccounts } from '../../../src/core/identity/manage-service-accounts.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import type { Account } from '../../../src/core/identity/user.js';
import { FakeKeySecrets } from '../../support/fakes/fake-key-secrets.js';
import { by, identity } from './accounts.js';

/** The management of keys over fakes, and a user who owns them. */
export const managingKeys = async (overrides: Partial<Account> = {}) => {
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
  const create = (request: Partial<KeyRequest> = {}, of: KeyOwner = owner) =>
    work.run((repositories) =>
      keys.addTo(repositories, of, { name: 'A dashboard', permissions: ['catalogue:read'], ...request }, by),
    );
  const make = new MakeServiceKey(work, accounts, keys, permissions);
  return { ...all, keys, accounts, user, owner, create, make };
};
