import type { Scenario } from './cache-model.js';
import type { Safety } from './design.js';

const nothing = { writes: 0, switches: 0, moves: 0, roles: 0, fills: 0 };

export const scenarios = {
  'failover and failback, one instance': {
    instances: 1,
    isCached: false,
    budget: { ...nothing, writes: 1, switches: 2, roles: 1, fills: 1 },
  },
  'failover and failback, two instances': {
    instances: 2,
    isCached: true,
    budget: { ...nothing, writes: 1, switches: 2, roles: 1, fills: 1 },
  },
  'two servers in use at once': {
    instances: 2,
    isCached: true,
    budget: { ...nothing, writes: 1, moves: 2, roles: 1, fills: 1 },
  },
  'promotions under open connections': {
    instances: 2,
    isCached: true,
    budget: { ...nothing, writes: 1, roles: 3, fills: 1 },
  },
  'one server': { instances: 2, isCached: false, budget: { ...nothing, writes: 2, fills: 2 } },
} as const satisfies Readonly<Record<string, Omit<Scenario, 'name'>>>;

export type ScenarioName = keyof typeof scenarios;

export const scenario = (name: ScenarioName): Scenario => ({ name, ...scenarios[name] });

/** For each safety, the scenario that needs the fewest steps to show a violation without it. */
export const shownBy: Readonly<Record<Safety, ScenarioName>> = {
  'a new epoch for each change of the server': 'failover and failback, one instance',
  'a read compares its own server with the agreed one': 'two servers in use at once',
  'the server checks its ids within the read': 'promotions under open connections',
  'a confirmation counts only from the agreed server': 'two servers in use at once',
  'a quick confirmation is not trusted after a change': 'two servers in use at once',
  'a fill is joined only within its epoch': 'failover and failback, one instance',
  'values carry generations': 'two servers in use at once',
  'an instance that lags does not use the cache': 'two servers in use at once',
  'a write waits where it is not confirmed': 'two servers in use at once',
};
