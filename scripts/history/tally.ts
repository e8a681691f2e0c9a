import type { Answer } from './client.js';
import type { Finding } from './judge.js';

export type ReadSort =
  | 'item'
  | 'item, conditional'
  | 'item, no-cache'
  | 'list'
  | 'list with authors'
  | 'titles of an author'
  | 'author of a title'
  | 'genres';

/** A finding, and where and when it was made. */
export interface Violation extends Finding {
  readonly read: string;
  readonly from: string;
  readonly xCache: string;
  readonly began: number;
  readonly ended: number;
  readonly faults: readonly string[];
}

export type Counts = Record<string, Record<string, number>>;
type Weather = 'calm' | 'under faults';

const count = (counts: Counts, row: string, column: string) => {
  counts[row] ??= {};
  counts[row][column] = (counts[row][column] ?? 0) + 1;
};

/** How a run of the import ended: 0 is what it is to end with, undefined is SIGKILL. */
export interface ImportEnd {
  readonly exitCode: number | undefined;
  /** All that it wrote. */
  readonly output: string;
  /** Milliseconds of `performance.now()`. */
  readonly began: number;
  readonly ended: number;
}

/** With or without hundreds of rows of a kind, of which others learn in one. */
export type ImportSort = 'items alone' | 'with a crowd';

/** Milliseconds of the past whose faults are told with a violation. */
const past = 3_000;

/** The faults of the run, as far as the tally has to know of them. */
export interface Weathers {
  between(from: number, to: number): string[];
  wasCalm(from: number, to: number): boolean;
}

/** Counts what clients did and saw. */
export class Tally {
  readonly reads: Counts = {};
  readonly writes: Counts = {};
  readonly imports: Counts = {};
  /** Of imports that came to their end. */
  importedRows = 0;
  /** By X-Cache, the reads that found something; of items, once more in each weather. */
  readonly xCache: Counts = {};
  readonly latencies: Record<'reads' | 'writes', Record<Weather, number[]>> = {
    reads: { calm: [], 'under faults': [] },
    writes: { calm: [], 'under faults': [] },
  };
  readonly violations: Violation[] = [];
  /** Answers that the service must never give, such as a 500. */
  readonly failures: string[] = [];

  constructor(private readonly weathers: Weathers) {}

  read(sort: ReadSort, answer: Answer): void {
    count(this.reads, sort, outcome(answer));
    this.#time('reads', answer);
    if (![200, 304].includes(answer.status)) return;
    count(this.xCache, sort, answer.xCache);
    if (sort === 'item') count(this.xCache, `item, ${this.#weather(answer)}`, answer.xCache);
  }

  write(method: string, answer: Answer): void {
    count(this.writes, method, outcome(answer));
    this.#time('writes', answer);
  }

  /** @param wasCutOff from the database, alone */
  import(sort: ImportSort, rows: number, end: ImportEnd, wasCutOff: boolean): void {
    const { exitCode, output, began, ended } = end;
    const outcome = exitCode === undefined ? 'killed' : exitCode === 0 ? 'done' : `exit code ${exitCode}`;
    count(this.imports, sort, outcome);
    if (exitCode === 0) this.importedRows += rows;
    const mayFail = wasCutOff || !this.weathers.wasCalm(began, ended);
    const isWrong = /[1-9]\d* refused/.test(output) || (exitCode !== undefined && exitCode !== 0 && !mayFail);
    if (isWrong) this.failures.push(`an import: ${outcome}: ${output.slice(-500)}`);
  }

  violation(finding: Finding, read: string, { from, xCache, began, ended }: Answer): void {
    const faults = this.weathers.between(began - past, ended);
    this.violations.push({ ...finding, read, from, xCache, began, ended, faults });
  }

  failure(what: string, { from, status, body }: Answer): void {
    this.failures.push(`${what} by ${from}: ${status} ${JSON.stringify(body)}`);
  }

  /** Which share of the reads of items came from the cache, of those that did not ask for others. */
  get hitRatio(): number {
    const asked = (['item', 'item, conditional'] as const).map((sort) => this.xCache[sort] ?? {});
    const all = asked.flatMap((outcomes) => Object.values(outcomes)).reduce((sum, each) => sum + each, 0);
    return asked.reduce((sum, { hit = 0 }) => sum + hit, 0) / Math.max(1, all);
  }

  #time(what: 'reads' | 'writes', answer: Answer) {
    if (answer.status === 0) return;
    this.latencies[what][this.#weather(answer)].push(answer.ended - answer.began);
  }

  #weather({ began, ended }: Answer): Weather {
    return this.weathers.wasCalm(began, ended) ? 'calm' : 'under faults';
  }
}

const outcome = ({ status, body }: Answer) =>
  status === 0 ? 'no answer' : [status, body?.code].join(' ').trim();
