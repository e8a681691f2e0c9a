import { isDeepStrictEqual } from 'node:util';

export type KindName = 'authors' | 'movies' | 'series';

/** What an item holds, as far as writers change it. */
export interface Content {
  /** Grows with every write to the item. */
  readonly n: number;
  readonly imdbId: string | null;
  /** Of titles alone. */
  readonly authorId?: number | null;
  readonly genres?: readonly string[];
}

/** Undefined: it is not there, not yet or not any more. */
export type State = Content | undefined;

/** Which answer told something, for people to read. */
export interface Told {
  readonly by: string;
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
}

/** Since `moment` (see `History`) the item is known to have come as far as `version`. */
export interface Floor extends Told {
  readonly version: number;
  readonly moment: number;
}

export interface Possibility {
  readonly version: number;
  readonly state: State;
}

export const isSame = (one: State, other: State): boolean => isDeepStrictEqual(one, other);

/**
 * All that is known of one item: version 0 is its absence before it was made, the last version its absence after it was
 * removed. Writes name the version they are for, so each makes version `base + 1` or does not happen. While a client
 * does not know which of its writes happened (an answer was lost, another write for the same base was then refused),
 * a version has several possible states, and at most one of them is true.
 */
export class ItemHistory {
  /** As soon as an answer has told it. */
  id: number | undefined;
  readonly #states: State[][] = [[undefined]];
  readonly #floors: Floor[] = [{ version: 0, moment: 0, by: 'nobody', at: 0 }];

  /** @param tick answers a moment later than all before */
  constructor(
    readonly kind: KindName,
    readonly key: string,
    private readonly tick: () => number,
  ) {}

  /** Newest first known floor of those from before `moment`. */
  floorAt(moment: number): Floor {
    return this.#floors.findLast((floor) => floor.moment < moment) ?? (this.#floors[0] as Floor);
  }

  get floor(): Floor {
    return this.#floors.at(-1) as Floor;
  }

  /** The state at the floor; for the item's only writer, who has nothing pending. */
  get settled(): State {
    return this.#states[this.floor.version]?.[0];
  }

  /** To be called before a write is sent: from now on it may be seen. */
  attempt(base: number, state: State): void {
    this.#states[base + 1] ??= [];
    this.#states[base + 1]?.push(state);
  }

  /** A write that certainly never happens. */
  withdraw(base: number, state: State): void {
    const left = (this.#states[base + 1] ?? []).filter((one) => !isSame(one, state));
    if (left.length > 0) this.#states[base + 1] = left;
    else this.#states.length = base + 1;
  }

  /**
   * An answer told that the item has come as far as `version`.
   * @param truth what it is in that version, if the answer told that too
   */
  acknowledge(version: number, { by, at }: Told, truth?: { readonly state: State }): void {
    if (this.#states[version] === undefined) throw new Error(`${this.key} cannot be at version ${version}`);
    if (truth !== undefined) this.#states[version] = [truth.state];
    if (version > this.floor.version) this.#floors.push({ version, moment: this.tick(), by, at });
  }

  /** Whether more than one write may have made this version. */
  isContested(version: number): boolean {
    return (this.#states[version] ?? []).length > 1;
  }

  mayBe(version: number, state: State): boolean {
    return (this.#states[version] ?? []).some((one) => isSame(one, state));
  }

  /** What may be seen now by a read that began at `moment`. */
  possibleSince(moment: number): Possibility[] {
    const from = this.floorAt(moment).version;
    return this.#states
      .slice(from)
      .flatMap((states, i) => states.map((state) => ({ version: from + i, state })));
  }

  /** Whether it ever was, or might have been, like this. */
  wasEver(state: State): boolean {
    return this.#states.some((states) => states.some((one) => isSame(one, state)));
  }
}
