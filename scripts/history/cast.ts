import type { Instance } from './instance.js';
import type { ItemHistory, KindName } from './item-history.js';
import type { Random } from './random.js';

/** One item at a time: after its item is removed, the writer of the slot creates the next one. */
export interface Slot {
  readonly kind: KindName;
  readonly name: string;
  readonly isRemovable: boolean;
  /** Whether its titles may have an author that is removed during the run. */
  readonly namesRemovedAuthors: boolean;
  /** Undefined between the removal of an item and the creation of the next one. */
  item: ItemHistory | undefined;
}

/** A slot that only imports write: one item, or a crowd of equal items that all change in the same import. */
export interface ImportedSlot extends Slot {
  readonly rows: number;
}

/** Rows of a crowd: enough for the feed to report the kind as a whole, and more than a page of a list. */
export const crowd = 300;
export const crowdOf = (kind: KindName) => `crowd-of-${kind}`;

const kinds = ['authors', 'movies', 'series'] as const;

const importedSlots = (): ImportedSlot[] =>
  kinds.flatMap((kind) => {
    const slot = { kind, isRemovable: false, namesRemovedAuthors: false, item: undefined };
    return [
      // The crowd is created first, so that the list of the newest items begins with the others.
      { ...slot, name: crowdOf(kind), rows: crowd },
      { ...slot, name: `imported-${kind}`, rows: 1 },
    ];
  });

const slotsOf = (kind: KindName, count: number, removables: number): Slot[] =>
  Array.from({ length: count }, (_, i) => ({
    kind,
    name: `${kind}-${i + 1}`,
    isRemovable: i >= count - removables,
    namesRemovedAuthors: kind === 'movies' && i === 0,
    item: undefined,
  }));

/** Number of removed items that are still read. */
const maxRemoved = 3;

/** The items from which readers and writers choose. */
export class Cast {
  readonly imported: readonly ImportedSlot[] = importedSlots();
  /** Slots with a writer each. */
  readonly slots: readonly Slot[] = [
    ...slotsOf('authors', 3, 1),
    ...slotsOf('movies', 6, 2),
    ...slotsOf('series', 2, 1),
  ];
  readonly #all: readonly Slot[] = [...this.slots, ...this.imported];
  readonly #removed: ItemHistory[] = [];

  /** The existing items of a kind whose ids are known. */
  present(kind?: KindName): ItemHistory[] {
    return this.#all.flatMap(({ item }) =>
      item?.id !== undefined && (kind === undefined || item.kind === kind) ? [item] : [],
    );
  }

  /** The existing items, and some that were removed recently. */
  known(): ItemHistory[] {
    return [...this.present(), ...this.#removed];
  }

  /** Those of the known items that are not imported. */
  written(): ItemHistory[] {
    const imported = this.imported.map(({ item }) => item);
    return this.known().filter((item) => !imported.includes(item));
  }

  /** The authors that titles of a slot may have: those that are never removed, and for one slot a removable author. */
  authorsFor({ namesRemovedAuthors }: Slot): ItemHistory[] {
    const stays = ({ kind, isRemovable }: Slot) => kind === 'authors' && !isRemovable;
    const authors = this.#all.flatMap((slot) => (stays(slot) && slot.item ? [slot.item] : []));
    if (!namesRemovedAuthors) return authors;
    const [removable] = this.slots.filter(({ kind, isRemovable }) => kind === 'authors' && isRemovable);
    const removed = this.#removed.findLast(({ kind }) => kind === 'authors');
    return [...authors, removable?.item ?? removed].filter(
      (author) => author?.id !== undefined,
    ) as ItemHistory[];
  }

  markRemoved(slot: Slot): void {
    if (slot.item === undefined) return;
    this.#removed.push(slot.item);
    if (this.#removed.length > maxRemoved) this.#removed.shift();
    slot.item = undefined;
  }
}

/** Picks an instance, if possible another one than `last`. */
export const anotherThan = (
  instances: readonly Instance[],
  last: Instance | undefined,
  random: Random,
): Instance => {
  const others = instances.filter((instance) => instance !== last);
  return random.pick(others.length > 0 ? others : instances);
};
