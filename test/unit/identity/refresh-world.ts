import { HmacRefreshTokens } from '../../../src/adapters/crypto/hmac-refresh-tokens.js';
import type { DomainErrorCode } from '../../../src/core/error-codes.js';
import { RefreshSession } from '../../../src/core/identity/refresh-session.js';
import { sessionExpiry } from '../../../src/core/identity/session.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { FakeAccessTokens } from '../../support/fakes/fake-access-tokens.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { account, by } from './accounts.js';

/** The result of a request for new tokens: a refresh token, or the code of an error. */
export type Result = { readonly token: string } | DomainErrorCode;

/** A delivery of a request to the service. The response reaches the client `back` ms later; null: it is lost. */
export interface Delivery {
  readonly delay: number;
  readonly back: number | null;
}

/** A request that arrived, and its result. */
export interface Presentation {
  readonly token: string;
  readonly at: number;
  /** Whether the session had expired. */
  readonly late: boolean;
  readonly result: Result;
}

interface Event {
  at: number;
  /** The refresh token of a request in flight. */
  readonly token: string | undefined;
  readonly happen: () => Promise<void> | void;
}

/** Milliseconds by which a later request may overtake an earlier one. */
export const overtakenBy = 29_999;
const life = { idle: 7 * 86_400, absolute: 30 * 86_400 };

/** The service with one session, the time, and a network that loses, duplicates, delays and reorders requests. */
export class RefreshWorld {
  time = Date.parse('2026-11-22T12:00:00.000Z');
  readonly identity = new MemoryUnitOfWork(() => new Date(this.time));
  readonly presentations: Presentation[] = [];
  /** Each issued refresh token, and the one that it was issued for. */
  readonly parents = new Map<string, string | null>();
  readonly #service: RefreshSession;
  readonly #now: () => Date;
  readonly #used = new Set<string>();
  readonly #begun = this.time;
  #lastUse = this.time;
  #events: Event[] = [];

  /** @param skew milliseconds that the service's clock is ahead of the database's */
  constructor(skew: number) {
    this.#now = () => new Date(this.time + skew);
    const clock = { now: this.#now };
    this.#service = new RefreshSession(
      this.identity,
      new FakeAccessTokens(),
      new HmacRefreshTokens(),
      clock,
      life,
      { name: 'refresh', max: 1_000, seconds: 3600 },
    );
  }

  /** Creates the session. Returns its first refresh token. */
  async logIn(): Promise<string> {
    const { id: userId } = await this.identity.users.add(account());
    const now = this.#now();
    const times = { createdAt: now.toISOString(), lastUsedAt: now.toISOString() };
    const proven = { authenticatedAt: now.toISOString(), amr: ['pwd'] as const };
    const session = { id: 'session', userId, ...times, ...proven, ip: null, userAgent: null };
    const tokens = new HmacRefreshTokens();
    const first = tokens.first();
    await this.identity.sessions.add(
      { ...session, expiresAt: sessionExpiry(life, now, now).toISOString() },
      tokens.hash(first),
      tokens.family(first),
    );
    this.parents.set(first, null);
    return first;
  }

  /** Schedules an event after a number of milliseconds. */
  in(milliseconds: number, happen: Event['happen'], token?: string): void {
    this.#events.push({ at: this.time + milliseconds, token, happen });
  }

  /** Advances the time until there are no more events. */
  async run(): Promise<void> {
    while (this.#events.length > 0) {
      const next = this.#events.reduce((first, event) => (event.at < first.at ? event : first));
      this.#events.splice(this.#events.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      await next.happen();
    }
  }

  /** Sends a request, which arrives once per delivery. */
  send(token: string, deliveries: readonly Delivery[], onResult: (result: Result) => void): void {
    for (const { delay, back } of deliveries) {
      const arrive = async () => {
        const result = await this.present(token);
        if (back !== null) this.in(back, () => onResult(result));
      };
      this.in(delay, arrive, token);
    }
  }

  /** A request arrives now. */
  async present(token: string): Promise<Result> {
    const late = this.time >= Math.min(this.#lastUse + life.idle * 1000, this.#begun + life.absolute * 1000);
    const result = await this.#service.run(token, by).then(
      ({ refreshToken }): Result => ({ token: refreshToken }),
      (error: unknown): Result => {
        if (error instanceof DomainError) return error.code;
        throw error;
      },
    );
    this.presentations.push({ token, at: this.time, late, result });
    if (typeof result !== 'string') this.#note(token, result.token);
    return result;
  }

  #note(token: string, successor: string) {
    this.#lastUse = this.time;
    this.parents.set(successor, token);
    if (this.#used.has(token)) return;
    this.#used.add(token);
    // Requests that are in flight with its parent arrive within `overtakenBy` milliseconds.
    const latest = this.time + overtakenBy;
    for (const event of this.#events) {
      if (event.token === this.parents.get(token)) event.at = Math.min(event.at, latest);
    }
  }
}
