import { DomainError } from '../shared/errors.js';
import type { AccessTokens, UserRepository } from './identity-ports.js';
import type { Role } from './permissions.js';

/** Who sent a request, as proven by an access token. */
export interface Caller {
  readonly userId: number;
  readonly sessionId: string;
  /** The role the account has now, whatever the token said when it was issued. */
  readonly role: Role;
}

export class Authenticate {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly users: UserRepository,
  ) {}

  /** @throws DomainError `token-invalid`, `token-expired`, or `session-ended` for an account that lost it */
  async run(token: string): Promise<Caller> {
    const { userId, sessionId, tokenVersion } = this.tokens.verify(token);
    const user = await this.users.find(userId);
    if (user === undefined || !user.active || user.tokenVersion !== tokenVersion) {
      throw new DomainError('session-ended', 'This session has ended: log in again.');
    }
    return { userId, sessionId, role: user.role };
  }
}
