import type { ItemHistory, RecordedVersion } from '../../../src/core/catalogue/item-history.js';
import type { AuditEntry, Initiator, SubjectValues } from '../../../src/core/shared/audit.js';
import type { ListQuery, Page } from '../../../src/core/shared/page.js';

export type VersionRow = SubjectValues & AuditEntry & { readonly by: Initiator };

/** The recorded versions of items, oldest first. */
export class MemoryItemHistory implements ItemHistory {
  readonly rows: VersionRow[] = [];

  async list(
    kind: string,
    id: number,
    { limit, after: [before] = [this.rows.length] }: Pick<ListQuery, 'limit' | 'after'>,
  ): Promise<Page<RecordedVersion>> {
    const all = this.rows
      .map((row, place) => ({ row, place }))
      .filter(
        ({ row: { subject }, place }) =>
          subject?.kind === kind && subject.id === id && place < Number(before),
      )
      .reverse();
    const items = all.slice(0, limit).map(({ row: { version, before, item, action, by } }) => ({
      version,
      at: new Date().toISOString(),
      action,
      actorId: by.actorId,
      serviceAccountId: by.serviceAccountId ?? null,
      keyId: by.keyId ?? null,
      before: before as RecordedVersion['before'],
      item: item as RecordedVersion['item'],
    }));
    return { items, next: all.length > limit ? [all[limit - 1]?.place ?? 0] : null };
  }
}
