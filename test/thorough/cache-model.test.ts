import { expect } from 'chai';
import { cacheMachine } from '../../scripts/model/cache-model.js';
import { byEpoch, byRunId, type Design, safeties, without } from '../../scripts/model/design.js';
import { explore } from '../../scripts/model/explore.js';
import { type ScenarioName, scenario } from '../../scripts/model/scenarios.js';

const staleRead = (design: Design, name: ScenarioName, maxStates: number) =>
  explore(cacheMachine([design, design], scenario(name)), maxStates).violation?.at(-1);

describe('a model of the cache, explored', () => {
  it('named by run_id: two servers in use at once: gives a stale read', () => {
    expect(staleRead(byRunId, 'two servers in use at once', 20_000)).to.equal('hit: version 0');
  });

  for (const [safety, name, maxStates] of [
    ['a write waits where it is not confirmed', 'one server', 5_000],
    ['an instance that lags does not ask the cache', 'two servers in use at once', 5_000],
    ['the server checks its ids within the read', 'promotions under open connections', 20_000],
  ] as const) {
    it(`without: ${safety}: gives a stale read`, () => {
      expect(safeties).to.include(safety);
      expect(staleRead(without(safety), name, maxStates)).to.match(/version 0$/);
    });
  }

  it('as it is: gives none', () => {
    expect(staleRead(byEpoch, 'promotions under open connections', 10_000)).to.equal(undefined);
  });
});

describe('an exploration', () => {
  /** Counts to three, unless it breaks at two. */
  const counter = (breaks: boolean) => ({
    initial: { n: 0, noise: 0 },
    steps: [
      {
        name: 'up',
        run: (state: { n: number; noise: number }) => {
          if (state.n === 3) return false;
          state.n += 1;
          state.noise += 7;
          return breaks && state.n === 2 ? 'it was two' : true;
        },
      },
      { name: 'stays', run: () => true },
    ],
    normalize: (state: { noise: number }) => {
      state.noise = 0;
    },
  });

  it('of few states: sees each once, and that these are all', () => {
    expect(explore(counter(false), 100)).to.deep.equal({ states: 4, isComplete: true });
  });

  it('beyond its bound: ends, and says that there are more', () => {
    expect(explore(counter(false), 2)).to.deep.equal({ states: 3, isComplete: false });
  });

  it('of what breaks: returns the shortest way to it', () => {
    expect(explore(counter(true), 100).violation).to.deep.equal(['up', 'up', 'it was two']);
  });
});
