import { expect } from 'chai';
import { FakeCache } from '../../support/fakes/fake-cache.js';
import { held, settled, setUp } from './reading.js';

describe('a write that waits for invalidation', () => {
  const acknowledged = (world: ReturnType<typeof setUp>) => {
    const state = { done: false };
    world.reads.waitForInvalidation().then(() => {
      state.done = true;
    });
    return state;
  };

  it('when the cache has confirmed the invalidation: stops waiting', async () => {
    const world = setUp(new FakeCache());
    const { until, release } = held();
    world.confirmInvalidation = () => until;
    const state = acknowledged(world);
    await settled();
    expect(state.done).to.equal(false);
    release();
    await settled();
    expect(state.done).to.equal(true);
  });

  it('when the cache fails or does not respond: waits for a second and a half, and no longer', async () => {
    for (const confirm of [
      () => Promise.reject(new Error('not connected')),
      () => new Promise<void>(() => {}),
    ]) {
      const world = setUp(new FakeCache());
      world.confirmInvalidation = confirm;
      const state = acknowledged(world);
      await settled();
      expect(state.done).to.equal(false);
      expect(world.pauses.map(({ milliseconds }) => milliseconds)).to.deep.equal([1500]);
      world.pauses[0]?.end();
      await settled();
      expect(state.done).to.equal(true);
    }
  });
});
