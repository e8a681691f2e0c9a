import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { IdempotentRequest, IdempotentResult } from '../shared/idempotency.js';
import type { ListQuery } from '../shared/page.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { CatalogueReader } from './catalogue-reader.js';
import { patched } from './external-ids.js';
import { itemWrites } from './item-writes.js';
import type { Keys } from './keys.js';
import type { Item, Kind } from './kind.js';

/** The maximum number of items of one bulk change: they are locked together, in one transaction. */
export const maxBulkItems = 1_000;
const shownItems = 10;

/** Which items to change, and how. */
export interface BulkRequest<Draft extends object> {
  /** Along one of the access paths of the kind, from its start. Its `limit` is ignored. */
  readonly query: ListQuery;
  /** A merge patch for each item; undefined: they are removed. */
  readonly change: Partial<Draft> | undefined;
}

/** The number of items, and the first ten in the order of the list: as they are now, or as they were removed. */
export interface BulkResult<Draft extends object> {
  readonly count: number;
  readonly items: readonly Item<Draft>[];
}

/** Signs plans. A plan is valid for ten minutes, on every instance. */
export interface BulkPlans {
  sign(subject: string): string;
  /** Whether the plan was signed for this subject, and has not expired. */
  isValid(plan: string, subject: string): boolean;
}

/** Changes or removes all items that match a filter, in two steps. */
export interface BulkChanges<Draft extends object> {
  /**
   * Changes nothing. The plan allows `run` to change exactly these versions in this way.
   * @throws DomainError `too-many-items`
   */
  plan(request: BulkRequest<Draft>): Promise<BulkResult<Draft> & { readonly plan: string }>;
  /**
   * Changes all items in one transaction, or none. With `once`, a repeated request returns the stored result.
   * @throws DomainError `plan-outdated` if other items match, one was changed, or the plan has expired; and what a change
   *   or removal of one item throws, with the id of the item
   */
  run(
    request: BulkRequest<Draft>,
    plan: string,
    by: Initiator,
    once?: IdempotentRequest,
  ): Promise<IdempotentResult<BulkResult<Draft>>>;
}

export const bulkChanges = <Draft extends Keys>(
  kind: Kind<Draft>,
  reader: CatalogueReader<Draft>,
  unitOfWork: UnitOfWork<Repositories>,
  plans: BulkPlans,
): BulkChanges<Draft> => {
  const writes = itemWrites(kind);

  const select = async (reader: CatalogueReader<Draft>, { query }: BulkRequest<Draft>) => {
    const { items, next } = await reader.list({ ...query, limit: maxBulkItems, isExhaustive: true });
    if (next === null) return items;
    const message = `More than ${maxBulkItems} ${kind.plural} match the filter: narrow it.`;
    throw new DomainError('too-many-items', message);
  };

  /** What a plan signs: the versions of the items, and the change. */
  const subjectOf = ({ change }: BulkRequest<Draft>, items: readonly Item<Draft>[]) =>
    JSON.stringify([
      kind.plural,
      change ?? null,
      inOrderOfIds(items).map(({ id, version }) => [id, version]),
    ]);

  const outdated = () =>
    new DomainError(
      'plan-outdated',
      `The plan does not match these ${kind.plural} in their current versions and this change, or is older than ten minutes. Nothing was changed.`,
    );

  const write = async (
    repositories: Repositories,
    { change }: BulkRequest<Draft>,
    { id, version }: Item<Draft>,
    by: Initiator,
  ): Promise<Item<Draft>> => {
    try {
      const item =
        change === undefined
          ? await writes.remove(repositories, id, [version], by)
          : await writes.change(repositories, id, (current) => patched(current, change), [version], by);
      if (item !== undefined) return item;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      if (error.code !== 'precondition-failed') throw errorOfItem(`${kind.name} ${id}`, error);
    }
    throw outdated();
  };

  const writeAll = async (
    repositories: Repositories,
    request: BulkRequest<Draft>,
    plan: string,
    by: Initiator,
  ) => {
    const found = await select(repositories.catalogue(kind), request);
    if (!plans.isValid(plan, subjectOf(request, found))) throw outdated();
    const written = new Map<number, Item<Draft>>();
    // In the order of the ids, so that two bulk changes do not deadlock.
    for (const item of inOrderOfIds(found))
      written.set(item.id, await write(repositories, request, item, by));
    return resultOf(found.map((item) => written.get(item.id) ?? item));
  };

  return {
    plan: async (request) => {
      const found = await select(reader, request);
      return { ...resultOf(found), plan: plans.sign(subjectOf(request, found)) };
    },
    run: (request, plan, by, once) =>
      unitOfWork.run(async (repositories) => {
        const work = () => writeAll(repositories, request, plan, by);
        return once === undefined
          ? { result: await work(), isReplay: false }
          : repositories.idempotency.runOnce(once, work);
      }),
  };
};

const inOrderOfIds = <One extends { readonly id: number }>(items: readonly One[]) =>
  [...items].sort((one, other) => one.id - other.id);

const resultOf = <Draft extends object>(items: readonly Item<Draft>[]): BulkResult<Draft> => ({
  count: items.length,
  items: items.slice(0, shownItems),
});

/** Names the item in an error, and turns its pointers into those of the body of a bulk change. */
const errorOfItem = (item: string, { code, message, violations, extensions }: DomainError) =>
  new DomainError(
    code,
    `${item}: ${message}`,
    violations.map((one) => ({
      ...one,
      pointer: `/change${one.pointer}`,
      message: `${item}: ${one.message}`,
    })),
    { extensions },
  );
