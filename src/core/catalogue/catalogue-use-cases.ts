import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { IdempotentRequest, IdempotentResult } from '../shared/idempotency.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { SearchPage, SearchQuery } from '../shared/search-result.js';
import type { ExpectedVersions } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { CatalogueReader, Found } from './catalogue-reader.js';
import { patched, withAllIds } from './external-ids.js';
import { itemWrites } from './item-writes.js';
import type { Keys } from './keys.js';
import type { Item, Kind } from './kind.js';

/**
 * The use cases for the items of any kind. Writes throw DomainError `validation-failed` if the fields contradict each
 * other, and what the repository throws. Methods with an id throw `not-found`, those with `expected` also
 * `precondition-failed`.
 */
export interface CatalogueUseCases<Draft extends object> {
  create(draft: Draft, by: Initiator): Promise<Item<Draft>>;
  /** Creates the item, or returns the one that the same request created before. */
  createOnce(draft: Draft, request: IdempotentRequest, by: Initiator): Promise<IdempotentResult<Item<Draft>>>;
  get(id: number): Promise<Item<Draft>>;
  /** @param page along one of the access paths of the kind */
  list(page: ListQuery): Promise<Page<Item<Draft>>>;
  search(query: SearchQuery): Promise<SearchPage<Found<Draft>>>;
  replace(id: number, draft: Draft, expected: ExpectedVersions, by: Initiator): Promise<Item<Draft>>;
  /**
   * `patch` is a JSON merge patch (RFC 7396) whose keys have been validated. Absent fields stay unchanged.
   * @throws DomainError as `patched`
   */
  change(id: number, patch: Partial<Draft>, expected: ExpectedVersions, by: Initiator): Promise<Item<Draft>>;
  remove(id: number, expected: ExpectedVersions, by: Initiator): Promise<void>;
}

/**
 * Throws the error for an id that no item of the kind has.
 * @param mergedInto the item that it was merged into, if it was
 * @throws DomainError `not-found`
 */
export const noSuchItem = (kind: { readonly name: string }, id: number, mergedInto?: number): never => {
  if (mergedInto === undefined) throw new DomainError('not-found', `There is no ${kind.name} ${id}.`);
  const message = `The ${kind.name} ${id} was merged into ${mergedInto}.`;
  throw new DomainError('not-found', message, [], { extensions: { mergedInto } });
};

/** The use cases of one kind. */
export const catalogueUseCases = <Draft extends Keys>(
  kind: Kind<Draft>,
  items: CatalogueReader<Draft>,
  unitOfWork: UnitOfWork<Repositories>,
): CatalogueUseCases<Draft> => {
  const { requireConsistent, ...writes } = itemWrites(kind);

  const change = (
    id: number,
    next: (current: Item<Draft>) => Draft,
    expected: ExpectedVersions,
    by: Initiator,
  ): Promise<Item<Draft>> =>
    unitOfWork.run(
      async (repositories) =>
        (await writes.change(repositories, id, next, expected, by)) ?? noSuchItem(kind, id),
    );

  return {
    create: async (draft, by) => {
      const valid = requireConsistent(draft);
      return unitOfWork.run((repositories) => writes.add(repositories, valid, by));
    },
    createOnce: async (draft, request, by) => {
      const valid = requireConsistent(draft);
      return unitOfWork.run((repositories) =>
        repositories.idempotency.runOnce(request, () => writes.add(repositories, valid, by)),
      );
    },
    get: async (id) => (await items.find(id)) ?? noSuchItem(kind, id, await items.mergedInto(id)),
    list: (page) => items.list(page),
    search: (query) => items.search(query),
    replace: (id, draft, expected, by) => change(id, () => withAllIds(draft), expected, by),
    change: (id, patch, expected, by) => change(id, (current) => patched(current, patch), expected, by),
    remove: (id, expected, by) =>
      unitOfWork.run(async (repositories) => {
        if ((await writes.remove(repositories, id, expected, by)) === undefined) noSuchItem(kind, id);
      }),
  };
};
