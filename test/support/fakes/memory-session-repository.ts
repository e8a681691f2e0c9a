import {
  graceMilliseconds,
  type RefreshToken,
  removedToken,
} from '../../../src/core/identity/refresh-rotation.js';
import type { Session } from '../../../src/core/identity/session.js';
import type {
  LockedSession,
  RefreshTokenUse,
  SessionRepository,
  SessionSelection,
} from '../../../src/core/identity/session-repository.js';
import type { User } from '../../../src/core/identity/user.js';
import type { Counted } from '../../../src/core/shared/limits.js';

interface SessionRow {
  session: Session;
  endedAt: Date | null;
  head: string | null;
  refreshes: Counted;
  readonly family: string | undefined;
}

interface TokenRow extends RefreshToken {
  readonly sessionId: string;
  readonly inFamily: boolean;
}

/** The rows. Parameters and results are copied. */
export class SessionRows {
  constructor(
    readonly sessions = new Map<string, SessionRow>(),
    readonly tokens = new Map<string, TokenRow>(),
  ) {}

  copy() {
    return new SessionRows(structuredClone(this.sessions), structuredClone(this.tokens));
  }
}

/** Sessions in memory. `now` is the time of the database, which may differ from the service's. */
export class MemorySessionRepository implements SessionRepository {
  constructor(
    private readonly rows: () => SessionRows,
    private readonly findUser: (id: number) => Promise<User | undefined>,
    private readonly now: () => Date,
  ) {}

  async add(session: Session, firstToken: string, family?: string) {
    const row = { endedAt: null, head: null, refreshes: { count: 0, since: null }, family };
    this.rows().sessions.set(session.id, { session: structuredClone(session), ...row });
    this.#addToken(firstToken, session.id, null, family !== undefined);
  }

  async list(userId: number, now: Date) {
    return this.#live(now)
      .filter(({ session }) => session.userId === userId)
      .map(({ session }) => structuredClone(session))
      .sort((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt) || a.id.localeCompare(b.id));
  }

  async lockByToken(hash: string, family?: string): Promise<LockedSession | undefined> {
    const token = this.rows().tokens.get(hash);
    const ofFamily = [...this.rows().sessions.values()].find(
      (one) => family !== undefined && one.family === family,
    );
    const row = token === undefined ? ofFamily : this.rows().sessions.get(token.sessionId);
    const user = row && (await this.findUser(row.session.userId));
    if (row === undefined || user === undefined) return undefined;
    const {
      sessionId: _,
      inFamily: __,
      ...rest
    } = { sessionId: '', inFamily: true, ...(token ?? removedToken(hash)) };
    return {
      session: structuredClone(row.session),
      ended: row.endedAt !== null,
      head: row.head,
      token: structuredClone(rest),
      refreshes: row.refreshes,
      user,
      now: this.now(),
    };
  }

  async rotate({ sessionId, hash, salt, childHash, supersedes }: RefreshTokenUse) {
    const [row, now] = [this.#row(sessionId), this.now()];
    this.#addToken(childHash, sessionId, hash, this.rows().tokens.get(hash)?.inFamily ?? false);
    this.#change(hash, { salt, saltedAt: now, ...(supersedes !== undefined && { usedAt: now }) });
    if (supersedes === undefined) return;
    row.head = hash;
    if (supersedes !== null) this.#change(supersedes, { supersededAt: now, salt: null });
    for (const token of this.rows().tokens.values()) {
      const isOld =
        token.supersededAt === null || now.getTime() - token.supersededAt.getTime() >= graceMilliseconds;
      const isNeeded = [hash, childHash].includes(token.hash) || !isOld;
      if (token.sessionId === sessionId && token.inFamily && !isNeeded) this.rows().tokens.delete(token.hash);
    }
  }

  async touch(id: string, lastUsedAt: Date, expiresAt: Date, refreshes: Counted) {
    const row = this.#row(id);
    row.refreshes = refreshes;
    row.session = {
      ...row.session,
      lastUsedAt: lastUsedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    };
  }

  async changeAuthentication(
    id: string,
    now: Date,
    next: (current: Session) => Pick<Session, 'authenticatedAt' | 'amr'>,
  ) {
    const row = this.#live(now).find(({ session }) => session.id === id);
    if (row === undefined) return undefined;
    const { authenticatedAt, amr } = next(structuredClone(row.session));
    row.session = { ...row.session, authenticatedAt, amr: [...amr] };
    return structuredClone(row.session);
  }

  async end({ userId, id, except, exceptMostRecent }: SessionSelection, now: Date) {
    const surplus = (await this.list(userId, now)).slice(exceptMostRecent ?? 0).map((session) => session.id);
    const rows = [...this.rows().sessions.values()].filter(
      ({ session, endedAt }) =>
        session.userId === userId &&
        endedAt === null &&
        (id === undefined || session.id === id) &&
        session.id !== except &&
        (exceptMostRecent === undefined || surplus.includes(session.id)),
    );
    for (const row of rows) row.endedAt = now;
    return rows.map(({ session }) => session.id);
  }

  async addressesOf(userId: number) {
    const own = [...this.rows().sessions.values()].filter(({ session }) => session.userId === userId);
    return [...new Set(own.flatMap(({ session }) => session.ip ?? []))];
  }

  async accountFacts(id: string, now: Date) {
    const row = this.#live(now).find(({ session }) => session.id === id);
    const user = row && (await this.findUser(row.session.userId));
    if (user === undefined) return undefined;
    const { id: userId, role, active, tokenVersion } = user;
    return { userId, role, active, tokenVersion };
  }

  #live(now: Date) {
    return [...this.rows().sessions.values()].filter(
      ({ session, endedAt }) => endedAt === null && Date.parse(session.expiresAt) > now.getTime(),
    );
  }

  #row(id: string): SessionRow {
    const row = this.rows().sessions.get(id);
    if (row === undefined) throw new Error(`there is no session ${id}`);
    return row;
  }

  #addToken(hash: string, sessionId: string, parentHash: string | null, inFamily: boolean) {
    const unused = { salt: null, saltedAt: null, usedAt: null, supersededAt: null };
    this.rows().tokens.set(hash, { hash, sessionId, parentHash, inFamily, ...unused });
  }

  #change(hash: string, changed: Partial<RefreshToken>) {
    const token = this.rows().tokens.get(hash);
    if (token === undefined) throw new Error('there is no such token');
    this.rows().tokens.set(hash, { ...token, ...changed });
  }
}
