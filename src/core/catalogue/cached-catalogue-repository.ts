import type { Initiator } from '../shared/audit.js';
import type { Cache } from '../shared/cache.js';
import { DomainError } from '../shared/errors.js';
import type { CatalogueRepository } from './catalogue-ports.js';
import type { Item, Kind } from './kind.js';

/** The generation that an item hangs on, by the plural of its kind; without an id, the one that all of a kind do. */
export const generationOf = (plural: string, id: number | string | null): string =>
  id === null ? plural : `${plural}/${id}`;

/**
 * A repository whose single items are read through a cache.
 *
 * Whatever a write ends in (done, refused, nothing there), the item is invalidated before the caller is
 * told: a refusal, too, speaks of a state that no later read may be behind of.
 */
export class CachedCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  constructor(
    private readonly kind: Kind<Draft>,
    private readonly repository: CatalogueRepository<Draft>,
    private readonly cache: Cache,
  ) {}

  async find(id: number): Promise<Item<Draft> | undefined> {
    const { plural } = this.kind;
    const key = generationOf(plural, id);
    const look = await this.cache.look(key, [key, generationOf(plural, null)]);
    if (look.outcome === 'hit') return JSON.parse(look.value) as Item<Draft>;
    const item = await this.repository.find(id);
    if (item !== undefined && look.outcome === 'miss') {
      await this.cache.keep(key, look.ticket, JSON.stringify(item));
    }
    return item;
  }

  list(...request: Parameters<CatalogueRepository<Draft>['list']>) {
    return this.repository.list(...request);
  }

  add(draft: Draft, by: Initiator) {
    return this.repository.add(draft, by);
  }

  change(id: number, next: (current: Item<Draft>) => Draft, by: Initiator) {
    return this.#invalidating(id, this.repository.change(id, next, by));
  }

  remove(id: number, allow: (current: Item<Draft>) => void, by: Initiator) {
    return this.#invalidating(id, this.repository.remove(id, allow, by));
  }

  /** @throws DomainError `unavailable` for a write that was done, but that other instances might not see yet */
  async #invalidating<T>(id: number, write: Promise<T>): Promise<T> {
    const [outcome] = await Promise.allSettled([write]);
    try {
      await this.cache.invalidate([generationOf(this.kind.plural, id)]);
    } catch (cause) {
      const message = 'The cache cannot be told of this change right now: look before you repeat it.';
      throw new DomainError('unavailable', message, [], { cause });
    }
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }
}
