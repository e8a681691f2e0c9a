import type { Cache } from '../shared/cache.js';
import { DomainError } from '../shared/errors.js';
import type { CatalogueRepository } from './catalogue-ports.js';
import type { Item, Kind } from './kind.js';

/**
 * A repository whose single items are read through a cache.
 *
 * Whatever a write ends in (done, refused, nothing there), the item is invalidated before the caller is
 * told: a refusal, too, speaks of a state that no later read may be behind of.
 */
export class CachedCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  readonly #of: (id: number) => string;

  constructor(
    kind: Kind<Draft>,
    private readonly repository: CatalogueRepository<Draft>,
    private readonly cache: Cache,
  ) {
    this.#of = (id) => `${kind.plural}/${id}`;
  }

  async find(id: number): Promise<Item<Draft> | undefined> {
    const key = this.#of(id);
    const look = await this.cache.look(key, [key]);
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

  add(draft: Draft) {
    return this.repository.add(draft);
  }

  change(id: number, next: (current: Item<Draft>) => Draft) {
    return this.#invalidating(id, this.repository.change(id, next));
  }

  remove(id: number, allow: (current: Item<Draft>) => void) {
    return this.#invalidating(id, this.repository.remove(id, allow));
  }

  /** @throws DomainError `unavailable` for a write that was done, but that other instances might not see yet */
  async #invalidating<T>(id: number, write: Promise<T>): Promise<T> {
    const [outcome] = await Promise.allSettled([write]);
    try {
      await this.cache.invalidate([this.#of(id)]);
    } catch (cause) {
      const message = 'The cache cannot be told of this change right now: look before you repeat it.';
      throw new DomainError('unavailable', message, [], { cause });
    }
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }
}
