import type { Random } from './random.js';

/** What a fault affects. Faults with a common resource never overlap. */
export type Resource = 'redis' | `redis link ${number}` | `postgres link ${number}` | `instance ${number}`;

/** Instances by number. `one`: the target of a fault of a single instance. */
export interface Targets {
  readonly one: number;
  readonly all: readonly number[];
}

export interface PlannedFault<Kind extends string = string> {
  readonly kind: Kind;
  /** Milliseconds since the start of the run. */
  readonly at: number;
  /** Duration in milliseconds. */
  readonly lasts: number;
  readonly targets: Targets;
  /** From 0 to less than 1. Its meaning depends on the fault: how slow, how full, how old. */
  readonly strength: number;
  /** The resources that it affects. */
  readonly takes: readonly Resource[];
}

/** Minimum and maximum duration of a fault, and of the pause until the next one, in milliseconds. */
const [lasting, calm] = [
  [300, 4_000],
  [1_000, 4_000],
] as const;
/** Probability that a second fault begins before the first one ends. */
const overlapping = 0.3;

/**
 * Plans all faults of a run. The plan depends only on the random numbers. It goes through all kinds in random order, again
 * and again, so that a long run has all of them.
 * @param faults the kinds of faults, with the resources that each affects
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
    // Short faults are more frequent, since most bugs show at the end of a fault.
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
