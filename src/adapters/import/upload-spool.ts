import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadedFile } from '../../core/import/import-job.js';
import { DomainError } from '../../core/shared/errors.js';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The extension of a file that is still being received. */
const partial = '.part';
/** Milliseconds without a write after which a file that no import needs is removed. */
const unneededAfter = 10 * 60_000;

export interface SpoolLimits {
  /** Maximum bytes of one file. */
  readonly maxBytes: number;
  /** Maximum bytes of all files of this installation in the folder. */
  readonly quotaBytes: number;
}

const storageFull = (cause?: unknown): DomainError =>
  new DomainError('import-storage-full', 'There is no space for another file right now.', [], { cause });

/** The error of a write. */
export const writeError = (cause: NodeJS.ErrnoException): DomainError =>
  cause instanceof DomainError
    ? cause
    : ['ENOSPC', 'EDQUOT'].includes(cause.code ?? '')
      ? storageFull(cause)
      : new DomainError('unavailable', 'The file cannot be stored right now.', [], { cause });

/**
 * The uploaded files of an installation, in a folder that survives a restart. Names are UUIDs. The folder has an id,
 * which is created with the first file: an instance uses it to recognize the imports whose files it has.
 */
export class UploadSpool {
  readonly #folder: string;
  /** Bytes that the uploads in progress may still store. */
  #reserved = 0;

  /** @param installation the id of the installation: the folder may be shared with others */
  constructor(
    folder: string,
    installation: string,
    private readonly limits: SpoolLimits,
  ) {
    this.#folder = join(folder, installation);
  }

  /** The id of the folder; undefined: there is no file yet. */
  async id(): Promise<string | undefined> {
    const stored = await readFile(this.#path('id'), 'utf8').catch(() => '');
    return uuid.test(stored) ? stored : undefined;
  }

  pathOf(file: string): string {
    return this.#path(file);
  }

  /**
   * Stores a file as it arrives.
   * @param length the bytes that the request announced
   * @throws DomainError `import-storage-full`, `unavailable`; what `chunks` throws, and `tooLarge` for more than
   * `maxBytes`
   */
  async receive(
    chunks: AsyncIterable<Uint8Array>,
    length: number | undefined,
    tooLarge: () => Error,
  ): Promise<UploadedFile> {
    const { maxBytes, quotaBytes } = this.limits;
    if (length !== undefined && length > maxBytes) throw tooLarge();
    const reserved = length ?? maxBytes;
    const spool = await this.#create().catch((error) => Promise.reject(writeError(error)));
    const file = randomUUID();
    const path = this.#path(file + partial);
    this.#reserved += reserved;
    try {
      if ((await this.#used()) + this.#reserved > quotaBytes) throw storageFull();
      const bytes = await this.#write(path, chunks, tooLarge);
      await rename(path, this.#path(file)).catch((error) => Promise.reject(writeError(error)));
      return { spool, file, bytes };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      this.#reserved -= reserved;
    }
  }

  /** Whether a file still has the content that was received: after a power cut, it may not. */
  async has(file: string, bytes: number): Promise<boolean> {
    const found = await stat(this.#path(file)).catch(() => undefined);
    return found?.size === bytes;
  }

  async remove(file: string): Promise<void> {
    await rm(this.#path(file), { force: true });
  }

  /** The names of the files that were received completely. */
  async files(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => uuid.test(name));
  }

  /** Removes files that no import needs, and those that are not received any more. @param needed names of files */
  async removeOthers(needed: readonly string[]): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (name === 'id' || needed.includes(name)) continue;
      const found = await stat(this.#path(name)).catch(() => undefined);
      if (found !== undefined && Date.now() - found.mtimeMs > unneededAfter) await this.remove(name);
    }
  }

  async #create(): Promise<string> {
    const known = await this.id();
    if (known !== undefined) return known;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // Another process may share the folder: the id of the first one that creates the link is used.
    const proposal = this.#path(randomUUID() + partial);
    await writeFile(proposal, randomUUID(), { mode: 0o600 });
    await link(proposal, this.#path('id')).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(proposal, { force: true });
    const id = await this.id();
    if (id === undefined) throw new Error(`${this.#path('id')} has no id`);
    return id;
  }

  async #write(path: string, chunks: AsyncIterable<Uint8Array>, tooLarge: () => Error): Promise<number> {
    const file = await open(path, 'wx', 0o600).catch((error) => Promise.reject(writeError(error)));
    let bytes = 0;
    try {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > this.limits.maxBytes) throw tooLarge();
        await file.writeFile(chunk).catch((error) => Promise.reject(writeError(error)));
      }
    } finally {
      await file.close();
    }
    return bytes;
  }

  /** Bytes on disk. Those of uploads in progress count as reserved. */
  async #used(): Promise<number> {
    const sizes = (await this.files()).map((name) => stat(this.#path(name)).catch(() => undefined));
    return (await Promise.all(sizes)).reduce((sum, found) => sum + (found?.size ?? 0), 0);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
