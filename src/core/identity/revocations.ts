import type { Change } from '../shared/changes.js';
import type { Clock } from '../shared/clock.js';
import type { AccessClaims, AccountFacts } from './access-claims.js';
import type { Role } from './permissions.js';

/** The current role of a token, `ended` if it is revoked, or `unknown` if only the database can decide. */
export type Verdict = { readonly role: Role } | 'ended' | 'unknown';

/** Decides by the current state of the account; null: it was removed. */
export const assessToken = (facts: AccountFacts | null, tokenVersion: number): Verdict =>
  facts?.active && tokenVersion >= facts.tokenVersion ? { role: facts.role } : 'ended';

/**
 * Revocations and account changes within the lifetime of an access token, in memory. Older ones are deleted: the tokens
 * that they concern have expired.
 */
export class Revocations {
  readonly #sessions = new Map<string, number>();
  readonly #users = new Map<string, { seq: number; facts: AccountFacts | null; until: number }>();
  #unknownUntil = 0;
  #nextSweep = 0;

  /** @param lifetimeSeconds of access tokens, including the allowed clock skew */
  constructor(
    private readonly clock: Clock,
    private readonly lifetimeSeconds: number,
  ) {}

  /** Applies changes of users and sessions. Their order and repetitions do not matter. */
  apply(changes: readonly Change[]): void {
    const until = this.#now() + this.lifetimeSeconds * 1000;
    for (const { seq, kind, id, facts } of changes) {
      if (kind !== 'users' && kind !== 'sessions') continue;
      if (id === null) this.#unknownUntil = until;
      else if (kind === 'sessions') this.#sessions.set(id, until);
      else if (seq >= (this.#users.get(id)?.seq ?? 0)) {
        this.#users.set(id, { seq, facts: facts as AccountFacts | null, until });
      }
    }
    this.#sweep();
  }

  /** The verdict on the claims of a verified token. Holds only while this instance is not lagging (see `FeedStatus`). */
  assess({ sessionId, userId, role, tokenVersion }: AccessClaims): Verdict {
    if (this.#sessions.has(sessionId)) return 'ended';
    if (this.#now() < this.#unknownUntil) return 'unknown';
    const user = this.#users.get(String(userId));
    if (user === undefined) return { role };
    // A token of a later version proves that a newer change has not arrived here yet.
    if (user.facts !== null && tokenVersion > user.facts.tokenVersion) return 'unknown';
    return assessToken(user.facts, tokenVersion);
  }

  /** The number of sessions and users in memory. */
  get size(): number {
    return this.#sessions.size + this.#users.size;
  }

  #sweep() {
    const now = this.#now();
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + 60_000;
    for (const [id, until] of this.#sessions) if (until <= now) this.#sessions.delete(id);
    for (const [id, { until }] of this.#users) if (until <= now) this.#users.delete(id);
  }

  #now() {
    return this.clock.now().getTime();
  }
}
