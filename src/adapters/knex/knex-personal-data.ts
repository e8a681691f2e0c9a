import type { Knex } from 'knex';
import type { PersonalData, PersonalRecords } from '../../core/identity/personal-data.js';
import type { Initiator } from '../../core/shared/audit.js';
import { translated } from './database-errors.js';
import { auditRecord } from './knex-audit-reader.js';
import { fromRow, type Row } from './row-mapping.js';

type Letter = PersonalRecords['letters'][number];

/** What the tables hold about a person. A table that gets something personal is to be read here, too. */
export class KnexPersonalData implements PersonalData {
  constructor(private readonly knex: Knex) {}

  of(userId: number): Promise<PersonalRecords> {
    return translated(async () => {
      const own = { user_id: userId };
      const [sessions, audit, keys, letters, links]: Row[][] = await Promise.all([
        this.knex('sessions').where(own).orderBy('created_at'),
        this.knex('audit')
          .where({ actor_id: userId })
          .orWhere({ subject_kind: 'user', subject_id: String(userId) })
          .orderBy('id'),
        this.knex('idempotency_keys').where(own).orderBy('created_at'),
        this.knex('mail_queue')
          .where(own)
          .orWhere('email_key', this.knex('users').where({ id: userId }).select('email_key'))
          .orderBy('id')
          .select('kind', 'email', 'due_at', 'attempts', 'asked_by'),
        this.knex('one_time_tokens').where(own).orderBy('purpose').select('purpose', 'expires_at'),
      ]);
      return {
        sessions: (sessions ?? []).map(({ head, ...row }) => fromRow(row)),
        audit: (audit ?? []).map((row) => withoutOthers(auditRecord(row), userId)),
        idempotencyKeys: (keys ?? []).map(({ user_id, fingerprint, ...row }) => fromRow(row)),
        letters: (letters ?? []).map(({ asked_by, ...row }) => ({
          ...fromRow<Omit<Letter, 'askedBy'>>(row),
          askedBy: withoutOthers(asked_by as Initiator, userId),
        })),
        links: (links ?? []).map((row) => fromRow(row)),
      };
    });
  }
}

/** From where an administrator works is no business of whom they manage. */
const withoutOthers = <T extends Initiator>(entry: T, userId: number): T => {
  const isOthers = entry.actorId !== null && entry.actorId !== userId;
  return { ...entry, ip: isOthers ? null : entry.ip };
};
