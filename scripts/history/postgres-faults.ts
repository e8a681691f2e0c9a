import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { between, type Fault, of, onLinks, postgresLinkOfOne, postgresLinks } from './fault.js';
import type { PlannedFault } from './fault-plan.js';
import type { World } from './world.js';

/** Milliseconds: longer than any time limit of a statement or a rollback. */
const longFreeze = (fault: PlannedFault) => between(8_000, 20_000, fault);
/** Milliseconds until the writes wait for the lock. */
const gathering = 500;

/**
 * Runs `work` while UPDATE, INSERT and DELETE wait for a lock, but SELECT … FOR UPDATE does not.
 * @param work receives a function that releases the lock
 */
const whileWritesWait = async (
  { postgres }: World,
  work: (client: Client, release: () => Promise<unknown>) => Promise<void>,
) => {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query('begin; lock table authors, movies, series in share mode');
    await sleep(gathering);
    await work(client, () => client.query('rollback'));
  } finally {
    await client.end();
  }
};

/** Pauses every backend process of Postgres, and the postmaster, which would start new ones. */
const freezeServer = async ({ postgres }: World, client: Client, milliseconds: number) => {
  const { rows } = await client.query(
    `select pid from pg_stat_activity where backend_type = 'client backend'`,
  );
  const pids = [postgres.pid, ...rows.map(({ pid }) => pid as number)];
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        // The process has ended meanwhile.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  };
  try {
    signalAll('SIGSTOP');
    await sleep(milliseconds);
  } finally {
    signalAll('SIGCONT');
  }
};

/** Faults in which statements are abandoned in the middle of a write. */
export const postgresFaults = {
  'Postgres frozen while writes wait': {
    takes: postgresLinks,
    strike: (world, fault) =>
      whileWritesWait(world, async (client, release) => {
        await freezeServer(world, client, longFreeze(fault));
        await release();
      }),
  },
  'one frozen from Postgres while its writes wait': {
    takes: postgresLinkOfOne,
    strike: (world, fault) =>
      whileWritesWait(world, (_client, release) =>
        onLinks(
          of(world.postgresLinks, fault.targets.one),
          { ...fault, lasts: longFreeze(fault) },
          async (link) => {
            link.freeze();
            // The writes continue, but their instance receives no response.
            await release();
          },
        ),
      ),
  },
} as const satisfies Readonly<Record<string, Fault>>;
