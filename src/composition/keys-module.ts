import { RandomKeySecrets } from '../adapters/crypto/random-key-secrets.js';
import { KnexApiKeys } from '../adapters/knex/knex-api-keys.js';
import { KnexServiceAccounts } from '../adapters/knex/knex-service-accounts.js';
import { AuthenticateKey } from '../core/identity/authenticate-key.js';
import { KeyUses } from '../core/identity/key-uses.js';
import { ManageKeys } from '../core/identity/manage-keys.js';
import { ManageServiceAccounts } from '../core/identity/manage-service-accounts.js';
import { permissionTable } from '../core/identity/permissions.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { Infrastructure } from './infrastructure.js';

export type KeysModule = ReturnType<typeof keysModule>;

/** API keys and service accounts. */
export function keysModule({
  settings,
  database,
  clock,
  limiter,
  knownKeys,
  feedStatus,
  unitOfWork,
}: Pick<Infrastructure, 'settings' | 'database' | 'clock' | 'limiter' | 'knownKeys' | 'feedStatus'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
}) {
  const secrets = new RandomKeySecrets();
  const keys = new KnexApiKeys(database);
  const uses = new KeyUses(keys);
  const limit = { name: 'unknown-key', ...settings.LIMITS__UNKNOWN_KEY };
  const permissions = permissionTable({ publicReads: settings.AUTH__PUBLIC_READS });
  return {
    uses,
    authenticateKey: new AuthenticateKey(secrets, knownKeys, keys, uses, feedStatus, limiter, limit, clock),
    manageKeys: new ManageKeys(keys, unitOfWork, secrets, permissions, clock),
    manageServiceAccounts: new ManageServiceAccounts(new KnexServiceAccounts(database), unitOfWork),
  };
}
