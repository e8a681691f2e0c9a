import type { ClientResponse } from './client.js';
import type { Finding } from './judge.js';

export type ReadSort =
  | 'item'
  | 'item, conditional'
  | 'item, no-cache'
  | 'list'
  | 'list with authors'
  | 'titles of an author'
  | 'author of a title'
  | 'item with author'
  | 'genres'
  | 'list of ids'
  | 'list without a value'
  | 'search'
  | 'history'
  | 'duplicates'
  | 'sync';

/** A finding, with the response in which it was found. */
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

/** The end of an import. `exitCode`: 0 is success, undefined means that it was killed. */
export interface ImportEnd {
  readonly exitCode: number | undefined;
  /** Standard output and standard error. */
  readonly output: string;
  /** Milliseconds of `performance.now()`. */
  readonly began: number;
  readonly ended: number;
}

/** With or without a crowd: hundreds of rows of a kind, which the feed reports as one change. */
export type ImportSort = 'items alone' | 'with a crowd';

/** Milliseconds before a violation whose faults are reported with it. */
const pastMs = 3_000;

/** The faults of the run over time. */
export interface Weathers {
  between(from: number, to: number): string[];
  wasCalm(from: number, to: number): boolean;
}

/** Counts the requests and responses of clients. */
export class Tally {
  readonly reads: Counts = {};
  readonly writes: Counts = {};
  readonly imports: Counts = {};
  /** Rows of successful imports. */
  importedRows = 0;
  /** Successful reads by X-Cache. Item reads are also counted with and without faults. */
  readonly xCache: Counts = {};
  readonly latencies: Record<'reads' | 'writes', Record<Weather, number[]>> = {
    reads: { calm: [], 'under faults': [] },
    writes: { calm: [], 'under faults': [] },
  };
  readonly violations: Violation[] = [];
  /** Responses that the service must never send, such as a 500. */
  readonly failures: string[] = [];

  constructor(private readonly weathers: Weathers) {}

  read(sort: ReadSort, response: ClientResponse): void {
    count(this.reads, sort, outcome(response));
    this.#time('reads', response);
    if (![200, 304].includes(response.status)) return;
    count(this.xCache, sort, response.xCache);
    if (sort === 'item') count(this.xCache, `item, ${this.#weather(response)}`, response.xCache);
  }

  write(method: string, response: ClientResponse): void {
    count(this.writes, method, outcome(response));
    this.#time('writes', response);
  }

  /** @param wasCutOff whether only this import was cut off from the database */
  import(sort: ImportSort, rows: number, end: ImportEnd, wasCutOff: boolean): void {
    const { exitCode, output, began, ended } = end;
    const outcome = exitCode === undefined ? 'killed' : exitCode === 0 ? 'done' : `exit code ${exitCode}`;
    count(this.imports, sort, outcome);
    if (exitCode === 0) this.importedRows += rows;
    const mayFail = wasCutOff || !this.weathers.wasCalm(began, ended);
    const isWrong =
      /[1-9]\d* rejected/.test(output) || (exitCode !== undefined && exitCode !== 0 && !mayFail);
    if (isWrong) this.failures.push(`an import: ${outcome}: ${output.slice(-500)}`);
  }

  violation(finding: Finding, read: string, { from, xCache, began, ended }: ClientResponse): void {
    const faults = this.weathers.between(began - pastMs, ended);
    this.violations.push({ ...finding, read, from, xCache, began, ended, faults });
  }

  failure(what: string, { from, status, body }: ClientResponse): void {
    this.failures.push(`${what} by ${from}: ${status} ${JSON.stringify(body)}`);
  }

  /** The share of item reads, without those with no-cache, that were served from the cache. */
  get hitRatio(): number {
    const asked = (['item', 'item, conditional'] as const).map((sort) => this.xCache[sort] ?? {});
    const all = asked.flatMap((outcomes) => Object.values(outcomes)).reduce((sum, each) => sum + each, 0);
    return asked.reduce((sum, { hit = 0 }) => sum + hit, 0) / Math.max(1, all);
  }

  #time(what: 'reads' | 'writes', response: ClientResponse) {
    if (response.status === 0) return;
    this.latencies[what][this.#weather(response)].push(response.ended - response.began);
  }

  #weather({ began, ended }: ClientResponse): Weather {
    return this.weathers.wasCalm(began, ended) ? 'calm' : 'under faults';
  }
}

const outcome = ({ status, body }: ClientResponse) =>
  status === 0 ? 'no response' : [status, body?.code].join(' ').trim();
