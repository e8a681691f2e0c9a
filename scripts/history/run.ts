import { setTimeout as sleep } from 'node:timers/promises';
import { expectNoOpenTransaction } from '../../test/support/open-transactions.js';
import { Cast } from './cast.js';
import { EditorReads } from './editor-reads.js';
import type { Fault } from './fault.js';
import { planFaults } from './fault-plan.js';
import { FaultRunner } from './fault-runner.js';
import { faults as allFaults, type FaultKind } from './faults.js';
import { FilteredReads } from './filtered-reads.js';
import { History } from './history.js';
import { Importer } from './importer.js';
import { Mirror } from './mirror.js';
import { Random } from './random.js';
import { Reader } from './reader.js';
import { Reads } from './reads.js';
import type { Stage } from './stage.js';
import { Tally } from './tally.js';
import { startWorld } from './world.js';
import { Writer } from './writer.js';
import { Writes } from './writes.js';

export interface HistoryRun {
  readonly seed: number;
  readonly seconds: number;
  /** The program of each instance, as arguments to node. */
  readonly programs: readonly (readonly string[])[];
  /** Path of the import command. */
  readonly importer: string;
  /** Restricts the run to faults whose names match. */
  readonly only?: RegExp;
  /** Whether to stop at the first violation. */
  readonly untilViolation?: boolean;
  /** Statements to run once the database is migrated. */
  readonly sql?: string | undefined;
}

export interface HistoryResult {
  readonly seconds: number;
  readonly tally: Tally;
  readonly planned: ReadonlySet<FaultKind>;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly crashes: number;
  /** Paths of the logs of the instances, if the run failed. */
  readonly logs: readonly string[];
}

/** Readers per instance. */
const readersPerInstance = 4;
/** Milliseconds at the end of the run in which no fault begins. */
const quiet = 3_000;

/** Reads every item and list once more through every instance, after all faults. */
const readEverything = async ({ world, history, cast, reads, filtered, ofEditors }: Stage) => {
  for (const instance of world.instances) {
    for (const item of cast.known()) {
      await reads.item(item, instance);
      if (item.kind === 'authors') await reads.titlesOf(item, 'movies', instance);
      else await reads.authorOf(item, instance);
      await reads.item(item, instance, { fresh: true });
    }
    for (const item of cast.written()) await ofEditors.versionOf(item, instance);
    for (const kind of ['authors', 'movies', 'series'] as const) {
      await reads.list(kind, instance);
      await filtered.withIds(
        cast.known().filter((item) => item.kind === kind),
        instance,
      );
      await ofEditors.duplicates(kind, instance);
      await new Mirror(kind, instance, history, reads).sync();
    }
    await reads.genres(instance);
  }
};

/**
 * Runs readers and writers on several instances of the service while the instances and their servers fail, and compares
 * each response with all responses before it.
 */
export const runHistory = async ({
  seed,
  seconds,
  programs,
  importer: program,
  only = /^/,
  untilViolation = false,
  sql,
}: HistoryRun): Promise<HistoryResult> => {
  const random = new Random(seed);
  const milliseconds = seconds * 1_000;
  const kinds = Object.entries<Fault>(allFaults).filter(([name]) => only.test(name));
  const plan = planFaults(Object.fromEntries(kinds) as Record<FaultKind, Fault>, random.fork('faults'), {
    instances: programs.length,
    milliseconds: milliseconds - quiet,
  });
  const world = await startWorld(programs, program, { ...(sql !== undefined && { sql }) });
  let keepLogs = true;
  try {
    const faults = new FaultRunner(world);
    const [history, cast, tally] = [new History(), new Cast(), new Tally(faults)];
    const reads = new Reads(history, tally);
    const writes = new Writes(world, history, tally, reads);
    const filtered = new FilteredReads(history, reads);
    const ofEditors = new EditorReads(history, reads, world.credentials);
    const stage: Stage = { world, history, cast, tally, reads, filtered, ofEditors, writes };

    const importer = new Importer(stage, random.fork('importer'));
    await importer.turn();
    const writers = cast.slots.map((slot) => new Writer(slot, stage, random.fork(slot.name)));
    // Authors are created first, since titles refer to them.
    for (const writer of writers) await writer.turn();
    const readers = world.instances.flatMap((instance) =>
      Array.from(
        { length: readersPerInstance },
        (_, i) => new Reader(instance, stage, random.fork(`${instance.name}/${i}`)),
      ),
    );
    const stop = new AbortController();
    const running = [importer, ...writers, ...readers].map((client) => client.run(stop.signal));
    const striking = faults.run(plan, stop.signal);
    try {
      const failed = new Promise<never>((_, reject) => striking.catch(reject));
      const over = async () => {
        const end = performance.now() + milliseconds;
        const isFound = () => untilViolation && tally.violations.length > 0;
        while (performance.now() < end && !isFound() && !stop.signal.aborted) await sleep(200);
      };
      await Promise.race([over(), failed, Promise.all(running)]);
    } finally {
      stop.abort();
      await striking;
      await Promise.all(running);
    }
    await readEverything(stage);
    for (const reader of readers) await reader.finish();
    await expectNoOpenTransaction(world.postgres.url).catch(({ message }: Error) =>
      tally.failures.push(message),
    );

    const crashes = world.instances.reduce((sum, instance) => sum + instance.crashes, 0);
    const isGood = tally.violations.length === 0 && tally.failures.length === 0 && crashes === 0;
    keepLogs = !isGood && !untilViolation;
    const logs = keepLogs ? [...world.instances, world.importCommand].map(({ logFile }) => logFile) : [];
    const planned = new Set(plan.map(({ kind }) => kind));
    return { seconds, tally, planned, faults: faults.counts, crashes, logs };
  } finally {
    await world.stop(keepLogs);
  }
};
