import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Safety, type SwitchedOff, safeties } from '../../../scripts/history/safeties.js';
import { type Instance, startTwoInstances, type TwoInstances } from './two-instances.js';

/** A sequence of events on two instances whose cache contains the title `old`. */
export interface Trial<Servers> {
  readonly name: string;
  readonly safety: Safety;
  /** Returns the title that is read after the write of `new` was acknowledged. */
  readonly course: (world: TwoInstances, servers: Servers) => Promise<string>;
}

/** Reads from an instance that cannot reach Postgres, and reconnects it if the read waits for it. */
export const readWhileFrozen = async ({ read, postgres }: Instance) => {
  const reading = read();
  await Promise.race([reading, sleep(300)]);
  await postgres.heal();
  return (await reading).title;
};

/** Reads until a read does not bypass the cache. */
export const cachedRead = async (instance: Instance) => {
  let read = await instance.read();
  while (read.from === 'bypass') read = await instance.read();
  return read;
};

/**
 * Expects the sequence to return `new` with all safeties, and `old` without the one of the trial.
 *
 * @param redisUrl the server that instances connect to at first
 * @param prepare brings the servers into the state at the beginning of the sequence
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
  // If an instance polls at this moment, or Redis times out on a busy machine, the old title is not read.
  for (let i = 0; i < 10 && !titles.has('old'); i += 1) titles.add(await readAfter(safeties[safety]));
  expect([...titles]).to.include('old');
};
