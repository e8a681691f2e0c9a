import type { Knex } from 'knex';
import type { SealedSecrets } from '../../core/identity/sealed-secrets.js';
import { feedName } from './feed-client.js';

/** Secrets that are replaced by one statement. */
const batchSize = 500;

/** SQL: the id of the key of a secret; null of a value that was never sealed, of which nothing may be shown. */
const keyId = "substring(secret from '^([A-Za-z0-9_-]{11})[.]')";

interface SecretRow {
  readonly user_id: number;
  readonly secret: string;
}

/** The sealed secrets of authenticator apps. */
export class KnexSealedSecrets implements SealedSecrets {
  constructor(private readonly knex: Knex) {}

  /** The ids of the keys that have sealed something. */
  async keyIds(): Promise<string[]> {
    const { rows } = await this.knex.raw(
      `select distinct ${keyId} as id from totp_factors where ${keyId} is not null order by 1`,
    );
    return rows.map(({ id }: { id: string }) => id);
  }

  async resealAll(sealingKey: string, reseal: (sealed: string, context: string) => string): Promise<number> {
    let count = 0;
    for (let after = 0; ; ) {
      const { rows }: { rows: SecretRow[] } = await this.knex.raw(
        `select user_id, secret from totp_factors where user_id > ? and ${keyId} <> ? order by user_id limit ?`,
        [after, sealingKey, batchSize],
      );
      const last = rows.at(-1);
      if (last === undefined) return count;
      after = last.user_id;
      const { rowCount } = await this.knex.raw(
        `update totp_factors set secret = resealed.secret
         from unnest(?::integer[], ?::text[], ?::text[]) as resealed (user_id, old, secret)
         where totp_factors.user_id = resealed.user_id and totp_factors.secret = resealed.old`,
        [
          rows.map((row) => row.user_id),
          rows.map((row) => row.secret),
          rows.map((row) => reseal(row.secret, `totp:${row.user_id}`)),
        ],
      );
      count += rowCount;
    }
  }

  async hasInstanceStartedBefore(time: Date): Promise<boolean> {
    const { rows } = await this.knex.raw(
      `select from pg_stat_activity
       where datname = current_database() and application_name = ? and backend_start < ?`,
      [feedName, time],
    );
    return rows.length > 0;
  }
}
