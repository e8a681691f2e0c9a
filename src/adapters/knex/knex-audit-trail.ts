import type { Knex } from 'knex';
import type { AuditEntry, AuditTrail, Initiator } from '../../core/shared/audit.js';

/** Writes the audit trail. */
export class KnexAuditTrail implements AuditTrail {
  constructor(private readonly knex: Knex) {}

  async record({ action, subject, details = {}, values }: AuditEntry, by: Initiator): Promise<void> {
    const entry = this.knex('audit').insert({
      action,
      actor_id: by.actorId,
      service_account_id: by.serviceAccountId ?? null,
      key_id: by.keyId ?? null,
      subject_kind: subject?.kind ?? null,
      subject_id: subject?.id ?? null,
      ip: by.ip,
      request_id: by.requestId,
      details,
    });
    if (values === undefined || subject === undefined) {
      await entry;
      return;
    }
    // One statement: a write of an item waits for each of its round trips while it has the item locked.
    const { version, before, item } = values;
    const columns = 'audit_id, kind, item_id, version, before, item';
    await this.knex
      .with('entry', entry.returning('id'))
      .insert(
        this.knex('entry').select(
          'id',
          this.knex.raw('?, ?::integer, ?::integer, ?::jsonb, ?::jsonb', [
            subject.kind,
            subject.id,
            version,
            JSON.stringify(before),
            JSON.stringify(item),
          ]),
        ),
      )
      .into(this.knex.raw(`item_values (${columns})`));
  }

  async forgetAddressesOf(userId: number): Promise<void> {
    const ownSubject = { subject_kind: 'user', subject_id: String(userId), actor_id: null };
    await this.knex('audit').where({ actor_id: userId }).orWhere(ownSubject).update({ ip: null });
  }
}
