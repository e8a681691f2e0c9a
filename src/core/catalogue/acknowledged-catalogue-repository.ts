import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { Once } from '../shared/once.js';
import type { ListQuery } from '../shared/page.js';
import type { ReadCache } from '../shared/read-cache.js';
import type { CatalogueRepository } from './catalogue-ports.js';
import type { Item, Kind } from './kind.js';

/**
 * A repository whose writes end when no later read shows less than they tell: whatever they end in (done, refused,
 * nothing there), since a refusal, too, speaks of a state. It reads as the one behind it does.
 */
export class AcknowledgedCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  constructor(
    private readonly kind: Kind<Draft>,
    private readonly repository: CatalogueRepository<Draft>,
    private readonly reads: Pick<ReadCache, 'acknowledge'>,
  ) {}

  find(id: number) {
    return this.repository.find(id);
  }

  findAll(ids: readonly number[]) {
    return this.repository.findAll(ids);
  }

  list(page: ListQuery) {
    return this.repository.list(page);
  }

  search(text: string, limit: number) {
    return this.repository.search(text, limit);
  }

  add(draft: Draft, by: Initiator) {
    return this.#acknowledged(this.repository.add(draft, by), (item) => item?.id);
  }

  addOnce(draft: Draft, once: Once, by: Initiator) {
    return this.#acknowledged(this.repository.addOnce(draft, once, by), (done) => done?.result.id);
  }

  change(id: number, next: (current: Item<Draft>) => Draft, by: Initiator) {
    return this.#acknowledged(this.repository.change(id, next, by), () => id);
  }

  remove(id: number, allow: (current: Item<Draft>) => void, by: Initiator) {
    return this.#acknowledged(this.repository.remove(id, allow, by), () => id);
  }

  async #acknowledged<T>(write: Promise<T>, idOf: (result?: T) => number | undefined): Promise<T> {
    const result = await write.catch(async (error: unknown) => {
      if (tellsOfState(error)) await this.reads.acknowledge(this.kind.plural, idOf());
      throw error;
    });
    await this.reads.acknowledge(this.kind.plural, idOf(result));
    return result;
  }
}

/** Who learns that the database cannot be had learns nothing of what is in it. */
const tellsOfState = (error: unknown) => error instanceof DomainError && error.code !== 'unavailable';
