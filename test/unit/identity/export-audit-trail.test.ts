import { expect } from 'chai';
import { ExportAuditTrail } from '../../../src/core/identity/export-audit-trail.js';
import type { AuditRange } from '../../../src/core/shared/audit.js';
import { by, identity } from './accounts.js';

describe('export the audit trail:', () => {
  const exported = async (range: Omit<AuditRange, 'until'>) => {
    const { work } = identity();
    const read: AuditRange[] = [];
    const reader = {
      lastId: async () => 41 + work.audit.length,
      pages: async function* (until: AuditRange) {
        read.push(until);
        yield [];
      },
    };
    const trail = await new ExportAuditTrail(reader, work).run(range, by);
    for await (const page of trail.pages) expect(page).to.deep.equal([]);
    return { lastId: trail.lastId, read, recorded: work.audit };
  };

  it('records the export with its range before it reads, so that its own entry is the last one', async () => {
    const [from, to] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-12-01T00:00:00Z')];
    const { lastId, read, recorded } = await exported({ after: 7, from, to });
    expect(lastId).to.equal(42);
    expect(read).to.deep.equal([{ after: 7, until: 42, from, to }]);
    const details = { after: 7, from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };
    expect(recorded).to.deep.equal([{ action: 'audit.exported', details, by }]);
  });

  it('without times: records none', async () => {
    const { recorded } = await exported({ after: 0 });
    expect(recorded[0]?.details).to.deep.equal({ after: 0, from: undefined, to: undefined });
  });
});
