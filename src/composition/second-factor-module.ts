import { OtpauthTotp } from '../adapters/crypto/otpauth-totp.js';
import { RandomRecoveryCodes } from '../adapters/crypto/random-recovery-codes.js';
import { KnexSignInChallenges } from '../adapters/knex/knex-sign-in-challenges.js';
import { ConfirmAuthentication } from '../core/identity/confirm-authentication.js';
import { FactorCodes } from '../core/identity/factor-codes.js';
import { LogInWithCode } from '../core/identity/log-in-with-code.js';
import { RecoveryCodeSets } from '../core/identity/recovery-codes.js';
import { RemoveOwnTotp } from '../core/identity/remove-own-totp.js';
import { RemoveUserTotp } from '../core/identity/remove-user-totp.js';
import { ReplaceRecoveryCodes } from '../core/identity/replace-recovery-codes.js';
import { SetUpTotp } from '../core/identity/set-up-totp.js';
import type { Repositories } from '../core/repositories.js';
import { serviceName } from '../core/shared/service-name.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { AccountsModule } from './accounts-module.js';
import type { Infrastructure } from './infrastructure.js';
import type { MailModule } from './mail-module.js';
import type { SessionsModule } from './sessions-module.js';

export type SecondFactorModule = ReturnType<typeof secondFactorModule>;

/** Authenticator apps, recovery codes, and how they prove who a user is. */
export function secondFactorModule({
  settings,
  database,
  clock,
  limiter,
  sealer,
  unitOfWork,
  accounts: { users, attempts, confirmOwner, confirmPassword, hasher, policy },
  sessions: { lifetime, accessTokens, refreshTokens, startSession, challenges },
  mail: { inviteUser },
}: Pick<Infrastructure, 'settings' | 'database' | 'clock' | 'limiter' | 'sealer'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly accounts: AccountsModule;
  readonly sessions: SessionsModule;
  readonly mail: Pick<MailModule, 'inviteUser'>;
}) {
  const totp = new OtpauthTotp(serviceName);
  const codes = new FactorCodes(totp, sealer, refreshTokens, clock);
  const recoveryCodes = new RecoveryCodeSets(new RandomRecoveryCodes(), refreshTokens);
  return {
    logInWithCode: new LogInWithCode(
      users,
      new KnexSignInChallenges(database),
      unitOfWork,
      attempts,
      challenges,
      codes,
      startSession,
      refreshTokens,
      clock,
    ),
    confirmAuthentication: new ConfirmAuthentication(
      users,
      unitOfWork,
      confirmPassword,
      attempts,
      codes,
      accessTokens,
      clock,
      limiter,
      { lifetime, successes: { name: 'confirmation', ...settings.LIMITS__LOGIN_SUCCESS } },
    ),
    setUpTotp: new SetUpTotp(
      users,
      unitOfWork,
      confirmOwner,
      attempts,
      totp,
      sealer,
      codes,
      recoveryCodes,
      accessTokens,
      clock,
    ),
    replaceRecoveryCodes: new ReplaceRecoveryCodes(unitOfWork, recoveryCodes, clock),
    removeOwnTotp: new RemoveOwnTotp(users, unitOfWork, confirmPassword, hasher, policy, accessTokens, clock),
    removeUserTotp: new RemoveUserTotp(users, unitOfWork, inviteUser, clock),
  };
}
