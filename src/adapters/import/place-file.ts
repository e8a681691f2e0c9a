import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../../core/import/import-row.js';
import type { ImportedItem, ImportedPlaces } from '../../core/import/imported-places.js';
import { serviceId } from '../../core/shared/service-name.js';

/** Items of a page, 8 bytes each: 4 KiB, a block of most file systems. */
const pageItems = 512;
/** Pages kept in memory by default: 8 MiB, the places of a million items. */
const defaultPages = 2_048;
/** A place is stored as `file * maxLines + line`, which a double represents exactly. 0: none. */
const maxLines = 2 ** 32;

/**
 * An array of places, indexed by item id. The most recently used pages are in memory, the others in an unlinked temporary
 * file, which disappears when it is closed or the process ends. A small import never opens the file.
 */
export class PlaceFile implements ImportedPlaces {
  /** Least recently used first. */
  readonly #pages = new Map<string, Float64Array>();
  /** The position of a page in the file. */
  readonly #slots = new Map<string, number>();
  readonly #fileNames: string[] = [];
  #descriptor: number | undefined;
  #last: { readonly plural: string; readonly number: number; readonly page: Float64Array } | undefined;

  constructor(private readonly maxPages = defaultPages) {}

  of(plural: string, ids: readonly number[]): ReadonlyMap<number, Place> {
    const found = new Map<number, Place>();
    for (const id of ids) {
      const stored = this.#page(plural, id)[id % pageItems] as number;
      if (stored === 0) continue;
      const file = this.#fileNames[Math.floor(stored / maxLines)] as string;
      found.set(id, { file, line: stored % maxLines });
    }
    return found;
  }

  put(plural: string, items: readonly ImportedItem[]): void {
    for (const { id, place } of items) {
      this.#page(plural, id)[id % pageItems] = this.#indexOf(place.file) * maxLines + place.line;
    }
  }

  /** Frees the file, and forgets all places. */
  close(): void {
    this.#pages.clear();
    this.#slots.clear();
    this.#last = undefined;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #indexOf(fileName: string): number {
    const known = this.#fileNames.lastIndexOf(fileName);
    return known === -1 ? this.#fileNames.push(fileName) - 1 : known;
  }

  #page(plural: string, id: number): Float64Array {
    const number = Math.floor(id / pageItems);
    // Most ids are consecutive.
    if (this.#last?.plural === plural && this.#last.number === number) return this.#last.page;
    const key = `${plural}/${number}`;
    const page = this.#pages.get(key) ?? this.#load(key);
    this.#pages.delete(key);
    this.#pages.set(key, page);
    this.#last = { plural, number, page };
    return page;
  }

  #load(key: string): Float64Array {
    if (this.#pages.size >= this.maxPages) this.#evict();
    const page = new Float64Array(pageItems);
    const slot = this.#slots.get(key);
    if (slot !== undefined) readSync(this.#file(), page, 0, page.byteLength, slot * page.byteLength);
    return page;
  }

  #evict(): void {
    const [key, page] = this.#pages.entries().next().value as [string, Float64Array];
    const slot = this.#slots.get(key) ?? this.#slots.size;
    writeSync(this.#file(), page, 0, page.byteLength, slot * page.byteLength);
    this.#slots.set(key, slot);
    this.#pages.delete(key);
  }

  #file(): number {
    if (this.#descriptor === undefined) {
      const path = join(tmpdir(), `${serviceId}-${randomUUID()}`);
      this.#descriptor = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
    }
    return this.#descriptor;
  }
}
