import type { DomainErrorCode } from '../error-codes.js';
import type { Repositories } from '../repositories.js';
import type { Initiator, SubjectValues } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import { type ExpectedVersions, fieldsOf, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { noSuchItem } from './catalogue-use-cases.js';
import type { Item, Kind } from './kind.js';
import { referenceCodes } from './references.js';

/** The maximum number of items whose references one merge changes: they are locked together, in one transaction. */
export const maxMovedReferences = 10_000;

/**
 * Merges an item into another one of its kind, and returns that one.
 * @param expected versions of the item that is removed
 * @throws DomainError `not-found`, `precondition-failed`, `merged-elsewhere`, `too-many-references`,
 *   `validation-failed`, or `unknown` of `referenceCodes`
 */
export type MergeItems<Draft extends object> = (
  id: number,
  into: number,
  expected: ExpectedVersions,
  by: Initiator,
) => Promise<Item<Draft>>;

export const mergeItems =
  <Draft extends object>(kind: Kind<Draft>, unitOfWork: UnitOfWork<Repositories>): MergeItems<Draft> =>
  async (id, into, expected, by) => {
    const { name, plural } = kind;
    if (id === into)
      throw wrongTarget('validation-failed', `The ${name} ${id} cannot be merged into itself.`);
    return unitOfWork.run(async ({ catalogue, audit }) => {
      const items = catalogue(kind);
      let values: SubjectValues | undefined;
      const merge = await items.merge(id, into, (current, referrers) => {
        requireVersion(current, expected);
        if (referrers > maxMovedReferences)
          throw new DomainError(
            'too-many-references',
            `${referrers} items refer to this ${name}; the maximum is ${maxMovedReferences}.`,
          );
        values = { version: current.version, before: {}, item: fieldsOf(current) };
      });
      if (merge !== undefined) {
        const { moved, movedIds } = merge;
        const details = { into, ...moved, ...(movedIds.length > 0 && { externalIds: movedIds }) };
        await audit.record({ action: `${name}.merged`, subject: { kind: name, id }, details, values }, by);
        return merge.item;
      }
      // One of the two does not exist: find out which, and whether this merge was made before.
      const mergedInto = await items.mergedInto(id);
      if (mergedInto !== undefined && mergedInto !== into) {
        const message = `The ${name} ${id} was already merged into ${mergedInto}.`;
        throw new DomainError('merged-elsewhere', message, [], { extensions: { mergedInto } });
      }
      const target = await items.find(into);
      // The same merge again.
      if (mergedInto !== undefined && target !== undefined) return target;
      if ((await items.find(id)) === undefined) return noSuchItem(kind, id);
      throw wrongTarget(referenceCodes(plural).unknown, `There is no ${name} ${into}.`);
    });
  };

/** The error for a wrong `/into`. */
const wrongTarget = (code: DomainErrorCode, message: string) =>
  new DomainError(code, message, [{ pointer: '/into', message, code }]);
