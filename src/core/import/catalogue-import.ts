import type { Keys } from '../catalogue/keys.js';
import { DomainError, type Violation } from '../shared/errors.js';
import type { Pause } from '../shared/pause.js';
import { EarlyValidation } from './early-validation.js';
import { externalIdsGatherer } from './gather-external-ids.js';
import { type GenreLabels, GenreReader } from './genre-labels.js';
import { importBatch } from './import-batch.js';
import { addResult, type CountsByKind } from './import-counts.js';
import { type ReadRow, type RejectedRow, withViolations } from './import-row.js';
import type { ImportUnitOfWork } from './import-unit-of-work.js';
import type { ImportedKind } from './imported-kind.js';
import type { ImportedPlaces } from './imported-places.js';
import type { Replacing } from './kept-fields.js';
import { LeftOut } from './left-out.js';
import { LenientFields } from './lenient-fields.js';
import { rowNormalizer } from './normalize-row.js';
import { batchesOf } from './row-batches.js';

/** The attempts at a batch, and milliseconds before another one if the database is unavailable. */
const [maxAttempts, retryAfter] = [3, 1_000];
/** Errors that concurrent writers can cause. Another attempt reads their changes. */
const retried = [
  'imdb-id-taken',
  'source-id-taken',
  'external-id-taken',
  'author-not-found',
  'reference-not-found',
  'precondition-failed',
  'unavailable',
];

const isRetried = (error: unknown): error is DomainError =>
  error instanceof DomainError && retried.includes(error.code);

/** Why a row cannot be stored. A `precondition-failed` has no violations. */
const violationsOf = ({ violations, code }: DomainError): readonly Violation[] =>
  violations.length > 0
    ? violations
    : [{ pointer: '', message: 'this item kept being changed by others; import the row again', code }];

/** What an import needs besides its rows. */
export interface ImportSettings {
  readonly unitOfWork: ImportUnitOfWork;
  /** The id of this installation, a UUID. */
  readonly installation: string;
  readonly pause: Pause;
  readonly places: ImportedPlaces;
  /** What is imported, for the audit trail. */
  readonly source: Readonly<Record<string, unknown>>;
  /** Whether unreadable values of optional fields are left out. If not, their rows are rejected. */
  readonly isLenient?: boolean;
  readonly replacing?: Replacing | undefined;
  /** Called with the rejected rows of each batch. */
  readonly onRejected: (rows: readonly RejectedRow[]) => void;
}

/** Imports rows batch by batch, each in a transaction, and counts the results. */
export class CatalogueImport {
  /** What is not imported of the rows that are. */
  readonly leftOut = new LeftOut();
  /** Values that did not replace those edited by hand. */
  readonly kept = new LeftOut();
  #counts: CountsByKind = {};
  /** Whether most rows of the last batch were new: then those of the next one probably are too. */
  #isMostlyNew = false;

  constructor(private readonly settings: ImportSettings) {}

  /** Of the batches that were committed. */
  get counts(): CountsByKind {
    return this.#counts;
  }

  /** The counts, after every instance has received these changes. */
  async confirmedCounts(): Promise<CountsByKind> {
    const counts = this.#counts;
    await this.settings.unitOfWork.waitForInvalidation();
    return counts;
  }

  /**
   * Imports rows of one kind. The next batch is read while one is written.
   * @param signal stops the import between two batches, and its reason is thrown
   * @param labels what the source calls its genres
   * @throws DomainError `unavailable`; earlier batches are committed, and another import continues after them
   */
  async run<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    rows: AsyncIterable<readonly (ReadRow | RejectedRow)[]>,
    signal?: AbortSignal,
    labels?: GenreLabels,
  ): Promise<void> {
    const early = new EarlyValidation(kind);
    const normalize = rowNormalizer(kind.columns, {
      genres: new GenreReader(labels),
      onLabelLeftOut: (label) => this.leftOut.addLabel(label),
    });
    const gather = externalIdsGatherer(kind.columns);
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const batch of batchesOf(
        this.#validatedEarly(rows, early, (row) => gather(normalize(row))),
      )) {
        await writing;
        signal?.throwIfAborted();
        // To read sooner would delay the lookups of this batch, with which an insert begins.
        await new Promise<void>((resolve) => {
          writing = this.#write(kind, batch, early, resolve);
          // Prevents an unhandled rejection: it may fail before it is awaited.
          writing.then(resolve, resolve);
          if (!this.#isMostlyNew) resolve();
        });
      }
    } finally {
      // The counts are only complete after the last batch, even if reading failed.
      await writing;
    }
  }

  async *#validatedEarly<Draft extends Keys>(
    chunks: AsyncIterable<readonly (ReadRow | RejectedRow)[]>,
    early: EarlyValidation<Draft>,
    normalize: (row: ReadRow) => ReadRow | RejectedRow,
  ) {
    for await (const chunk of chunks) {
      const rows = chunk.map((row) => ('violations' in row ? row : normalize(row)));
      if (this.#isMostlyNew) early.validate(rows);
      yield rows;
    }
  }

  async #write<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    batch: readonly (ReadRow | RejectedRow)[],
    early: EarlyValidation<Draft>,
    onWriting?: () => void,
  ): Promise<void> {
    try {
      await this.#retry(() => this.#writeBatch(kind, batch, early, onWriting));
    } catch (error) {
      const [first] = batch;
      if (!isRetried(error) || error.code === 'unavailable' || first === undefined) throw error;
      // One of the rows cannot be stored, or not together with the others: two rows may exchange their keys.
      if (batch.length === 1)
        return this.#writeBatch(kind, [withViolations(first, violationsOf(error))], early);
      const half = Math.ceil(batch.length / 2);
      await this.#write(kind, batch.slice(0, half), early);
      await this.#write(kind, batch.slice(half), early);
    }
  }

  async #writeBatch<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    batch: readonly (ReadRow | RejectedRow)[],
    early: EarlyValidation<Draft>,
    onWriting?: () => void,
  ): Promise<void> {
    const { unitOfWork, places, source, isLenient, onRejected } = this.settings;
    const { plural } = kind.kind;
    const lenient = isLenient ? new LenientFields(kind.columns, kind.references) : undefined;
    const unreadable = batch.flatMap((row) => ('violations' in row ? row : []));
    const rows = batch.flatMap((row) => ('fields' in row ? row : []));
    const { result, rejected, counts } = await unitOfWork.runStep(async (transaction) => {
      const result = await importBatch(kind, rows, transaction, {
        ...this.settings,
        early,
        lenient,
        onWriting,
      });
      const rejected = [...unreadable, ...result.rejected].sort((a, b) => a.place.line - b.place.line);
      const counts = { ...this.#counts, [plural]: addResult(this.#counts[plural], result, rejected.length) };
      await transaction.writeAuditEntry({ ...source, ...counts });
      return { result, rejected, counts };
    });
    this.#counts = counts;
    // After the commit: otherwise another attempt would reject the rows as repeated.
    places.put(plural, result.imported);
    this.leftOut.add(plural, result.leftOut);
    this.kept.add(plural, result.kept);
    this.#isMostlyNew = result.created > batch.length / 2;
    onRejected(rejected);
  }

  async #retry<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isRetried(error) || attempt === maxAttempts) throw error;
        if (error.code === 'unavailable') await this.settings.pause(retryAfter);
      }
    }
  }
}
