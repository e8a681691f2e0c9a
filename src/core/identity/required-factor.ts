import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { Caller } from './authenticate.js';
import { levelOf } from './authentication.js';
import type { Role } from './permissions.js';

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
   * By the current role of the account, so it holds for tokens issued before, too.
   * @throws DomainError `second-factor-enrolment-required`
   */
  check({ role, amr }: Pick<Caller, 'role' | 'amr'>): void {
    const { roles, from } = this.policy;
    if (!roles.includes(role) || levelOf(amr) === 'aal2') return;
    if (from !== undefined && this.clock.now() < from) return;
    throw new DomainError(
      'second-factor-enrolment-required',
      `The role ${role} requires a second factor: set it up with POST /api/v1/users/me/totp, or log in with it.`,
    );
  }
}
