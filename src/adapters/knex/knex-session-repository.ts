import type { Knex } from 'knex';
import type { UserFacts } from '../../core/identity/access-claims.js';
import type {
  HeldSession,
  Rotation,
  SessionRepository,
  WhichSessions,
} from '../../core/identity/identity-ports.js';
import type { RefreshToken } from '../../core/identity/refresh-rotation.js';
import type { Session } from '../../core/identity/session.js';
import { translated } from './database-errors.js';
import { KnexUserRepository } from './knex-user-repository.js';
import { fromRow, type Row, toRow } from './row-mapping.js';

/** Sessions and the hashes of their refresh tokens, in a table each. */
export class KnexSessionRepository implements SessionRepository {
  constructor(private readonly knex: Knex) {}

  async add(session: Session, firstToken: string): Promise<void> {
    const { id, createdAt } = session;
    await translated(async () => {
      await this.knex('sessions').insert({ ...toRow(session), id, created_at: createdAt });
      await this.knex('refresh_tokens').insert({ hash: firstToken, session_id: id });
    });
  }

  list(userId: number, now: Date): Promise<readonly Session[]> {
    return translated(async () => {
      const rows: Row[] = await this.#live(userId, now);
      return rows.map(toSession);
    });
  }

  holdByToken(hash: string): Promise<HeldSession | undefined> {
    return translated(async () => {
      const row: Row | undefined = await this.knex('sessions')
        .where('id', this.knex('refresh_tokens').select('session_id').where({ hash }))
        .forUpdate()
        .first();
      if (row === undefined) return undefined;
      // Read once the session is held: only now nobody else turns its tokens.
      const [token, user] = await Promise.all([
        this.knex('refresh_tokens').where({ hash }).first('*', this.knex.raw('clock_timestamp() as now')),
        new KnexUserRepository(this.knex).find(row.user_id as number),
      ]);
      // Forgotten while the session was waited for.
      if (token === undefined) return undefined;
      return {
        session: toSession(row),
        ended: row.ended_at !== null,
        head: row.head as string | null,
        token: toToken(token),
        // The session refers to the user, who cannot be removed while it is held.
        user: user as HeldSession['user'],
        now: token.now,
      };
    });
  }

  async rotate({ sessionId, hash, salt, childHash, supersedes }: Rotation): Promise<void> {
    const now = this.knex.raw('clock_timestamp()');
    await translated(async () => {
      await this.knex('refresh_tokens').insert({
        hash: childHash,
        session_id: sessionId,
        parent_hash: hash,
      });
      await this.knex('refresh_tokens')
        .where({ hash })
        .update({ salt, salted_at: now, ...(supersedes !== undefined && { used_at: now }) });
      if (supersedes === undefined) return;
      await this.knex('sessions').where({ id: sessionId }).update({ head: hash });
      await this.knex('refresh_tokens')
        .where({ hash: supersedes })
        .update({ superseded_at: now, salt: null });
    });
  }

  async touch(id: string, lastUsedAt: Date, expiresAt: Date): Promise<void> {
    await translated(() =>
      this.knex('sessions').where({ id }).update({ last_used_at: lastUsedAt, expires_at: expiresAt }),
    );
  }

  end({ userId, id, except, beyond }: WhichSessions, now: Date) {
    return translated(async () => {
      const which = this.knex('sessions')
        .where({ user_id: userId, ended_at: null, ...(id !== undefined && { id }) })
        .whereNot(except === undefined ? {} : { id: except })
        .modify(
          (all) =>
            beyond !== undefined && all.whereIn('id', this.#live(userId, now).offset(beyond).select('id')),
        )
        // In order, so that two who end several at once never wait for each other.
        .orderBy('id')
        .forUpdate()
        .select('id');
      const rows: { id: string }[] = await this.knex('sessions')
        .whereIn('id', which)
        .update({ ended_at: now })
        .returning('id');
      return rows.map((row) => row.id);
    });
  }

  addressesOf(userId: number): Promise<readonly string[]> {
    return translated(() =>
      this.knex('sessions').where({ user_id: userId }).whereNotNull('ip').distinct('ip').pluck('ip'),
    );
  }

  standing(id: string, now: Date): Promise<(UserFacts & { readonly userId: number }) | undefined> {
    return translated(async () => {
      const row: Row | undefined = await this.knex('sessions')
        .join('users', 'users.id', 'sessions.user_id')
        .where({ 'sessions.id': id, ended_at: null })
        .where('expires_at', '>', now)
        .first('user_id', 'role', 'active', 'token_version');
      return row && fromRow<UserFacts & { userId: number }>(row);
    });
  }

  /** Those used last come first. */
  #live(userId: number, now: Date) {
    return this.knex('sessions')
      .where({ user_id: userId, ended_at: null })
      .where('expires_at', '>', now)
      .orderBy([{ column: 'last_used_at', order: 'desc' }, 'id']);
  }
}

const toSession = ({ head, ended_at, ...row }: Row): Session => fromRow<Session>(row);

const toToken = (row: Record<string, string | Date | null>): RefreshToken => ({
  hash: row.hash as string,
  parentHash: row.parent_hash as string | null,
  salt: row.salt as string | null,
  saltedAt: row.salted_at as Date | null,
  usedAt: row.used_at as Date | null,
  supersededAt: row.superseded_at as Date | null,
});
