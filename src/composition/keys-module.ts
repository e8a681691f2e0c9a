import { RandomKeySecrets } from '../adapters/crypto/random-key-secrets.js';
import { KnexApiKeys } from '../adapters/knex/knex-api-keys.js';
import { KnexServiceAccounts } from '../adapters/knex/knex-service-accounts.js';
import { AuthenticateKey } from '../core/identity/authenticate-key.js';
import { KeyUses } from '../core/identity/key-uses.js';
import { MakeServiceKey } from '../core/identity/make-service-key.js';
import { ManageKeys } from '../core/identity/manage-keys.js';
import { ManageServiceAccounts } from '../core/identity/manage-service-accounts.js';
import { permissionTable } from '../core/identity/permissions.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { Infrastructure } from './infrastructure.js';

export type KeysModule = ReturnType<typeof keysModule>;

type Managed = Pick<Infrastructure, 'settings' | 'database' | 'clock'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
};

/** The management of API keys and service accounts. Commands use it too, so it needs no running service. */
export function keyManagement({ settings, database, clock, unitOfWork }: Managed) {
  const secrets = new RandomKeySecrets();
  const keys = new KnexApiKeys(database);
  const permissions = permissionTable({ publicReads: settings.AUTH__PUBLIC_READS });
  const manageKeys = new ManageKeys(keys, unitOfWork, secrets, permissions, clock);
  const manageServiceAccounts = new ManageServiceAccounts(new KnexServiceAccounts(database), unitOfWork);
  return {
    secrets,
    keys,
    manageKeys,
    manageServiceAccounts,
    makeServiceKey: new MakeServiceKey(unitOfWork, manageServiceAccounts, manageKeys, permissions),
  };
}

/** API keys and service accounts. */
export function keysModule({
  limiter,
  knownKeys,
  feedStatus,
  ...managed
}: Managed & Pick<Infrastructure, 'limiter' | 'knownKeys' | 'feedStatus'>) {
  const { secrets, keys, manageKeys, manageServiceAccounts } = keyManagement(managed);
  const uses = new KeyUses(keys);
  const limit = { name: 'unknown-key', ...managed.settings.LIMITS__UNKNOWN_KEY };
  return {
    uses,
    manageKeys,
    manageServiceAccounts,
    authenticateKey: new AuthenticateKey(
      secrets,
      knownKeys,
      keys,
      uses,
      feedStatus,
      limiter,
      limit,
      managed.clock,
    ),
  };
}
