import type { Knex } from 'knex';
import type { TotpFactor, TotpFactorRepository } from '../../core/identity/totp-factor.js';

interface FactorRow {
  readonly user_id: number;
  readonly secret: string;
  readonly created_at: Date;
  readonly confirmed_at: Date | null;
}

/** Stores the authenticator apps of accounts. */
export class KnexTotpFactors implements TotpFactorRepository {
  constructor(private readonly knex: Knex) {}

  async find(userId: number): Promise<TotpFactor | undefined> {
    const row: FactorRow | undefined = await this.knex('totp_factors').where({ user_id: userId }).first();
    if (row === undefined) return undefined;
    const { secret, created_at: createdAt, confirmed_at: confirmedAt } = row;
    return { userId, secret, createdAt, confirmedAt };
  }

  async begin(userId: number, secret: string, now: Date): Promise<boolean> {
    const { rowCount } = await this.knex.raw(
      `insert into totp_factors (user_id, secret, created_at) values (?, ?, ?)
       on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at
       where totp_factors.confirmed_at is null`,
      [userId, secret, now],
    );
    return rowCount > 0;
  }

  async confirm(userId: number, secret: string, step: number, now: Date): Promise<boolean> {
    const unconfirmed = this.knex('totp_factors').where({ user_id: userId, secret, confirmed_at: null });
    return (await unconfirmed.update({ confirmed_at: now, last_step: step })) > 0;
  }

  async takeStep(userId: number, step: number): Promise<boolean> {
    const untaken = this.knex('totp_factors')
      .where({ user_id: userId })
      .whereNotNull('confirmed_at')
      .where('last_step', '<', step);
    return (await untaken.update({ last_step: step })) > 0;
  }

  async remove(userId: number): Promise<boolean> {
    return (await this.knex('totp_factors').where({ user_id: userId }).delete()) > 0;
  }
}
