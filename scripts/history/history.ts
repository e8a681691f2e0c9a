import { ItemHistory, type KindName, type Source, type State } from './item-history.js';
import type { Finding } from './judge.js';

/**
 * Everything that clients have learned from responses. A moment is a counter and not a time, so that the order of two
 * events is known, even if the clock is coarse.
 */
export class History {
  #moment = 0;
  readonly #items = new Map<string, ItemHistory>();

  /** Returns the next moment. A read takes one at its start, to be judged by it at its end. */
  readonly now = (): number => {
    this.#moment += 1;
    return this.#moment;
  };

  /** Adds an item before it is created. */
  add(kind: KindName, key: string): ItemHistory {
    if (this.#items.has(key)) throw new Error(`${key} already exists`);
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
 * Evaluates a response that implies the state of other items: between `began` and now, at least one of them must have had
 * a state that `holds`. If only one item can have had it, that state is acknowledged. If none can, returns a finding.
 */
export const learn = (
  items: readonly ItemHistory[],
  began: number,
  holds: (state: State) => boolean,
  source: Source,
): Finding | undefined => {
  const candidates = items.flatMap((item) => {
    const first = item.possibleSince(began).find(({ state }) => holds(state));
    return first === undefined ? [] : [{ item, version: first.version }];
  });
  const [only, another] = candidates;
  if (only === undefined) {
    return { sort: 'no cause', key: items.map(({ key }) => key).join(' '), floors: [], seen: source.by };
  }
  if (another === undefined) only.item.acknowledge(only.version, source);
  return undefined;
};
