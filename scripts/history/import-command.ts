import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TcpProxy } from '../../test/integration/contracts/tcp-proxy.js';
import { startProgram } from './processes.js';
import type { ImportEnd } from './tally.js';

/** A fault of one import. `after`: milliseconds after its start. */
export type Harm =
  | { readonly what: 'kill' | 'cut off'; readonly after: number }
  | { readonly what: 'slow'; readonly milliseconds: number };

/** Milliseconds for which an import is cut off from the database. */
const cutOffMs = 500;

/** The import command, run as a process with a proxy of its own to the database. */
export class ImportCommand {
  readonly logFile: string;

  /**
   * @param program path of the command
   * @param folder working directory, which also contains the log
   */
  constructor(
    private readonly program: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly link: TcpProxy,
    private readonly folder: string,
  ) {
    this.logFile = join(folder, 'imports.log');
    writeFileSync(this.logFile, '');
  }

  /**
   * Runs the command once.
   * @param files contents of the imported files, by name
   */
  async run(files: Readonly<Record<string, string>>, harm?: Harm): Promise<ImportEnd> {
    const input = mkdtempSync(join(this.folder, 'import-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(input, name), text);
    const began = performance.now();
    if (harm?.what === 'slow') this.link.slow(harm.milliseconds);
    const child = startProgram([this.program, input], this.env, this.folder);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    const over = new AbortController();
    const harming = this.#harm(child, harm, over.signal);
    const [exitCode] = (await once(child, 'close')) as [number | null];
    const ended = performance.now();
    over.abort();
    await harming;
    if (harm !== undefined && harm.what !== 'kill') await this.link.heal();
    rmSync(input, { recursive: true });
    appendFileSync(this.logFile, `${output}exit code ${exitCode}\n`);
    return { exitCode: exitCode ?? undefined, output, began, ended };
  }

  async #harm(child: { kill(signal: 'SIGKILL'): boolean }, harm: Harm | undefined, over: AbortSignal) {
    if (harm === undefined || harm.what === 'slow') return;
    const isDue = await sleep(harm.after, true, { signal: over }).catch(() => false);
    if (!isDue) return;
    if (harm.what === 'kill') child.kill('SIGKILL');
    else {
      await this.link.cut();
      await sleep(cutOffMs);
      await this.link.heal();
    }
  }
}
