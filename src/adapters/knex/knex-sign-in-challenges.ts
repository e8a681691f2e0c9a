import type { Knex } from 'knex';
import type { SignInChallenge, SignInChallengeRepository } from '../../core/identity/sign-in-challenge.js';

interface ChallengeRow {
  readonly user_id: number;
  readonly credentials: string;
  readonly cookie_hash: string | null;
  readonly expires_at: Date;
}

/** Stores the logins that wait for a code. */
export class KnexSignInChallenges implements SignInChallengeRepository {
  constructor(private readonly knex: Knex) {}

  async add(challenge: SignInChallenge, attempts: number): Promise<void> {
    const { hash, userId, credentials, cookieHash, expiresAt } = challenge;
    await this.knex('sign_in_challenges').insert({
      hash,
      user_id: userId,
      credentials,
      cookie_hash: cookieHash,
      attempts_left: attempts,
      expires_at: expiresAt,
    });
  }

  async userOf(hash: string, now: Date): Promise<number | undefined> {
    const row = await this.#valid(hash, now).first('user_id');
    return row?.user_id;
  }

  async takeAttempt(hash: string, now: Date): Promise<SignInChallenge | undefined> {
    const [row]: ChallengeRow[] = await this.#valid(hash, now)
      .where('attempts_left', '>', 0)
      .decrement('attempts_left')
      .returning('*');
    if (row === undefined) return undefined;
    const { user_id: userId, credentials, cookie_hash: cookieHash, expires_at: expiresAt } = row;
    return { hash, userId, credentials, cookieHash, expiresAt };
  }

  async take(hash: string): Promise<boolean> {
    return (await this.knex('sign_in_challenges').where({ hash }).delete()) > 0;
  }

  #valid(hash: string, now: Date) {
    return this.knex('sign_in_challenges').where({ hash }).where('expires_at', '>', now);
  }
}
