import type { Knex } from 'knex';
import type { EmailKind } from '../../core/identity/email-message.js';
import type { ClaimedEmailJob, EmailJob, MailQueue, ReplacingJob } from '../../core/identity/mail-queue.js';
import { foldCase } from '../../core/identity/user.js';
import type { Initiator } from '../../core/shared/audit.js';
import { emailKeys } from './account-keys.js';

interface MailRow {
  readonly id: string;
  readonly kind: EmailKind;
  readonly user_id: number | null;
  readonly email: string;
  readonly asked_by: Initiator;
  readonly attempts: number;
}

/** Stores queued email jobs. */
export class KnexMailQueue implements MailQueue {
  constructor(private readonly knex: Knex) {}

  async add({ kind, userId, to, by }: EmailJob): Promise<void> {
    const key = userId === null ? foldCase(to) : null;
    const row = { kind, user_id: userId, email: to, email_key: key, asked_by: by, due_at: this.#in(0) };
    await this.knex('mail_queue').insert(row);
  }

  async claim(lease: number): Promise<ClaimedEmailJob | undefined> {
    // A job that another instance is claiming is skipped.
    const due = this.knex('mail_queue')
      .where('due_at', '<=', this.#in(0))
      .orderBy(['due_at', 'id'])
      .limit(1)
      .forUpdate()
      .skipLocked()
      .select('id');
    const [row]: MailRow[] = await this.knex('mail_queue')
      .where('id', due)
      .update({ due_at: this.#in(lease), attempts: this.knex.raw('attempts + 1') })
      .returning(['id', 'kind', 'user_id', 'email', 'asked_by', 'attempts']);
    if (row === undefined) return undefined;
    const { id, kind, user_id: userId, email: to, asked_by: by, attempts } = row;
    return { id, kind, userId, to, by, attempts };
  }

  async postpone(id: string, pause: number): Promise<void> {
    await this.knex('mail_queue')
      .where({ id })
      .update({ due_at: this.#in(pause) });
  }

  async remove(id: string): Promise<void> {
    await this.knex('mail_queue').where({ id }).delete();
  }

  async removeReplaced({ id, kinds, userId, email }: ReplacingJob): Promise<void> {
    await this.knex('mail_queue')
      .where((jobs) => jobs.where({ user_id: userId }).orWhereIn('email_key', emailKeys(email)))
      .whereIn('kind', kinds)
      .whereNot({ id })
      .delete();
  }

  async removeAllTo(email: string): Promise<void> {
    await this.knex('mail_queue').whereIn('email_key', emailKeys(email)).delete();
  }

  async forgetAddressesOf(userId: number): Promise<void> {
    await this.knex('mail_queue')
      .whereRaw("asked_by ->> 'actorId' = ?", [String(userId)])
      .update({ asked_by: this.knex.raw('asked_by || \'{"ip": null}\'') });
  }

  #in(seconds: number) {
    return this.knex.raw("clock_timestamp() + ? * interval '1 second'", [seconds]);
  }
}
