import type { EditedItem } from '../../../src/core/catalogue/edits.js';
import type { AnyKeys } from '../../../src/core/catalogue/keys.js';
import type { Item } from '../../../src/core/catalogue/kind.js';
import type { BulkRepository, ItemKeys, MergedItem } from '../../../src/core/import/bulk-repository.js';
import type { ImportStep } from '../../../src/core/import/import-report.js';
import type { ImportTransaction, ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';
import { requireVersion } from '../../../src/core/shared/stored.js';
import { firstItems } from '../first-items.js';
import type { MemoryCatalogueRepository, memoryCatalogue } from './memory-catalogue-repository.js';

class MemoryBulk<Draft extends AnyKeys> implements BulkRepository<Draft> {
  constructor(private readonly items: MemoryCatalogueRepository<Draft>) {}

  async findByKeys({
    imdbIds,
    sourceIds,
    ids,
    externalIds,
  }: ItemKeys): Promise<readonly EditedItem<Draft>[]> {
    const [byImdbId, bySourceId, byId] = [new Set(imdbIds), new Set(sourceIds), new Set(ids)];
    const found = (await this.all()).filter(
      ({ imdbId, sourceId, id, externalIds: its }) =>
        byImdbId.has(imdbId ?? '') ||
        bySourceId.has(sourceId ?? '') ||
        byId.has(id) ||
        externalIds.some(([name, value]) => its[name] === value),
    );
    return found.map((item) => ({ ...item, edits: this.items.edits.get(item.id) ?? {} }));
  }

  async findMerged({ imdbIds, sourceIds, ids, externalIds }: ItemKeys): Promise<readonly MergedItem[]> {
    return [...this.items.merged.values()].filter(
      ({ id, into, imdbId, sourceId, externalIds: its }) =>
        this.items.has(into) &&
        (ids.includes(id) ||
          imdbIds.includes(imdbId ?? '') ||
          sourceIds.includes(sourceId ?? '') ||
          externalIds.some(([name, value]) => its[name] === value)),
    );
  }

  addAll(drafts: readonly Draft[]): Promise<readonly number[]> {
    return this.items.addAll(drafts);
  }

  async changeAll(items: readonly EditedItem<Draft>[]): Promise<void> {
    for (const { id, version, createdAt, updatedAt, edits, ...draft } of items) {
      await this.items.change(id, (current) => {
        requireVersion(current, [version]);
        return draft as unknown as Draft;
      });
      this.items.edits.set(id, edits);
    }
  }

  async findOldestByName(names: readonly string[], field: string): Promise<readonly Item<Draft>[]> {
    const all = await this.all();
    return names.flatMap((name) => all.find((item) => item[field as keyof Item<Draft>] === name) ?? []);
  }

  private async all(): Promise<readonly Item<Draft>[]> {
    return (await this.items.list(firstItems(1_000_000))).items;
  }
}

/** Imports into a catalogue in memory, one transaction at a time. */
export class MemoryImport implements ImportUnitOfWork {
  /** The details of the audit entry. */
  auditEntry: Readonly<Record<string, unknown>> | undefined;

  /** Called with each step. Throws to roll it back. */
  onStep: (step: ImportStep) => void = () => {};

  constructor(private readonly catalogue: ReturnType<typeof memoryCatalogue>) {}

  async waitForInvalidation(): Promise<void> {}

  async runStep<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> {
    const repositories = Object.values(this.catalogue);
    const undo = repositories.map((repository) => repository.checkpoint());
    const auditEntry = this.auditEntry;
    try {
      return await work({
        items: <Draft extends AnyKeys>(plural: string) =>
          new MemoryBulk(
            this.catalogue[
              plural as keyof typeof this.catalogue
            ] as unknown as MemoryCatalogueRepository<Draft>,
          ),
        writeAuditEntry: async (details) => {
          this.auditEntry = structuredClone(details);
        },
        recordStep: async (step) => this.onStep(step),
      });
    } catch (error) {
      for (const one of undo) one();
      this.auditEntry = auditEntry;
      throw error;
    }
  }
}
