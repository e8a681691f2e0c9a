import type { Repositories } from '../repositories.js';
import type { AuditRange, AuditReader, AuditRecord, Initiator } from '../shared/audit.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';

/** The entries of an export, and the id of the newest one. */
export interface ExportedAuditTrail {
  readonly lastId: number;
  readonly pages: AsyncIterable<readonly AuditRecord[]>;
}

/** Exports the audit trail. */
export class ExportAuditTrail {
  constructor(
    private readonly audit: Pick<AuditReader, 'lastId' | 'pages'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
  ) {}

  /**
   * Records the export, and returns the entries up to its own. Each entry is in the export after one id or in the export
   * after another: a later export continues after the last id of this one, without gaps.
   * @throws DomainError `unavailable`
   */
  async run(range: Omit<AuditRange, 'until'>, by: Initiator): Promise<ExportedAuditTrail> {
    const { after, from, to } = range;
    const time = (milliseconds: number | undefined) =>
      milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
    const details = { after, from: time(from), to: time(to) };
    await this.unitOfWork.run(({ audit }) => audit.record({ action: 'audit.exported', details }, by));
    const lastId = await this.audit.lastId();
    return { lastId, pages: this.audit.pages({ ...range, until: lastId }) };
  }
}
