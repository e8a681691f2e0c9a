import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Program, startProgram } from './processes.js';

/** Milliseconds between two attempts to start, and the maximum time for all attempts. */
const [retryMs, startTimeoutMs] = [300, 60_000];

/** The service as a process, which faults pause, kill and restart. */
export class Instance {
  /** The base URL while it listens. */
  url: string | undefined;
  /** Number of unexpected exits after it had listened. */
  crashes = 0;
  readonly logFile: string;
  readonly #log: WriteStream;
  #child: Program | undefined;

  /**
   * @param program the arguments of node
   * @param folder its working directory, which also contains the log
   */
  constructor(
    readonly name: string,
    private readonly program: readonly string[],
    private readonly env: Readonly<Record<string, string>>,
    private readonly folder: string,
  ) {
    this.logFile = join(folder, `${name}.log`);
    this.#log = createWriteStream(this.logFile);
  }

  /** Resolves once it listens. Retries, since a server that it needs may be down. */
  async start(): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    while (!(await this.#listens())) {
      if (performance.now() > deadline) throw new Error(`${this.name} did not start, see ${this.logFile}`);
      await sleep(retryMs);
    }
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.url = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    await new Promise<void>((written) => this.#log.end(written));
  }

  #listens(): Promise<boolean> {
    const child = startProgram(this.program, this.env, this.folder);
    this.#child = child;
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.pipe(this.#log, { end: false });
    return new Promise((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const url = /"message":"listening".*?"url":"([^"]+)"/.exec(line)?.[1];
        if (url === undefined || this.#child !== child) return;
        this.url = url;
        resolve(true);
      });
      child.once('exit', () => {
        resolve(false);
        if (this.#child !== child || this.url === undefined) return;
        this.crashes += 1;
        this.url = undefined;
        void this.start();
      });
    });
  }
}
