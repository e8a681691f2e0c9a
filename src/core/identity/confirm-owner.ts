import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { Caller } from './authenticate.js';
import { recentSeconds, requireRecent } from './authentication.js';
import type { ConfirmPassword, RequireSameCredentials } from './confirm-password.js';
import type { User } from './user.js';

/** Reauthentication before a change of the own account (ASVS 7.5.1): the current password, or recent authentication. */
export class ConfirmOwner {
  constructor(
    private readonly confirmPassword: Pick<ConfirmPassword, 'run'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Must run before the unit of work that changes the account, and that must call the function that is returned.
   * @param user the account of the caller
   * @param currentPassword undefined: the request has none
   * @throws DomainError `recent-authentication-required` without a password, `invalid-credentials`; TooManyRequests
   */
  async run(
    user: User,
    caller: Caller,
    currentPassword: string | undefined,
    by: Initiator,
  ): Promise<RequireSameCredentials> {
    if (currentPassword !== undefined) return this.confirmPassword.run(user, currentPassword, by);
    requireRecent(caller, recentSeconds, this.clock.now());
    return (current) => {
      // The authentication was by the credentials of that time.
      if (current.passwordHash !== user.passwordHash)
        requireRecent({ ...caller, authTime: 0 }, recentSeconds, this.clock.now());
    };
  }
}
