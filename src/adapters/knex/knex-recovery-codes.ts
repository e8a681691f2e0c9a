import type { Knex } from 'knex';
import type { RecoveryCodeRepository } from '../../core/identity/recovery-code-repository.js';

/** Stores the hashes of recovery codes. */
export class KnexRecoveryCodes implements RecoveryCodeRepository {
  constructor(private readonly knex: Knex) {}

  async replace(userId: number, hashes: readonly string[]): Promise<void> {
    await this.knex('recovery_codes').where({ user_id: userId }).delete();
    if (hashes.length > 0)
      await this.knex('recovery_codes').insert(hashes.map((hash) => ({ user_id: userId, hash })));
  }

  async take(userId: number, hash: string): Promise<boolean> {
    return (await this.knex('recovery_codes').where({ user_id: userId, hash }).delete()) > 0;
  }

  async count(userId: number): Promise<number> {
    return (await this.knex('recovery_codes').where({ user_id: userId }).pluck('hash')).length;
  }
}
