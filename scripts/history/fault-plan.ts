import type { Random } from './random.js';

/** What a fault is done to: two that need the same never overlap. */
export type Resource = 'redis' | `redis link ${number}` | `postgres link ${number}` | `instance ${number}`;

/** Instances by number; `one` is the one that a fault of one instance hits. */
export interface Targets {
  readonly one: number;
  readonly all: readonly number[];
}

export interface PlannedFault<Kind extends string = string> {
  readonly kind: Kind;
  /** Milliseconds since the start of the run. */
  readonly at: number;
  /** Milliseconds. */
  readonly lasts: number;
  readonly targets: Targets;
  /** From 0 to less than 1: how slow, how full, how old. */
  readonly strength: number;
  readonly takes: readonly Resource[];
}

/** Milliseconds, least and most: how long a fault lasts, and how calm it is until the next. */
const [lasting, calm] = [
  [300, 4_000],
  [1_000, 4_000],
] as const;
/** How often a second fault comes before the first one has ended. */
const overlapping = 0.3;

/**
 * All faults of a run, which follow from the random numbers alone. The kinds come in turns, shuffled anew each time, so
 * that a long run has all of them.
 * @param faults what each kind of fault needs
 */
export const planFaults = <Kind extends string>(
  faults: Readonly<Record<Kind, { takes(targets: Targets): readonly Resource[] }>>,
  random: Random,
  { instances, milliseconds }: { readonly instances: number; readonly milliseconds: number },
): PlannedFault<Kind>[] => {
  const kinds = Object.keys(faults) as Kind[];
  const all = Array.from({ length: instances }, (_, i) => i);
  let deck: Kind[] = [];
  const draw = (at: number): PlannedFault<Kind> => {
    if (deck.length === 0) deck = random.shuffled(kinds);
    const kind = deck.shift() as Kind;
    const targets = { one: random.pick(all), all };
    // Short ones more often: more of them fit, and it is their ends that are dangerous.
    const lasts = Math.round(lasting[0] + random.next() ** 2 * (lasting[1] - lasting[0]));
    return { kind, at, lasts, targets, strength: random.next(), takes: faults[kind].takes(targets) };
  };

  const plan: PlannedFault<Kind>[] = [];
  let at = random.between(...calm);
  while (at < milliseconds) {
    const first = draw(at);
    plan.push(first);
    let end = at + first.lasts;
    if (random.chance(overlapping)) {
      const second = draw(at + random.between(0, first.lasts));
      const isFree = !second.takes.some((resource) => first.takes.includes(resource));
      const late = { ...second, at: isFree ? second.at : end };
      plan.push(late);
      end = Math.max(end, late.at + late.lasts);
    }
    at = end + random.between(...calm);
  }
  return plan;
};
