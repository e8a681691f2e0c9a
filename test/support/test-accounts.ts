import { randomUUID } from 'node:crypto';
import { ids } from '../../src/composition/service-ids.js';
import type { Service } from '../../src/composition/start.js';
import type { Session } from '../../src/core/identity/session.js';
import type { Account, User } from '../../src/core/identity/user.js';
import type { Clock } from '../../src/core/shared/clock.js';

let made = 0;
const day = 86_400_000;

/** A session and its tokens. */
export interface SignedIn {
  readonly sessionId: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** Accounts and sessions of a service, not created by HTTP. */
export abstract class TestAccounts {
  constructor(
    readonly service: Service,
    private readonly clock: Clock,
  ) {}

  /** The first session of each account that `user()` created. */
  readonly #signedIn = new Map<number, SignedIn>();

  /** Creates an account and a session, not by HTTP. No password matches its hash. */
  async user(overrides: Partial<Account> = {}): Promise<User> {
    made += 1;
    const account: Account = {
      email: `person-${made}@example.com`,
      visibleName: `Person ${made}`,
      role: 'user',
      active: true,
      emailVerified: false,
      pendingEmail: null,
      passwordHash:
        '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGtub3dzIGl0Lg$Tm8gcGFzc3dvcmQgaGFzIHRoaXMgZm9yIGEgaGFzaC4',
      shortPassword: false,
      secondFactor: false,
      tokenVersion: 1,
      ...overrides,
    };
    const { unitOfWork } = this.service.container.get(ids.UnitsOfWork);
    const user = await unitOfWork.runStep(({ users }) => users.add(account));
    this.#signedIn.set(user.id, await this.signIn(user));
    return user;
  }

  /** Creates a session of the user without a login. Returns the tokens that a login would return. */
  async signIn(user: User): Promise<SignedIn> {
    const { refreshTokens } = this.service.container.get(ids.Sessions);
    const { unitOfWork } = this.service.container.get(ids.UnitsOfWork);
    const [sessionId, refreshToken, now] = [randomUUID(), refreshTokens.first(), this.clock.now()];
    const expiresAt = new Date(now.getTime() + 7 * day).toISOString();
    const times = { createdAt: now.toISOString(), lastUsedAt: now.toISOString(), expiresAt };
    const session: Session = {
      id: sessionId,
      userId: user.id,
      ...times,
      ip: null,
      userAgent: null,
      authenticatedAt: now.toISOString(),
      amr: ['pwd'],
    };
    await unitOfWork.runStep(({ sessions }) =>
      sessions.add(session, refreshTokens.hash(refreshToken), refreshTokens.family(refreshToken)),
    );
    return { sessionId, token: this.tokenOf(user, sessionId), refreshToken };
  }

  /** Returns the session that `user()` created for the account. */
  signedIn({ id }: { readonly id: number }): SignedIn {
    const signedIn = this.#signedIn.get(id);
    if (signedIn === undefined) throw new Error(`the account ${id} was not made by user()`);
    return signedIn;
  }

  /** Returns an access token of the user, for their first session. It expires after its lifetime, or at `end`. */
  tokenOf(
    { id, role, tokenVersion }: User,
    sessionId = this.signedIn({ id }).sessionId,
    end = new Date(this.clock.now().getTime() + day),
  ): string {
    const authTime = Math.floor(this.clock.now().getTime() / 1000);
    const claims = { userId: id, sessionId, role, tokenVersion, authTime, amr: ['pwd'] } as const;
    return this.service.container.get(ids.Sessions).accessTokens.issue(claims, end).token;
  }

  /** Returns an access token of a new account with this role. */
  async tokenAs(role: Account['role']): Promise<string> {
    return this.tokenOf(await this.user({ role }));
  }
}
