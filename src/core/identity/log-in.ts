import { DomainError } from '../shared/errors.js';
import type { AccessTokens, PasswordHasher, UserRepository } from './identity-ports.js';
import type { User } from './user.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface LoggedIn {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly user: User;
}

export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly tokens: AccessTokens,
    private readonly newSessionId: () => string,
  ) {}

  /**
   * Unknown email, wrong password and inactive account are one answer that takes one time, so that nobody
   * learns who has an account.
   */
  async run({ email, password }: Credentials): Promise<LoggedIn> {
    const user = await this.users.findByEmail(email);
    const verified = await this.hasher.verify(user?.passwordHash, password);
    if (user === undefined || !verified || !user.active) {
      throw new DomainError('invalid-credentials', 'Email and password do not belong to an active account.');
    }
    const { token, expiresIn } = this.tokens.issue({
      userId: user.id,
      sessionId: this.newSessionId(),
      role: user.role,
      tokenVersion: user.tokenVersion,
    });
    return { accessToken: token, expiresIn, user };
  }
}
