import type { Knex } from 'knex';
import type { AccountFacts } from '../../core/identity/access-claims.js';
import { graceMilliseconds, type RefreshToken, removedToken } from '../../core/identity/refresh-rotation.js';
import type { Session } from '../../core/identity/session.js';
import type {
  LockedSession,
  RefreshTokenUse,
  SessionRepository,
  SessionSelection,
} from '../../core/identity/session-repository.js';
import type { Counted } from '../../core/shared/limits.js';
import { KnexUserRepository } from './knex-user-repository.js';
import { recordFirstUse, recordSuccessor } from './refresh-token-sql.js';
import { fromRow, type Row, toRow } from './row-mapping.js';
import { withAuthentication } from './session-authentication.js';

/** Stores sessions, and the hashes of their refresh tokens. */
export class KnexSessionRepository implements SessionRepository {
  constructor(private readonly knex: Knex) {}

  async add(session: Session, firstToken: string, family?: string): Promise<void> {
    const { id, createdAt } = session;
    await this.knex('sessions').insert({ ...toRow(session), id, created_at: createdAt, family });
    const token = { hash: firstToken, session_id: id, in_family: family !== undefined };
    await this.knex('refresh_tokens').insert(token);
  }

  async list(userId: number, now: Date): Promise<readonly Session[]> {
    const rows: Row[] = await this.#active(userId, now);
    return rows.map(toSession);
  }

  async lockByToken(hash: string, family?: string): Promise<LockedSession | undefined> {
    const ofToken = this.knex('refresh_tokens').select('session_id').where({ hash });
    // Locks the account first, as every change of it does. When a transaction changes a session twice, Postgres checks
    // the foreign key again, and locks the account: after the session, that would deadlock with a change that ends the
    // sessions.
    const owner = this.knex('sessions')
      .where('id', ofToken)
      .modify((all) => family && all.orWhere({ family }));
    await this.knex('users').whereIn('id', owner.select('user_id')).forKeyShare().select('id');
    let row: Row | undefined = await this.knex('sessions').where('id', ofToken).forUpdate().first();
    if (row === undefined && family !== undefined)
      row = await this.knex('sessions').where({ family }).forUpdate().first();
    if (row === undefined) return undefined;
    // Read after the session is locked, so that no other request rotates its tokens meanwhile. One after the other: a
    // transaction has one connection, and pg 9 does not queue queries.
    const { rows } = await this.knex.raw(
      `select token.*, clock_timestamp() as now from (values (?::text)) as presented (hash)
       left join refresh_tokens as token using (hash)`,
      [hash],
    );
    const [{ now, ...token }] = rows;
    const isStored = token.hash !== null;
    const user = await new KnexUserRepository(this.knex).find(row.user_id as number);
    // It was removed, perhaps while this request waited for the lock.
    if (!isStored && (family === undefined || row.family !== family)) return undefined;
    return {
      session: toSession(row),
      ended: row.ended_at !== null,
      head: row.head as string | null,
      token: isStored ? toToken(token) : removedToken(hash),
      refreshes: { count: row.refresh_count as number, since: row.refresh_window_at as Date | null },
      // The foreign key keeps the user from being removed while the session is locked.
      user: user as LockedSession['user'],
      now,
    };
  }

  async rotate(use: RefreshTokenUse): Promise<void> {
    if (use.supersedes === undefined) await this.knex.raw(recordSuccessor, { ...use });
    else await this.knex.raw(recordFirstUse, { ...use, grace: graceMilliseconds });
  }

  async touch(id: string, lastUsedAt: Date, expiresAt: Date, { count, since }: Counted): Promise<void> {
    const times = { last_used_at: lastUsedAt, expires_at: expiresAt };
    const refreshes = { refresh_count: count, refresh_window_at: since };
    await this.knex('sessions')
      .where({ id })
      .update({ ...times, ...refreshes });
  }

  async changeAuthentication(
    id: string,
    now: Date,
    next: (current: Session) => Pick<Session, 'authenticatedAt' | 'amr'>,
  ): Promise<Session | undefined> {
    const row: Row | undefined = await this.knex('sessions')
      .where({ id, ended_at: null })
      .where('expires_at', '>', now)
      .forUpdate()
      .first();
    if (row === undefined) return undefined;
    const session = toSession(row);
    const { authenticatedAt, amr } = next(session);
    await this.knex('sessions').where({ id }).update({ authenticated_at: authenticatedAt, amr });
    return { ...session, authenticatedAt, amr };
  }

  async end({ userId, id, except, exceptMostRecent }: SessionSelection, now: Date) {
    const which = this.knex('sessions')
      .where({ user_id: userId, ended_at: null, ...(id !== undefined && { id }) })
      .whereNot(except === undefined ? {} : { id: except })
      .modify(
        (all) =>
          exceptMostRecent !== undefined &&
          all.whereIn('id', this.#active(userId, now).offset(exceptMostRecent).select('id')),
      )
      // In the same order everywhere, so that two requests that end several sessions cannot deadlock.
      .orderBy('id')
      .forUpdate()
      .select('id');
    const rows: { id: string }[] = await this.knex('sessions')
      .whereIn('id', which)
      .update({ ended_at: now })
      .returning('id');
    return rows.map((row) => row.id);
  }

  addressesOf(userId: number): Promise<readonly string[]> {
    return this.knex('sessions').where({ user_id: userId }).whereNotNull('ip').distinct('ip').pluck('ip');
  }

  async accountFacts(
    id: string,
    now: Date,
  ): Promise<(AccountFacts & { readonly userId: number }) | undefined> {
    const row: Row | undefined = await this.knex('sessions')
      .join('users', 'users.id', 'sessions.user_id')
      .where({ 'sessions.id': id, ended_at: null })
      .where('expires_at', '>', now)
      .first('user_id', 'role', 'active', 'token_version');
    return row && fromRow<AccountFacts & { userId: number }>(row);
  }

  /** The active sessions, most recently used first. */
  #active(userId: number, now: Date) {
    return this.knex('sessions')
      .where({ user_id: userId, ended_at: null })
      .where('expires_at', '>', now)
      .orderBy([{ column: 'last_used_at', order: 'desc' }, 'id']);
  }
}

const toSession = ({ head, ended_at, family, refresh_count, refresh_window_at, ...row }: Row): Session =>
  fromRow<Session>(withAuthentication(row));

const toToken = (row: Record<string, string | Date | null>): RefreshToken => ({
  hash: row.hash as string,
  parentHash: row.parent_hash as string | null,
  salt: row.salt as string | null,
  saltedAt: row.salted_at as Date | null,
  usedAt: row.used_at as Date | null,
  supersededAt: row.superseded_at as Date | null,
});
