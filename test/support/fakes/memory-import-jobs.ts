import type { ImportJob, ImportJobFields } from '../../../src/core/import/import-job.js';
import type { ImportJobReader, ImportJobRepository } from '../../../src/core/import/import-jobs.js';
import type { ListQuery } from '../../../src/core/shared/page.js';

/** Imports over HTTP in memory. */
export class MemoryImportJobs implements ImportJobReader, ImportJobRepository {
  rows = new Map<number, ImportJob>();
  /** The text of rejected rows by import, in pieces: all of one file. */
  readonly texts = new Map<number, string[]>();

  /** Returns a function that restores the current state. */
  checkpoint() {
    const rows = new Map(this.rows);
    return () => {
      this.rows = rows;
    };
  }

  async find(id: number): Promise<ImportJob | undefined> {
    return this.rows.get(id);
  }

  async list({ limit }: ListQuery) {
    return { items: [...this.rows.values()].reverse().slice(0, limit), next: null };
  }

  async *rejectedText(id: number): AsyncGenerator<Uint8Array> {
    for (const text of this.texts.get(id) ?? []) yield Buffer.from(text);
  }

  async add(fields: ImportJobFields): Promise<ImportJob> {
    const now = new Date().toISOString();
    const job = { ...fields, id: this.rows.size + 1, version: 1, createdAt: now, updatedAt: now };
    this.rows.set(job.id, job);
    return job;
  }

  async change(id: number, next: (current: ImportJob) => ImportJobFields): Promise<ImportJob | undefined> {
    const current = this.rows.get(id);
    if (current === undefined) return undefined;
    const job = { ...current, ...next(current), version: current.version + 1 };
    this.rows.set(id, job);
    return job;
  }

  async removeRejectedText(id: number): Promise<void> {
    this.texts.delete(id);
  }
}
