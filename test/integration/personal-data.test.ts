import { expect } from 'chai';
import { useDatabase } from './contracts/fixtures.js';
import { personalDataContract } from './contracts/personal-data.js';

describe('personal data', () => {
  const database = useDatabase();
  personalDataContract('Postgres', database);

  it('of every table with a user: is exported', async () => {
    const { rows } = await database().knex.raw(
      `select table_name || '.' || column_name as place from information_schema.columns
       where table_schema = 'public' and column_name ~ '(user|actor|subject)_id|email|ip$|by$|agent'`,
    );
    // KnexPersonalData must export a new column.
    expect(rows.map(({ place }: { place: string }) => place)).to.have.members([
      'users.email',
      'users.email_key',
      'users.email_verified',
      'users.pending_email',
      'sessions.user_id',
      'sessions.ip',
      'sessions.user_agent',
      'audit.actor_id',
      'audit.subject_id',
      'audit.ip',
      'idempotency_keys.user_id',
      'mail_queue.user_id',
      'mail_queue.email',
      'mail_queue.email_key',
      'mail_queue.asked_by',
      'one_time_tokens.user_id',
      'totp_factors.user_id',
      'recovery_codes.user_id',
      'api_keys.user_id',
      // Has only hashes, for five minutes.
      'sign_in_challenges.user_id',
      'one_time_tokens.verified_email',
    ]);
  });
});
