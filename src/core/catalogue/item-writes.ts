import type { Repositories } from '../repositories.js';
import type { AuditEntry, Initiator } from '../shared/audit.js';
import { changedFields } from '../shared/changed-fields.js';
import { DomainError } from '../shared/errors.js';
import { type ExpectedVersions, fieldsOf, requireVersion } from '../shared/stored.js';
import type { CatalogueAuditAction } from './audit-actions.js';
import type { Item, Kind } from './kind.js';

/** Writes to the items of one kind within a unit of work, each with its audit entry. */
export const itemWrites = <Draft extends object>(kind: Kind<Draft>) => {
  const requireConsistent = (draft: Draft): Draft => {
    const violations = kind.check(draft);
    if (violations.length > 0) {
      throw new DomainError(
        'validation-failed',
        `The fields of this ${kind.name} contradict each other.`,
        violations,
      );
    }
    return draft;
  };

  const entry = (
    verb: 'created' | 'changed' | 'removed',
    item: Item<Draft>,
    before: object = {},
  ): AuditEntry<CatalogueAuditAction> => ({
    action: `${kind.name}.${verb}`,
    subject: { kind: kind.name, id: item.id },
    details: verb === 'changed' ? { fields: Object.keys(before) } : {},
    values: { version: item.version, before, item: fieldsOf(item) },
  });

  return {
    /** @throws DomainError `validation-failed` if the fields contradict each other */
    requireConsistent,
    add: async ({ catalogue, audit }: Repositories, draft: Draft, by: Initiator): Promise<Item<Draft>> => {
      const item = await catalogue(kind).add(draft);
      await audit.record(entry('created', item), by);
      return item;
    },
    /** Undefined: there is no such item. @throws DomainError `validation-failed`, `precondition-failed` */
    change: async (
      { catalogue, audit }: Repositories,
      id: number,
      next: (current: Item<Draft>) => Draft,
      expected: ExpectedVersions,
      by: Initiator,
    ): Promise<Item<Draft> | undefined> => {
      let before: object = {};
      const item = await catalogue(kind).change(id, (current) => {
        requireVersion(current, expected);
        const draft = requireConsistent(next(current));
        before = Object.fromEntries(
          changedFields(current, draft).map((field) => [field, current[field as keyof Draft]]),
        );
        return draft;
      });
      if (item !== undefined) await audit.record(entry('changed', item, before), by);
      return item;
    },
    /** Returns the removed item. Undefined: there is no such item. @throws DomainError `precondition-failed` */
    remove: async (
      { catalogue, audit }: Repositories,
      id: number,
      expected: ExpectedVersions,
      by: Initiator,
    ): Promise<Item<Draft> | undefined> => {
      let removed: Item<Draft> | undefined;
      await catalogue(kind).remove(id, (current) => {
        requireVersion(current, expected);
        removed = current;
      });
      if (removed !== undefined) await audit.record(entry('removed', removed), by);
      return removed;
    },
  };
};
