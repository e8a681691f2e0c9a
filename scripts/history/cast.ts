import type { Instance } from './instance.js';
import type { ItemHistory, KindName } from './item-history.js';
import type { Random } from './random.js';

/** The place of one item after another: its writer makes the next when the one before was removed. */
export interface Slot {
  readonly kind: KindName;
  readonly name: string;
  readonly isMortal: boolean;
  /** Whether its titles may name the author that is removed now and then. */
  readonly isDaring: boolean;
  /** Undefined: removed, and none made yet. */
  item: ItemHistory | undefined;
}

/** The place of what imports alone write: one item, or a crowd, all of whose rows are alike and change at once. */
export interface ImportedSlot extends Slot {
  readonly rows: number;
}

/** More than a statement may touch for others to be told of each; a page of a list has room for fewer, and for all else. */
const crowd = 300;

const kinds = ['authors', 'movies', 'series'] as const;

const importedSlots = (): ImportedSlot[] =>
  kinds.flatMap((kind) => {
    const slot = { kind, isMortal: false, isDaring: false, item: undefined };
    return [
      // The crowd first: who comes later stands before it in a list of the newest.
      { ...slot, name: `crowd-of-${kind}`, rows: crowd },
      { ...slot, name: `imported-${kind}`, rows: 1 },
    ];
  });

const slotsOf = (kind: KindName, count: number, mortals: number): Slot[] =>
  Array.from({ length: count }, (_, i) => ({
    kind,
    name: `${kind}-${i + 1}`,
    isMortal: i >= count - mortals,
    isDaring: kind === 'movies' && i === 0,
    item: undefined,
  }));

/** So many removed ones are still asked for. */
const remembered = 3;

/** Which items there are for readers and writers to choose from. */
export class Cast {
  readonly imported: readonly ImportedSlot[] = importedSlots();
  /** Those with a writer each. */
  readonly slots: readonly Slot[] = [
    ...slotsOf('authors', 3, 1),
    ...slotsOf('movies', 6, 2),
    ...slotsOf('series', 2, 1),
  ];
  readonly #all: readonly Slot[] = [...this.slots, ...this.imported];
  readonly #removed: ItemHistory[] = [];

  /** Those of that kind whose id is known. */
  present(kind?: KindName): ItemHistory[] {
    return this.#all.flatMap(({ item }) =>
      item?.id !== undefined && (kind === undefined || item.kind === kind) ? [item] : [],
    );
  }

  /** Present ones, and some that were removed not long ago. */
  known(): ItemHistory[] {
    return [...this.present(), ...this.#removed];
  }

  /** Authors whom a title may name: the daring one anybody, the others who is never removed. */
  authorsFor({ isDaring }: Slot): ItemHistory[] {
    const stays = ({ kind, isMortal }: Slot) => kind === 'authors' && !isMortal;
    const authors = this.#all.flatMap((slot) => (stays(slot) && slot.item ? [slot.item] : []));
    if (!isDaring) return authors;
    const [mortal] = this.slots.filter(({ kind, isMortal }) => kind === 'authors' && isMortal);
    const removed = this.#removed.findLast(({ kind }) => kind === 'authors');
    return [...authors, mortal?.item ?? removed].filter(
      (author) => author?.id !== undefined,
    ) as ItemHistory[];
  }

  bury(slot: Slot): void {
    if (slot.item === undefined) return;
    this.#removed.push(slot.item);
    if (this.#removed.length > remembered) this.#removed.shift();
    slot.item = undefined;
  }
}

/** One of these, but if possible not that one. */
export const anotherThan = (
  instances: readonly Instance[],
  last: Instance | undefined,
  random: Random,
): Instance => {
  const others = instances.filter((instance) => instance !== last);
  return random.pick(others.length > 0 ? others : instances);
};
