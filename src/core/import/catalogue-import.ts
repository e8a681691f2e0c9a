import type { Keys } from '../catalogue/keys.js';
import { DomainError, type Violation } from '../shared/errors.js';
import type { Pause } from '../shared/read-cache.js';
import { Ahead } from './import-ahead.js';
import { importBatch, type Outcome } from './import-batch.js';
import type { ImportedKind, ImportedPlaces, ImportUnitOfWork, ReadRow, RefusedRow } from './import-ports.js';

/** What became of the rows of a kind. */
export interface Tally {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Authors that were created because a title named them. */
  readonly authors: number;
}

/** By kind, in plural. */
export type Tallies = Readonly<Record<string, Tally>>;

/** Rows of a transaction: enough that its own costs do not count, few enough that nobody waits long for what it holds. */
const mostRows = 2_000;
/** Characters that they were read from, give or take a row: ten times as many as ordinary ones. Two batches are in memory. */
const mostText = 4 * 1024 * 1024;
/** Attempts at a transaction that others were in the way of, and milliseconds before the next where the database was. */
const [mostAttempts, pauseBefore] = [3, 1_000];
/** Refusals that come from what others do at the same time: another look at what there is settles them. */
const inTheWay = [
  'imdb-id-taken',
  'source-id-taken',
  'author-not-found',
  'reference-not-found',
  'precondition-failed',
  'unavailable',
];

const isInTheWay = (error: unknown): error is DomainError =>
  error instanceof DomainError && inTheWay.includes(error.code);

/** Why a row cannot be stored: of one that others changed again and again, nothing is wrong. */
const reasonsOf = ({ violations, code }: DomainError): readonly Violation[] =>
  violations.length > 0
    ? violations
    : [{ pointer: '', message: 'others changed this item at every attempt: import it again', code }];

const nothing: Tally = { created: 0, changed: 0, unchanged: 0, refused: 0, authors: 0 };

/** One import: rows of one kind after another, a batch at a time, and what became of them. */
export class Import {
  #tallies: Tallies = {};
  /** Whether most rows of the last batch were of new items: those of the next probably are, too. */
  #isOfNewOnes = false;

  constructor(
    private readonly unitOfWork: ImportUnitOfWork,
    private readonly installation: string,
    private readonly pause: Pause,
    private readonly places: ImportedPlaces,
    /** What is imported, for the audit trail. */
    private readonly source: Readonly<Record<string, unknown>>,
    /** Is told of every row that was not taken. */
    private readonly onRefused: (rows: readonly RefusedRow[]) => void,
  ) {}

  /** What is committed. */
  get tallies(): Tallies {
    return this.#tallies;
  }

  /** The same, once no later read, through any instance, finds less than they count. */
  async confirmedTallies(): Promise<Tallies> {
    const tallies = this.#tallies;
    await this.unitOfWork.waitForInvalidation();
    return tallies;
  }

  /**
   * Imports rows as they come, which are read on while those before are written.
   * @param signal aborted when that is enough: it is looked at between two batches, and its reason thrown
   * @throws DomainError `unavailable`; batches before it are there, and another run takes up from them
   */
  async run<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    rows: AsyncIterable<readonly (ReadRow | RefusedRow)[]>,
    signal?: AbortSignal,
  ): Promise<void> {
    const ahead = new Ahead(kind);
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const batch of batchesOf(this.#lookedAt(rows, ahead))) {
        await writing;
        signal?.throwIfAborted();
        writing = this.#write(kind, batch, ahead);
        // Whether it fails is heard where it is awaited, and that may be later.
        writing.catch(() => {});
      }
    } finally {
      // Where no more can be read, too: it goes on, and what it does is to be told of.
      await writing;
    }
  }

  /** The same rows, looked at ahead where that is worth it. */
  async *#lookedAt<Draft extends Keys>(
    chunks: AsyncIterable<readonly (ReadRow | RefusedRow)[]>,
    ahead: Ahead<Draft>,
  ) {
    for await (const chunk of chunks) {
      if (this.#isOfNewOnes) ahead.look(chunk);
      yield chunk;
    }
  }

  async #write<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    batch: readonly (ReadRow | RefusedRow)[],
    ahead: Ahead<Draft>,
  ): Promise<void> {
    try {
      await this.#attempt(() => this.#writeAtOnce(kind, batch, ahead));
    } catch (error) {
      const [first] = batch;
      if (!isInTheWay(error) || error.code === 'unavailable' || first === undefined) throw error;
      // One of them cannot be stored, or not together with others, as when two exchange their keys.
      if (batch.length === 1)
        return this.#writeAtOnce(kind, [{ place: first.place, violations: reasonsOf(error) }], ahead);
      const half = Math.ceil(batch.length / 2);
      await this.#write(kind, batch.slice(0, half), ahead);
      await this.#write(kind, batch.slice(half), ahead);
    }
  }

  async #writeAtOnce<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    batch: readonly (ReadRow | RefusedRow)[],
    ahead: Ahead<Draft>,
  ): Promise<void> {
    const { plural } = kind.kind;
    const unread = batch.flatMap((row) => ('violations' in row ? row : []));
    const read = batch.flatMap((row) => ('fields' in row ? row : []));
    const { refused, tallies, created, taken } = await this.unitOfWork.runStep(async (transaction) => {
      const outcome = await importBatch(kind, read, transaction, this.installation, ahead, this.places);
      const refused = [...unread, ...outcome.refused].sort((a, b) => a.place.line - b.place.line);
      const tallies = { ...this.#tallies, [plural]: added(this.#tallies[plural], outcome, refused.length) };
      await transaction.tell({ ...this.source, ...tallies });
      return { refused, tallies, created: outcome.created, taken: outcome.taken };
    });
    this.#tallies = tallies;
    // Only now: of a transaction that is tried again, a row would be taken for a repetition of itself.
    this.places.put(plural, taken);
    this.#isOfNewOnes = created > batch.length / 2;
    this.onRefused(refused);
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isInTheWay(error) || attempt === mostAttempts) throw error;
        if (error.code === 'unavailable') await this.pause(pauseBefore);
      }
    }
  }
}

const added = (before: Tally = nothing, outcome: Outcome, refused: number): Tally => ({
  created: before.created + outcome.created,
  changed: before.changed + outcome.changed,
  unchanged: before.unchanged + outcome.unchanged,
  refused: before.refused + refused,
  authors: before.authors + outcome.authors,
});

/** The same rows, in the same order, as many at a time as a transaction takes. */
async function* batchesOf(
  chunks: AsyncIterable<readonly (ReadRow | RefusedRow)[]>,
): AsyncGenerator<readonly (ReadRow | RefusedRow)[]> {
  let waiting: (ReadRow | RefusedRow)[] = [];
  let text = 0;
  for await (const chunk of chunks) {
    for (const row of chunk) {
      waiting.push(row);
      if ('size' in row) text += row.size ?? 0;
      if (waiting.length < mostRows && text < mostText) continue;
      yield waiting;
      waiting = [];
      text = 0;
    }
  }
  if (waiting.length > 0) yield waiting;
}
