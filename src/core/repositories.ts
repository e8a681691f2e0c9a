import type { CatalogueAuditAction } from './catalogue/audit-actions.js';
import type { CatalogueRepository } from './catalogue/catalogue-repository.js';
import type { AnyKind, Kind } from './catalogue/kind.js';
import type { ApiKeyRepository, ServiceAccountRepository } from './identity/api-key-repository.js';
import type { IdentityAuditAction } from './identity/audit-actions.js';
import type { MailQueue } from './identity/mail-queue.js';
import type { OneTimeTokenRepository } from './identity/one-time-token-repository.js';
import type { RecoveryCodeRepository } from './identity/recovery-code-repository.js';
import type { SessionRepository } from './identity/session-repository.js';
import type { SignInChallengeRepository } from './identity/sign-in-challenge.js';
import type { TotpFactorRepository } from './identity/totp-factor.js';
import type { UserRepository } from './identity/user-repository.js';
import type { ImportAuditAction } from './import/audit-actions.js';
import type { ImportJobRepository } from './import/import-jobs.js';
import type { AuditTrail } from './shared/audit.js';
import type { Idempotency } from './shared/idempotency.js';

/** All audit actions. */
export type AuditAction = IdentityAuditAction | CatalogueAuditAction | ImportAuditAction;

/** The repositories of a unit of work, bound to its transaction. */
export interface Repositories {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly oneTimeTokens: OneTimeTokenRepository;
  readonly totpFactors: TotpFactorRepository;
  readonly recoveryCodes: RecoveryCodeRepository;
  readonly signInChallenges: SignInChallengeRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly serviceAccounts: ServiceAccountRepository;
  readonly emailJobs: MailQueue;
  readonly audit: AuditTrail<AuditAction>;
  readonly idempotency: Idempotency;
  readonly importJobs: ImportJobRepository;
  /** The items of a kind. */
  catalogue<Draft extends object>(kind: Kind<Draft> | AnyKind): CatalogueRepository<Draft>;
}
