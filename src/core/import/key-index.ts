import type { AnyKeys } from '../catalogue/keys.js';
import { formsOf, oneForm } from '../shared/text.js';
import type { KnownBy } from './import-ports.js';

/** Text that may be a key or a name, and that a database can be asked for. What is longer, or holds NUL, is neither. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 300 && /^[^\p{Cc}\p{Cs}]+$/u.test(value) ? value : undefined;

/** The id in a sourceId that an export of this installation has made for an item without keys. */
const ownId = (sourceId: string | undefined, installation: string): number | undefined => {
  if (sourceId === undefined || !sourceId.startsWith(`${installation}/`)) return undefined;
  const rest = sourceId.slice(installation.length + 1);
  const id = Number(rest);
  // As it is written there, and in no other way: 1e1 is not 10.
  return Number.isInteger(id) && id > 0 && id < 2 ** 31 && String(id) === rest ? id : undefined;
};

/** What keys to look for, of these things that may have them. */
export const keysOf = (
  all: readonly { readonly imdbId?: unknown; readonly sourceId?: unknown }[],
  installation: string,
): KnownBy => {
  const sourceIds = all.flatMap(({ sourceId }) => text(sourceId) ?? []);
  return {
    imdbIds: all.flatMap(({ imdbId }) => text(imdbId) ?? []),
    sourceIds: sourceIds.flatMap(formsOf),
    ids: sourceIds.flatMap((sourceId) => ownId(sourceId, installation) ?? []),
  };
};

/** Things by text that has several forms (see `formsOf`): one with exactly that form comes first. */
export class ByForms<T> {
  readonly #exact = new Map<string, T>();
  readonly #byForm = new Map<string, T>();

  set(key: string, thing: T): void {
    this.#exact.set(key, thing);
    this.#byForm.set(oneForm(key), thing);
  }

  delete(key: string, thing: T): void {
    this.#exact.delete(key);
    if (this.#byForm.get(oneForm(key)) === thing) this.#byForm.delete(oneForm(key));
  }

  get(key: string): T | undefined {
    const form = oneForm(key);
    return this.#exact.get(key) ?? this.#exact.get(form) ?? this.#byForm.get(form);
  }
}

/** Things by their keys; a later one takes a key from an earlier one. */
export class ByKeys<T> {
  readonly #imdbIds = new Map<string, T>();
  readonly #sourceIds = new ByForms<T>();
  readonly #ids = new Map<number, T>();

  constructor(private readonly installation: string) {}

  put(thing: T, { imdbId, sourceId, id }: AnyKeys & { readonly id?: number }): void {
    if (typeof imdbId === 'string') this.#imdbIds.set(imdbId, thing);
    if (sourceId !== null) this.#sourceIds.set(sourceId, thing);
    if (id !== undefined) this.#ids.set(id, thing);
  }

  remove(thing: T, { imdbId, sourceId }: AnyKeys): void {
    if (typeof imdbId === 'string') this.#imdbIds.delete(imdbId);
    if (sourceId !== null) this.#sourceIds.delete(sourceId, thing);
  }

  ofImdbId(imdbId: unknown): T | undefined {
    return this.#imdbIds.get(imdbId as string);
  }

  ofSourceId(sourceId: unknown): T | undefined {
    return typeof sourceId === 'string' ? this.#sourceIds.get(sourceId) : undefined;
  }

  /** What an export of this installation calls so. */
  ofOwnId(sourceId: unknown): T | undefined {
    return this.#ids.get(ownId(text(sourceId), this.installation) ?? 0);
  }

  ofId(id: unknown): T | undefined {
    return this.#ids.get(id as number);
  }
}
