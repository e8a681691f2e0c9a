import { expect } from 'chai';
import { type Build, copyBuild } from '../../../scripts/history/builds.js';
import { mutants, type Safety } from '../../../scripts/history/mutants.js';
import { isThorough } from '../../support/thorough.js';
import { type Instance, startTwoInstances, type TwoInstances } from './two-instances.js';

/** A course of events, on instances whose cache holds the title `old`; answers what is read after `new` was answered. */
export interface Trial<Servers> {
  readonly name: string;
  readonly safety: Safety;
  readonly course: (world: TwoInstances, servers: Servers) => Promise<string>;
}

/** A read for which the cache was asked. */
export const cachedRead = async (instance: Instance) => {
  let read = await instance.read();
  while (read.from === 'bypass') read = await instance.read();
  return read;
};

/**
 * Without the safety only in the thorough run: it then tests the trial.
 *
 * @param redisUrl where instances find Redis at first
 * @param prepare brings the servers into the state that the course begins with
 */
export const tryWithAndWithout = async <Servers>(
  { safety, course }: Trial<Servers>,
  build: Build,
  redisUrl: string,
  servers: Servers,
  prepare: () => Promise<void> = async () => {},
): Promise<void> => {
  const readAfter = async (program: Build) => {
    await prepare();
    const world = await startTwoInstances(program, redisUrl);
    try {
      await world.warm();
      return await course(world, servers);
    } finally {
      await world.stop();
    }
  };
  expect(await readAfter(build)).to.equal('new');
  if (!isThorough) return;
  const mutant = copyBuild(build.dist, mutants[safety]);
  const shown = new Set<string>();
  // An instance may poll at just that moment, or a busy machine make Redis late, so that nobody sees the old state.
  for (let i = 0; i < 10 && !shown.has('old'); i += 1) shown.add(await readAfter(mutant));
  expect([...shown]).to.include('old');
  mutant.remove();
};
