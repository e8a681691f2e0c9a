import { otherIds } from '../catalogue/external-ids.js';
import type { AnyKeys } from '../catalogue/keys.js';
import { idOfSourceId } from '../catalogue/own-source-id.js';
import { normalizeText, storedForms } from '../shared/text.js';
import type { ItemKeys } from './bulk-repository.js';

/** The value if it can be a key or a name. Longer text, and text with NUL, cannot be bound as a parameter. */
export const keyText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 300 && /^[^\p{Cc}\p{Cs}]+$/u.test(value) ? value : undefined;

/** The fields of a row that may have keys. */
interface KeyFields {
  readonly imdbId?: unknown;
  readonly sourceId?: unknown;
  readonly externalIds?: unknown;
}

const noIds: readonly (readonly [name: string, id: string])[] = [];

/** The ids of a row without a separate field, in the form in which they are stored. */
export const externalIdsOf = ({ externalIds }: KeyFields): typeof noIds =>
  typeof externalIds !== 'object' || externalIds === null
    ? noIds
    : Object.entries(externalIds).flatMap(([name, id]) =>
        keyText(name) === undefined || keyText(id) === undefined ? [] : [[name, normalizeText(id)] as const],
      );

/** The keys of these rows. */
export const keysOf = (rows: readonly KeyFields[], installation: string): ItemKeys => {
  const sourceIds = rows.flatMap(({ sourceId }) => keyText(sourceId) ?? []);
  return {
    imdbIds: rows.flatMap(({ imdbId }) => keyText(imdbId) ?? []),
    sourceIds: sourceIds.flatMap(storedForms),
    externalIds: rows.flatMap(externalIdsOf),
    ids: sourceIds.flatMap((sourceId) => idOfSourceId(sourceId, installation) ?? []),
  };
};

/** A map by text in any of its forms (see `storedForms`). An exact match comes first. */
export class FormIndex<T> {
  readonly #exact = new Map<string, T>();
  readonly #byForm = new Map<string, T>();

  set(key: string, value: T): void {
    this.#exact.set(key, value);
    this.#byForm.set(normalizeText(key), value);
  }

  delete(key: string, value: T): void {
    this.#exact.delete(key);
    if (this.#byForm.get(normalizeText(key)) === value) this.#byForm.delete(normalizeText(key));
  }

  get(key: string): T | undefined {
    const form = normalizeText(key);
    return this.#exact.get(key) ?? this.#exact.get(form) ?? this.#byForm.get(form);
  }
}

/** A map by each of an item's keys. A key belongs to the value that was put last. */
export class KeyIndex<T> {
  readonly #byImdbId = new Map<string, T>();
  readonly #bySourceId = new FormIndex<T>();
  readonly #byExternalId = new Map<string, T>();
  readonly #byId = new Map<number, T>();

  constructor(private readonly installation: string) {}

  put(value: T, keys: AnyKeys & { readonly id?: number }): void {
    const { imdbId, sourceId, id } = keys;
    const others = otherIds(keys);
    for (const name in others) this.#byExternalId.set(`${name}:${others[name]}`, value);
    if (typeof imdbId === 'string') this.#byImdbId.set(imdbId, value);
    if (sourceId !== null) this.#bySourceId.set(sourceId, value);
    if (id !== undefined) this.#byId.set(id, value);
  }

  /** Removes the keys, but not the id. */
  remove(value: T, keys: AnyKeys): void {
    const { imdbId, sourceId } = keys;
    const others = otherIds(keys);
    for (const name in others) this.#byExternalId.delete(`${name}:${others[name]}`);
    if (typeof imdbId === 'string') this.#byImdbId.delete(imdbId);
    if (sourceId !== null) this.#bySourceId.delete(sourceId, value);
  }

  withImdbId(imdbId: unknown): T | undefined {
    return this.#byImdbId.get(imdbId as string);
  }

  withSourceId(sourceId: unknown): T | undefined {
    return typeof sourceId === 'string' ? this.#bySourceId.get(sourceId) : undefined;
  }

  /** The item whose id is in this sourceId, which an export of this installation made. */
  withOwnSourceId(sourceId: unknown): T | undefined {
    return this.#byId.get(idOfSourceId(sourceId, this.installation) ?? 0);
  }

  /** @param pair the name of a system, and the id there */
  withExternalId([name, id]: readonly [name: string, id: string]): T | undefined {
    return this.#byExternalId.get(`${name}:${id}`);
  }

  withId(id: unknown): T | undefined {
    return this.#byId.get(id as number);
  }
}
