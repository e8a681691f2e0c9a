import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedFault, Resource } from './fault-plan.js';
import { type FaultKind, faults } from './faults.js';
import type { World } from './world.js';

interface Struck {
  readonly what: string;
  readonly from: number;
  to: number;
}

/** Milliseconds after a fault during which errors still count as its effects. */
const recoveryMs = 1_500;

/** Causes the planned faults, and records when each happened. */
export class FaultRunner {
  readonly counts = new Map<FaultKind, number>();
  readonly #struck: Struck[] = [];
  readonly #busy = new Map<Resource, Promise<unknown>>();

  constructor(private readonly world: World) {}

  /** Resolves when all faults are over. @param stop skips the faults that have not begun */
  async run(plan: readonly PlannedFault<FaultKind>[], stop: AbortSignal): Promise<void> {
    const began = performance.now();
    const striking: Promise<void>[] = [];
    for (const fault of plan) {
      const wait = began + fault.at - performance.now();
      if (wait > 0) await sleep(wait, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) break;
      striking.push(this.#strike(fault));
    }
    await Promise.all(striking);
  }

  /** Returns the faults between two times of `performance.now()`. */
  between(from: number, to: number): string[] {
    return this.#struck.filter((one) => one.from <= to && one.to >= from).map(({ what }) => what);
  }

  /** Returns whether there was no fault between two times or shortly before. */
  wasCalm(from: number, to: number): boolean {
    return this.between(from - recoveryMs, to).length === 0;
  }

  /** Causes a fault, after earlier faults of the same resources are over. */
  #strike(fault: PlannedFault<FaultKind>): Promise<void> {
    const before = fault.takes.map((resource) => this.#busy.get(resource));
    const striking = Promise.all(before).then(async () => {
      const { kind, lasts, takes } = fault;
      const what = `${kind} (${lasts} ms; ${takes.join(', ')})`;
      const struck = { what, from: performance.now(), to: Number.POSITIVE_INFINITY };
      this.#struck.push(struck);
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      await faults[kind].strike(this.world, fault);
      struck.to = performance.now();
    });
    // `run` handles the rejection, but may still be waiting for the next fault.
    striking.catch(() => {});
    for (const resource of fault.takes) this.#busy.set(resource, striking);
    return striking;
  }
}
