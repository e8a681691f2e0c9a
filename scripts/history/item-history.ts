import { isDeepStrictEqual } from 'node:util';

export type KindName = 'authors' | 'movies' | 'series';

/** The fields of an item that writers change. */
export interface Content {
  /** Number of the write, increasing. */
  readonly n: number;
  readonly imdbId: string | null;
  /** Only for titles. */
  readonly authorId?: number | null;
  readonly genres?: readonly string[];
}

/** Undefined: the item does not exist, not yet or no longer. */
export type State = Content | undefined;

/** The response from which something is known, for reports. */
export interface Source {
  readonly by: string;
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
}

/** From `moment` on (see `History`), the item is known to have at least this version. */
export interface Floor extends Source {
  readonly version: number;
  readonly moment: number;
}

export interface Possibility {
  readonly version: number;
  readonly state: State;
}

export const isSame = (one: State, other: State): boolean => isDeepStrictEqual(one, other);

/**
 * Everything that is known about one item. Version 0 is its absence before it was created; the last version is its absence
 * after it was removed. A write names its base version with If-Match, so it creates version `base + 1` or fails. If the
 * response to a write was lost, the next write for the same base may fail because of it. Until it is known which of them
 * succeeded, the version has several possible states, of which one is true.
 */
export class ItemHistory {
  /** Undefined until a response contains it. */
  id: number | undefined;
  readonly #states: State[][] = [[undefined]];
  readonly #floors: Floor[] = [{ version: 0, moment: 0, by: 'start', at: 0 }];

  /** @param tick returns the next moment */
  constructor(
    readonly kind: KindName,
    readonly key: string,
    private readonly tick: () => number,
  ) {}

  /** Returns the newest floor from before `moment`. */
  floorAt(moment: number): Floor {
    return this.#floors.findLast((floor) => floor.moment < moment) ?? (this.#floors[0] as Floor);
  }

  get floor(): Floor {
    return this.#floors.at(-1) as Floor;
  }

  /** The state at the floor. For the only writer of the item, while it has no pending write. */
  get settled(): State {
    return this.#states[this.floor.version]?.[0];
  }

  /** Must be called before a write is sent: from now on reads may return its state. */
  attempt(base: number, state: State): void {
    this.#states[base + 1] ??= [];
    this.#states[base + 1]?.push(state);
  }

  /** Removes a write that certainly failed. */
  withdraw(base: number, state: State): void {
    const left = (this.#states[base + 1] ?? []).filter((one) => !isSame(one, state));
    if (left.length > 0) this.#states[base + 1] = left;
    else this.#states.length = base + 1;
  }

  /**
   * Records that a response has shown `version` or a later one.
   * @param truth the state in that version, if the response shows it
   */
  acknowledge(version: number, { by, at }: Source, truth?: { readonly state: State }): void {
    if (this.#states[version] === undefined) throw new Error(`${this.key} cannot be at version ${version}`);
    if (truth !== undefined) this.#states[version] = [truth.state];
    if (version > this.floor.version) this.#floors.push({ version, moment: this.tick(), by, at });
  }

  /** Returns whether more than one write may have created this version. */
  isContested(version: number): boolean {
    return (this.#states[version] ?? []).length > 1;
  }

  mayBe(version: number, state: State): boolean {
    return (this.#states[version] ?? []).some((one) => isSame(one, state));
  }

  /** Returns the states that a read may return that began at `moment` and ends now. */
  possibleSince(moment: number): Possibility[] {
    const from = this.floorAt(moment).version;
    return this.#states
      .slice(from)
      .flatMap((states, i) => states.map((state) => ({ version: from + i, state })));
  }

  /** Returns whether the item ever had, or may have had, this state. */
  wasEver(state: State): boolean {
    return this.#states.some((states) => states.some((one) => isSame(one, state)));
  }
}
