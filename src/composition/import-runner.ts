import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadSpool } from '../adapters/import/upload-spool.js';
import { type ImportRunSettings, runImport } from './import-run.js';

/** Milliseconds between two polls for imports to run. */
const pollEvery = 2_000;
/** Milliseconds between two sweeps of the files. */
const sweepEvery = 30_000;
/** Milliseconds that a stop waits for the current batch. */
const stopTimeout = 10_000;
/** Stands for the id of the spool until its first file creates it. */
const noSpool = '00000000-0000-0000-0000-000000000000';

/** Runs the imports whose files this instance has, one after the other, and removes files that are not needed. */
export class ImportRunner {
  readonly #stopping = new AbortController();
  #waking = new AbortController();
  #sweptAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(
    private readonly settings: ImportRunSettings,
    private readonly spool: UploadSpool,
  ) {}

  start(): void {
    this.#running = this.#loop();
  }

  /** Polls at once: there may be an import to run, or a file to remove. */
  wake(): void {
    this.#sweptAt = Number.NEGATIVE_INFINITY;
    this.#waking.abort();
  }

  /** Resolves after the current batch, whose import can then be claimed again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waking.abort();
    await Promise.race([this.#running, sleep(stopTimeout, undefined, { ref: false })]);
  }

  async #loop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#waking = new AbortController();
      const { signal } = this.#waking;
      if (await this.#next()) continue;
      if (this.#stopping.signal.aborted) return;
      await sleep(pollEvery, undefined, { ref: false, signal }).catch(() => {});
    }
  }

  /** Sweeps the files if that is due, and runs the next import. Returns whether to poll again at once. */
  async #next(): Promise<boolean> {
    const { queue, log } = this.settings;
    try {
      if (performance.now() - this.#sweptAt >= sweepEvery) await this.#sweep();
      const spool = await this.spool.id();
      const job = spool === undefined ? undefined : await queue.claim(spool);
      this.#hasFailed = false;
      if (job === undefined) return false;
      const outcome = await runImport(job, this.settings, this.#stopping.signal);
      this.#sweptAt = Number.NEGATIVE_INFINITY;
      return outcome === 'ended';
    } catch (error) {
      // Logged once per outage, not at every attempt.
      if (!this.#hasFailed && !this.#stopping.signal.aborted) log.warn('cannot run imports', { error });
      this.#hasFailed = true;
      return false;
    }
  }

  async #sweep(): Promise<void> {
    const spool = (await this.spool.id()) ?? noSpool;
    const { needed, ended } = await this.settings.queue.sweep(spool, await this.spool.files());
    for (const file of ended) await this.spool.remove(file);
    await this.spool.removeOthers(needed);
    this.#sweptAt = performance.now();
  }
}
