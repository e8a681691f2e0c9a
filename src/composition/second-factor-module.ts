import { OtpauthTotp } from '../adapters/crypto/otpauth-totp.js';
import { RandomRecoveryCodes } from '../adapters/crypto/random-recovery-codes.js';
import { KnexSignInChallenges } from '../adapters/knex/knex-sign-in-challenges.js';
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

/** Authenticator apps, recovery codes, and logins with them. */
export function secondFactorModule({
  database,
  clock,
  sealer,
  unitOfWork,
  accounts: { users, attempts, confirmPassword, hasher, policy },
  sessions: { accessTokens, refreshTokens, startSession, challenges },
  mail: { inviteUser },
}: Pick<Infrastructure, 'database' | 'clock' | 'sealer'> & {
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
    setUpTotp: new SetUpTotp(
      users,
      unitOfWork,
      confirmPassword,
      attempts,
      totp,
      sealer,
      codes,
      recoveryCodes,
      accessTokens,
      clock,
    ),
    replaceRecoveryCodes: new ReplaceRecoveryCodes(unitOfWork, recoveryCodes),
    removeOwnTotp: new RemoveOwnTotp(users, unitOfWork, hasher, policy, accessTokens, clock),
    removeUserTotp: new RemoveUserTotp(users, unitOfWork, inviteUser, clock),
  };
}
