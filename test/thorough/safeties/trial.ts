import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Safety, type SwitchedOff, safeties } from '../../../scripts/history/safeties.js';
import { type Instance, startTwoInstances, type TwoInstances } from './two-instances.js';

/** A course of events on two instances whose cache stores the title `old`. */
export interface Trial<Servers> {
  readonly name: string;
  readonly safety: Safety;
  /** Returns the title that is read after the write of `new` was acknowledged. */
  readonly course: (world: TwoInstances, servers: Servers) => Promise<string>;
}

/** Reads from an instance whose way to Postgres is cut off, and heals that if the read waits for it. */
export const readWhileFrozen = async ({ read, postgres }: Instance) => {
  const reading = read();
  await Promise.race([reading, sleep(300)]);
  await postgres.heal();
  return (await reading).title;
};

/** Reads until the cache was asked. */
export const cachedRead = async (instance: Instance) => {
  let read = await instance.read();
  while (read.from === 'bypass') read = await instance.read();
  return read;
};

/**
 * Expects the course to return `new` with all safeties, and `old` without the one of the trial.
 *
 * @param redisUrl the server that instances connect to at first
 * @param prepare brings the servers into the state that the course begins with
 */
export const tryWithAndWithout = async <Servers>(
  { safety, course }: Trial<Servers>,
  redisUrl: string,
  servers: Servers,
  prepare: () => Promise<void> = async () => {},
): Promise<void> => {
  const readAfter = async (switchedOff?: SwitchedOff) => {
    await prepare();
    const world = await startTwoInstances(redisUrl, switchedOff);
    try {
      await world.warm();
      return await course(world, servers);
    } finally {
      await world.stop();
    }
  };
  expect(await readAfter()).to.equal('new');
  const titles = new Set<string>();
  // An instance may poll at just that moment, or Redis be late on a busy machine, so that the old title is not read.
  for (let i = 0; i < 10 && !titles.has('old'); i += 1) titles.add(await readAfter(safeties[safety]));
  expect([...titles]).to.include('old');
};
