import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import { levelOf } from './authentication.js';
import type { Role } from './permissions.js';
import { isKey, type Principal } from './principal.js';

/** Which accounts need a second factor. */
export interface RequiredFactorPolicy {
  readonly roles: readonly Role[];
  /** From then on; undefined: at once. */
  readonly from: Date | undefined;
}

/** Requires a second factor of the accounts with some roles: until they have one, they may only set it up. */
export class RequiredFactor {
  constructor(
    private readonly policy: RequiredFactorPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * By the current role of the account, so it holds for tokens issued before, too. A key of a user is as good as the account:
   * it needs no code itself. Service accounts are exempt: they cannot log in.
   * @throws DomainError `second-factor-enrolment-required`
   */
  check(caller: Principal): void {
    const { role } = caller;
    const { roles, from } = this.policy;
    if (!roles.includes(role) || hasFactor(caller)) return;
    if (from !== undefined && this.clock.now() < from) return;
    throw new DomainError(
      'second-factor-enrolment-required',
      `The role ${role} requires a second factor: set it up with POST /api/v1/users/me/totp, or log in with it.`,
    );
  }
}

const hasFactor = (caller: Principal): boolean =>
  isKey(caller) ? caller.userId === null || caller.secondFactor : levelOf(caller.amr) === 'aal2';
