import { ids } from '../../../src/composition/service-ids.js';
import type { ofServiceAccount, ofUser } from '../../../src/core/identity/api-key.js';
import type { CreatedKey, KeyRequest } from '../../../src/core/identity/manage-keys.js';
import { systemInitiator } from '../../../src/core/shared/audit.js';
import { noteSecret } from '../../support/secrets.js';
import type { CallResult, TestService } from '../../support/service.js';

export const myKeys = '/api/v1/users/me/keys';
export const serviceAccounts = '/api/v1/service-accounts';

const request: KeyRequest = { name: 'A dashboard', permissions: ['catalogue:read'] };

/** Creates a key of a user over HTTP. */
export const createKey = (service: TestService, token: string, overrides: object = {}): Promise<CallResult> =>
  service.call('POST', myKeys, { token, body: { ...request, ...overrides } });

/** Creates a key without a request. */
export const keyOf = async (
  { service }: TestService,
  owner: ReturnType<typeof ofUser> | ReturnType<typeof ofServiceAccount>,
  overrides: Partial<KeyRequest> = {},
): Promise<CreatedKey> => {
  const { manageKeys } = service.container.get(ids.Keys);
  const { unitOfWork } = service.container.get(ids.UnitsOfWork);
  const created = await unitOfWork.run((repositories) =>
    manageKeys.addTo(repositories, owner, { ...request, ...overrides }, systemInitiator),
  );
  noteSecret('API key', created.key);
  return created;
};

let made = 0;

/** Creates a service account. */
export const serviceAccount = ({ service }: TestService, role: 'user' | 'moderator' = 'moderator') => {
  made += 1;
  const { manageServiceAccounts } = service.container.get(ids.Keys);
  return manageServiceAccounts.create({ name: `importer ${process.pid} ${made}`, role }, systemInitiator);
};
