import type { AnyKind } from '../../core/catalogue/kind.js';
import type { Repositories } from '../../core/repositories.js';
import { KnexApiKeys } from './knex-api-keys.js';
import { KnexAuditTrail } from './knex-audit-trail.js';
import { KnexCatalogueRepository } from './knex-catalogue-repository.js';
import { KnexIdempotency } from './knex-idempotency.js';
import { KnexImportJobs } from './knex-import-jobs.js';
import { KnexMailQueue } from './knex-mail-queue.js';
import { KnexOneTimeTokenRepository } from './knex-one-time-token-repository.js';
import { KnexRecoveryCodes } from './knex-recovery-codes.js';
import { KnexServiceAccounts } from './knex-service-accounts.js';
import { KnexSessionRepository } from './knex-session-repository.js';
import { KnexSignInChallenges } from './knex-sign-in-challenges.js';
import { KnexTotpFactors } from './knex-totp-factors.js';
import type { BindRepositories } from './knex-unit-of-work.js';
import { KnexUserRepository } from './knex-user-repository.js';

/** Returns a function that makes all repositories of a transaction. @param kinds all kinds of the catalogue */
export const knexRepositories =
  (kinds: readonly AnyKind[]): BindRepositories<Repositories> =>
  (trx, onCatalogue) => ({
    users: new KnexUserRepository(trx),
    sessions: new KnexSessionRepository(trx),
    oneTimeTokens: new KnexOneTimeTokenRepository(trx),
    totpFactors: new KnexTotpFactors(trx),
    recoveryCodes: new KnexRecoveryCodes(trx),
    signInChallenges: new KnexSignInChallenges(trx),
    apiKeys: new KnexApiKeys(trx),
    serviceAccounts: new KnexServiceAccounts(trx),
    emailJobs: new KnexMailQueue(trx),
    audit: new KnexAuditTrail(trx),
    idempotency: new KnexIdempotency(trx),
    importJobs: new KnexImportJobs(trx),
    catalogue: (kind) => {
      onCatalogue();
      return new KnexCatalogueRepository(trx, kind, kinds);
    },
  });
