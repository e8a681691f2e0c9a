import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedFault, Resource } from './fault-plan.js';
import { type FaultKind, faults } from './faults.js';
import type { World } from './world.js';

interface Struck {
  readonly what: string;
  readonly from: number;
  to: number;
}

/** Milliseconds after a fault in which its effects are still reckoned to it. */
const recovery = 1_500;

/** Makes planned faults happen, and remembers which did when. */
export class FaultRunner {
  readonly counts = new Map<FaultKind, number>();
  readonly #struck: Struck[] = [];
  readonly #busy = new Map<Resource, Promise<unknown>>();

  constructor(private readonly world: World) {}

  /** Resolves when all have happened and are undone; `stop` keeps those back that have not begun. */
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

  /** What was wrong between these two times of `performance.now()`. */
  between(from: number, to: number): string[] {
    return this.#struck.filter((one) => one.from <= to && one.to >= from).map(({ what }) => what);
  }

  /** Whether nothing was, or had been shortly before. */
  wasCalm(from: number, to: number): boolean {
    return this.between(from - recovery, to).length === 0;
  }

  /** One that takes longer than planned holds up the next on the same thing. */
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
    // Told by `run`, which may still be waiting for the next one.
    striking.catch(() => {});
    for (const resource of fault.takes) this.#busy.set(resource, striking);
    return striking;
  }
}
