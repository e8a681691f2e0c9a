import type { Knex } from 'knex';
import type { OneTimeToken, Purpose } from '../../core/identity/one-time-token.js';
import type { Verification } from '../../core/identity/one-time-token-reader.js';
import type { OneTimeTokenRepository } from '../../core/identity/one-time-token-repository.js';

interface TokenRow {
  readonly hash: string;
  readonly user_id: number;
  readonly purpose: Purpose;
  readonly expires_at: Date;
}

/** Stores the hashes of the tokens in emails. */
export class KnexOneTimeTokenRepository implements OneTimeTokenRepository {
  constructor(private readonly knex: Knex) {}

  async put({ hash, userId, purpose, expiresAt }: OneTimeToken): Promise<void> {
    const row = { hash, user_id: userId, purpose, expires_at: expiresAt, verified_email: null };
    await this.knex('one_time_tokens')
      .insert(row)
      .onConflict(['user_id', 'purpose'])
      .merge(['hash', 'expires_at', 'verified_email']);
  }

  async find(hash: string, purposes: readonly Purpose[], now: Date): Promise<OneTimeToken | undefined> {
    const row: TokenRow | undefined = await this.knex('one_time_tokens')
      .where({ hash, verified_email: null })
      .whereIn('purpose', purposes)
      .where('expires_at', '>', now)
      .first();
    if (row === undefined) return undefined;
    return { hash, userId: row.user_id, purpose: row.purpose, expiresAt: row.expires_at };
  }

  async take(hash: string): Promise<boolean> {
    return (await this.knex('one_time_tokens').where({ hash }).delete()) > 0;
  }

  async use(hash: string, email: string): Promise<boolean> {
    const unused = this.knex('one_time_tokens').where({ hash, verified_email: null });
    return (await unused.update({ verified_email: email })) > 0;
  }

  findUsed(hash: string, now: Date): Promise<Verification | undefined> {
    return this.knex('one_time_tokens')
      .where({ hash })
      .whereNotNull('verified_email')
      .where('expires_at', '>', now)
      .first('user_id as userId', 'verified_email as email');
  }

  async expiryOf(userId: number, purpose: Purpose): Promise<Date | undefined> {
    const row = await this.knex('one_time_tokens').where({ user_id: userId, purpose }).first('expires_at');
    return row?.expires_at;
  }

  async end(userId: number, purpose: Purpose): Promise<void> {
    await this.knex('one_time_tokens').where({ user_id: userId, purpose }).delete();
  }

  async endAll(userId: number, but?: Purpose): Promise<void> {
    await this.knex('one_time_tokens')
      .where({ user_id: userId })
      .whereNot(but === undefined ? {} : { purpose: but })
      .delete();
  }
}
