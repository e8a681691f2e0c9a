import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { Done, Once } from '../shared/once.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { CatalogueRepository, Found } from './catalogue-ports.js';
import type { Item, Kind } from './kind.js';

/** What can be done with the items of any kind. */
export interface CatalogueUseCases<Draft extends object> {
  create(draft: Draft, by: Initiator): Promise<Item<Draft>>;
  createOnce(draft: Draft, once: Once, by: Initiator): Promise<Done<Item<Draft>>>;
  get(id: number): Promise<Item<Draft>>;
  list(page: ListQuery): Promise<Page<Item<Draft>>>;
  search(text: string, limit: number): Promise<SearchResult<Found<Draft>>>;
  replace(id: number, draft: Draft, expected: ExpectedVersions, by: Initiator): Promise<Item<Draft>>;
  /** `patch` is a JSON merge patch (RFC 7396) whose keys have been validated: absent leaves as it is. */
  change(id: number, patch: Partial<Draft>, expected: ExpectedVersions, by: Initiator): Promise<Item<Draft>>;
  remove(id: number, expected: ExpectedVersions, by: Initiator): Promise<void>;
}

/** @throws DomainError `not-found`, worded for the kind */
export const noSuchItem = (kind: { readonly name: string }, id: number): never => {
  throw new DomainError('not-found', `There is no ${kind.name} ${id}.`);
};

/** The use cases of the catalogue over one kind and its repository. */
export const catalogueUseCases = <Draft extends object>(
  kind: Kind<Draft>,
  repository: CatalogueRepository<Draft>,
): CatalogueUseCases<Draft> => {
  const checked = (draft: Draft): Draft => {
    const violations = kind.check(draft);
    if (violations.length > 0) {
      throw new DomainError('validation-failed', `This ${kind.name} contradicts itself.`, violations);
    }
    return draft;
  };

  return {
    create: async (draft, by) => repository.add(checked(draft), by),
    createOnce: async (draft, once, by) => repository.addOnce(checked(draft), once, by),
    get: async (id) => (await repository.find(id)) ?? noSuchItem(kind, id),
    list: (page) => repository.list(page),
    search: (text, limit) => repository.search(text, limit),
    replace: async (id, draft, expected, by) => {
      const next = (current: Item<Draft>) => {
        requireVersion(current, expected);
        return checked(draft);
      };
      return (await repository.change(id, next, by)) ?? noSuchItem(kind, id);
    },
    change: async (id, patch, expected, by) => {
      const next = (current: Item<Draft>) => {
        requireVersion(current, expected);
        return checked({ ...current, ...patch });
      };
      return (await repository.change(id, next, by)) ?? noSuchItem(kind, id);
    },
    remove: async (id, expected, by) => {
      const removed = await repository.remove(id, (current) => requireVersion(current, expected), by);
      if (!removed) noSuchItem(kind, id);
    },
  };
};
