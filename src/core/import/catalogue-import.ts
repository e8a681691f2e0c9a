import type { Keys } from '../catalogue/keys.js';
import type { Pause } from '../shared/pause.js';
import { isRetried, violationsOf, withRetries } from './batch-retries.js';
import { EarlyValidation } from './early-validation.js';
import { externalIdsGatherer } from './gather-external-ids.js';
import { type GenreLabels, GenreReader } from './genre-labels.js';
import { type BatchResult, importBatch } from './import-batch.js';
import { addResult, type CountsByKind, rowsIn } from './import-counts.js';
import { type ReadRow, type RejectedRow, sortedByLine, splitRows, withViolations } from './import-row.js';
import type { ImportUnitOfWork } from './import-unit-of-work.js';
import type { ImportedKind } from './imported-kind.js';
import type { ImportedPlaces } from './imported-places.js';
import type { Replacing } from './kept-fields.js';
import { LeftOut } from './left-out.js';
import { LenientFields } from './lenient-fields.js';
import { rowNormalizer } from './normalize-row.js';
import { batchesOf } from './row-batches.js';

/** Values of rows that were left out because they are unreadable, and that did not replace those edited by hand. */
export type NotStored = Pick<BatchResult, 'leftOut' | 'kept'>;

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
  /** Called with the values of each batch that were not stored, although their rows were not rejected. */
  readonly onNotStored?: ((values: NotStored) => void) | undefined;
  /** Maximum rows of a batch. */
  readonly batchRows?: number | undefined;
  /** The counts of an interrupted run of the same files: their rows are read again, and not imported again. */
  readonly committed?: CountsByKind | undefined;
}

/** Imports rows batch by batch, each in a transaction, and counts the results. */
export class CatalogueImport {
  /** Values, labels and types that were not imported, although their rows were not rejected. */
  readonly leftOut = new LeftOut();
  /** Values that did not replace those edited by hand. */
  readonly kept = new LeftOut();
  #counts: CountsByKind;
  /** Rows of each kind that an interrupted run has committed and this run has not read again yet. */
  readonly #toSkip: Map<string, number>;
  /** Whether most rows of the last batch were new: then those of the next one probably are too. */
  #isMostlyNew = false;

  constructor(private readonly settings: ImportSettings) {
    this.#counts = settings.committed ?? {};
    this.#toSkip = new Map(Object.entries(this.#counts).map(([plural, counts]) => [plural, rowsIn(counts)]));
  }

  /** The counts of the committed batches. */
  get counts(): CountsByKind {
    return this.#counts;
  }

  /** Returns the counts once every instance has received the changes that they count. */
  async confirmedCounts(): Promise<CountsByKind> {
    const counts = this.#counts;
    await this.settings.unitOfWork.waitForInvalidation();
    return counts;
  }

  /**
   * Imports rows of one kind. The next batch is read while one is written.
   * @param signal stops the import between two batches, and its reason is thrown
   * @param labels the genre labels of the source
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
      const read = this.#validatedEarly(rows, early, (row) => gather(normalize(row)));
      for await (const batch of batchesOf(read, this.settings.batchRows)) {
        await writing;
        signal?.throwIfAborted();
        const rest = await this.#skipCommitted(kind, batch, early);
        if (rest.length === 0) continue;
        // An insert begins with lookups, which reading the next batch would delay.
        await new Promise<void>((resolve) => {
          writing = this.#write(kind, rest, early, resolve);
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

  /** Returns the rows of a batch that are not committed yet. Rows and batches are committed in their order. */
  async #skipCommitted<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    batch: readonly (ReadRow | RejectedRow)[],
    early: EarlyValidation<Draft>,
  ): Promise<readonly (ReadRow | RejectedRow)[]> {
    const { plural } = kind.kind;
    const count = Math.min(this.#toSkip.get(plural) ?? 0, batch.length);
    if (count === 0) return batch;
    const { unreadable, rows } = splitRows(batch.slice(0, count));
    const context = { ...this.#contextFor(kind, early), isReplay: true };
    const result = await withRetries(this.settings.pause, () =>
      this.settings.unitOfWork.runStep((transaction) => importBatch(kind, rows, transaction, context)),
    );
    this.#report(plural, result, sortedByLine([...unreadable, ...result.rejected]));
    this.#toSkip.set(plural, (this.#toSkip.get(plural) ?? 0) - count);
    return batch.slice(count);
  }

  async #write<Draft extends Keys>(
    kind: ImportedKind<Draft>,
    batch: readonly (ReadRow | RejectedRow)[],
    early: EarlyValidation<Draft>,
    onWriting?: () => void,
  ): Promise<void> {
    try {
      await withRetries(this.settings.pause, () => this.#writeBatch(kind, batch, early, onWriting));
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
    const { unitOfWork, source } = this.settings;
    const { plural } = kind.kind;
    const { unreadable, rows } = splitRows(batch);
    const context = { ...this.#contextFor(kind, early), onWriting };
    const { result, rejected, counts } = await unitOfWork.runStep(async (transaction) => {
      const result = await importBatch(kind, rows, transaction, context);
      const rejected = sortedByLine([...unreadable, ...result.rejected]);
      const counts = { ...this.#counts, [plural]: addResult(this.#counts[plural], result, rejected.length) };
      await transaction.writeAuditEntry({ ...source, ...counts });
      await transaction.recordStep({ counts, rejected });
      return { result, rejected, counts };
    });
    this.#counts = counts;
    this.#isMostlyNew = result.created > batch.length / 2;
    // After the commit: otherwise another attempt would reject the rows as repeated.
    this.#report(plural, result, rejected);
  }

  #contextFor<Draft extends Keys>(kind: ImportedKind<Draft>, early: EarlyValidation<Draft>) {
    const lenient = this.settings.isLenient ? new LenientFields(kind.columns, kind.references) : undefined;
    return { ...this.settings, early, lenient };
  }

  #report(plural: string, { imported, leftOut, kept }: BatchResult, rejected: readonly RejectedRow[]): void {
    this.settings.places.put(plural, imported);
    this.leftOut.add(plural, leftOut);
    this.kept.add(plural, kept);
    this.settings.onNotStored?.({ leftOut, kept });
    this.settings.onRejected(rejected);
  }
}
