import type { Change } from '../shared/changes.js';
import type { Clock } from '../shared/clock.js';
import type { AccessClaims, AccountFacts } from './access-claims.js';
import type { Role } from './permissions.js';

/** What a token is worth: the role it has now, nothing any more, or one has to ask the database. */
export type Verdict = { readonly role: Role } | 'ended' | 'unknown';

/** What a token is worth, given what its user is now; null: there is no such user. */
export const assessToken = (facts: AccountFacts | null, tokenVersion: number): Verdict =>
  facts?.active && tokenVersion >= facts.tokenVersion ? { role: facts.role } : 'ended';

/**
 * What was revoked or changed within the life of an access token. Older tokens are refused for their age, so what is
 * older than that is forgotten.
 */
export class Revocations {
  readonly #sessions = new Map<string, number>();
  readonly #users = new Map<string, { seq: number; facts: AccountFacts | null; until: number }>();
  #unknownUntil = 0;
  #nextSweep = 0;

  /** @param life seconds for which an access token may be accepted after it was issued, skew of clocks included */
  constructor(
    private readonly clock: Clock,
    private readonly life: number,
  ) {}

  /** Takes note of changes of users and sessions, in any order and as often as they are told. */
  apply(changes: readonly Change[]): void {
    const until = this.#now() + this.life * 1000;
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

  judge({ sessionId, userId, role, tokenVersion }: AccessClaims): Verdict {
    if (this.#sessions.has(sessionId)) return 'ended';
    if (this.#now() < this.#unknownUntil) return 'unknown';
    const user = this.#users.get(String(userId));
    if (user === undefined) return { role };
    // A token of a later version proves that there is more to know than what was told here so far.
    if (user.facts !== null && tokenVersion > user.facts.tokenVersion) return 'unknown';
    return assessToken(user.facts, tokenVersion);
  }

  /** How many sessions and users are remembered. */
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
