import type { Knex } from 'knex';
import type { AuditEntry, AuditTrail, Initiator } from '../../core/shared/audit.js';

/** Writes the audit trail. */
export class KnexAuditTrail implements AuditTrail {
  constructor(private readonly knex: Knex) {}

  async record({ action, subject, details = {}, values }: AuditEntry, by: Initiator): Promise<void> {
    const [entry] = await this.knex('audit')
      .insert({
        action,
        actor_id: by.actorId,
        service_account_id: by.serviceAccountId ?? null,
        key_id: by.keyId ?? null,
        subject_kind: subject?.kind ?? null,
        subject_id: subject?.id ?? null,
        ip: by.ip,
        request_id: by.requestId,
        details,
      })
      .returning('id');
    if (values !== undefined && subject !== undefined)
      await this.knex('item_values').insert({
        ...values,
        audit_id: entry.id,
        kind: subject.kind,
        item_id: subject.id,
      });
  }

  async forgetAddressesOf(userId: number): Promise<void> {
    const ownSubject = { subject_kind: 'user', subject_id: String(userId), actor_id: null };
    await this.knex('audit').where({ actor_id: userId }).orWhere(ownSubject).update({ ip: null });
  }
}
