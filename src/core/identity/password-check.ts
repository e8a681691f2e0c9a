import { type Attempt, type AttemptLimits, uncountIfUnavailable } from './attempt-limits.js';
import type { PasswordHasher } from './password-hasher.js';

/** A password that a client sent. */
export interface PasswordAttempt extends Attempt {
  readonly password: string;
}

/** The result of an attempt. */
export interface CheckedPassword {
  readonly matches: boolean;
  /** Removes the attempt from the counts of wrong passwords. */
  uncount(): Promise<void>;
}

/** Verifies passwords, and limits wrong ones. */
export class PasswordCheck {
  constructor(
    private readonly attempts: Pick<AttemptLimits, 'count'>,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws TooManyRequests before the password is verified; DomainError `unavailable`: then the attempt is not counted */
  async verify({ password, ...attempt }: PasswordAttempt): Promise<CheckedPassword> {
    const uncount = await this.attempts.count(attempt);
    const verify = () => this.hasher.verify(attempt.user?.passwordHash, password);
    return { matches: await uncountIfUnavailable(uncount, verify), uncount };
  }
}
