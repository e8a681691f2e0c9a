import { ItemHistory, type KindName, type State, type Told } from './item-history.js';
import type { Finding } from './judge.js';

/**
 * What all clients together have been told. Moments are counted, not measured: what was acknowledged before a read
 * began has a smaller moment, however coarse the clock.
 */
export class History {
  #moment = 0;
  readonly #items = new Map<string, ItemHistory>();

  /** To be called when a read begins, and given to its judge when it has ended. */
  readonly now = (): number => {
    this.#moment += 1;
    return this.#moment;
  };

  /** An item that is about to be made. */
  add(kind: KindName, key: string): ItemHistory {
    if (this.#items.has(key)) throw new Error(`${key} is there already`);
    const item = new ItemHistory(kind, key, this.now);
    this.#items.set(key, item);
    return item;
  }

  ofKinds(...kinds: readonly KindName[]): ItemHistory[] {
    return [...this.#items.values()].filter(({ kind }) => kinds.includes(kind));
  }

  byId(kind: KindName, id: number): ItemHistory | undefined {
    return this.ofKinds(kind).find((item) => item.id === id);
  }
}

/**
 * An answer that speaks of other items: between `began` and now, one of these was in a state that `holds`. When only
 * one may have been, that is acknowledged from now on. When none may have been, the answer has no cause.
 */
export const learn = (
  items: readonly ItemHistory[],
  began: number,
  holds: (state: State) => boolean,
  told: Told,
): Finding | undefined => {
  const candidates = items.flatMap((item) => {
    const first = item.possibleSince(began).find(({ state }) => holds(state));
    return first === undefined ? [] : [{ item, version: first.version }];
  });
  const [only, another] = candidates;
  if (only === undefined) {
    return { sort: 'no cause', key: items.map(({ key }) => key).join(' '), floors: [], seen: told.by };
  }
  if (another === undefined) only.item.acknowledge(only.version, told);
  return undefined;
};
