import type { Design } from './design.js';
import type { Machine } from './explore.js';
import { instanceSteps } from './instance-steps.js';
import { serverSteps } from './server-steps.js';
import { type Agreement, initialState, type State, serverNames } from './state.js';

/** Renumbers values in the order of their first appearance, since only their equality matters. */
class Renumbering {
  readonly #numbers = new Map<number, number>();

  of = (number: number): number => {
    const known = this.#numbers.get(number) ?? this.#numbers.size + 1;
    this.#numbers.set(number, known);
    return known;
  };

  get count(): number {
    return this.#numbers.size;
  }
}

const normalize = (state: State, keepsEpochs: boolean): void => {
  const [epochs, generations] = [new Renumbering(), new Renumbering()];
  const epochOf = (epoch: number) => (keepsEpochs ? epoch : epochs.of(epoch));
  const agreed = ({ server, epoch }: Agreement): Agreement => ({ server, epoch: epochOf(epoch) });
  const inUse = new Set<string>();
  const note = (key: string) => {
    inUse.add(key);
    return key;
  };
  state.row = agreed(state.row);
  note(`e${state.row.epoch}`);
  const keyOf = (key: string) => (key.startsWith('e') ? `e${epochOf(Number(key.slice(1)))}` : key);
  for (const instance of state.instances) {
    instance.epoch = epochOf(instance.epoch);
    for (const which of ['poll', 'mark'] as const) {
      const poll = instance[which];
      if (poll === null) continue;
      // Only compared with the version of a pending write.
      const version = state.write === null ? 0 : poll.version;
      instance[which] = { ...poll, agreed: agreed(poll.agreed), version };
      note(`e${instance[which].agreed.epoch}`);
    }
  }
  for (const name of serverNames) {
    const { data } = state.servers[name];
    const kept = Object.entries(data.generations).sort(([a], [b]) => (a < b ? -1 : 1));
    // A value of an earlier epoch can never be read again.
    const values = Object.entries(data.values)
      .map(([key, value]) => [keyOf(key), value] as const)
      .filter(([key]) => !key.startsWith('e') || inUse.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    state.servers[name].data = {
      generations: Object.fromEntries(
        kept.map(([key, generation]) => [keyOf(key), generations.of(generation)]),
      ),
      values: Object.fromEntries(
        values.map(([key, { generation, version }]) => [
          key,
          { generation: generations.of(generation), version },
        ]),
      ),
    };
  }
  for (const instance of state.instances) {
    const { fill } = instance;
    if (fill !== null)
      instance.fill = {
        ...fill,
        key: keyOf(fill.key),
        generationKey: keyOf(fill.generationKey),
        generation: generations.of(fill.generation),
      };
  }
  if (!keepsEpochs) state.last.epoch = epochs.count;
  state.last.generation = generations.count;
};

/** The bounds of the exploration. */
export interface Scenario {
  readonly name: string;
  /** Maximum number of each event. */
  readonly budget: State['left'];
  readonly instances: 1 | 2;
  /** Whether the item is cached at the start. */
  readonly isCached: boolean;
}

/** Returns the model: instances, each with a design, two cache servers, a database and one item. */
export const cacheMachine = (
  designs: readonly Design[],
  { budget, instances, isCached }: Scenario,
): Machine<State> => {
  const [first] = designs as [Design];
  return {
    initial: initialState(instances, budget, isCached ? nameOfCached(first) : undefined),
    steps: [
      ...designs.slice(0, instances).flatMap((design, i) => instanceSteps(i, design)),
      ...serverSteps(designs),
    ],
    normalize: (state) =>
      normalize(
        state,
        designs.some(({ safeties }) => !safeties['a new epoch for each change of the server']),
      ),
  };
};

const nameOfCached = ({ values, generations }: Design) => {
  const name = { run: 'p', 'run and history': 'p/1', epoch: 'e1' };
  return { key: name[values], generationKey: name[generations] };
};
