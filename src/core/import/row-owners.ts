import type { AnyKeys } from '../catalogue/keys.js';
import type { Violation } from '../shared/errors.js';
import type { ReadRow } from './import-row.js';
import { externalIdsOf, type KeyIndex, keyText } from './key-index.js';
import { shown, violation } from './row-fields.js';

type Fields = ReadRow['fields'];

/** A key of a row that belongs to an item. */
export interface Owned<T> {
  /** `imdbId`, `sourceId`, or `externalIds/tmdb`. */
  readonly field: string;
  readonly value: unknown;
  readonly owner: T;
}

/** The keys of a row that belong to items, in order of precedence: imdbId, then sourceId, then others. */
export const ownersOf = <T>(index: KeyIndex<T>, fields: Fields): Owned<T>[] => {
  const { imdbId, sourceId } = fields;
  const found: Owned<T>[] = [];
  const add = (field: string, value: unknown, owner: T | undefined) => {
    if (owner !== undefined) found.push({ field, value, owner });
  };
  add('imdbId', imdbId, index.withImdbId(imdbId));
  add('sourceId', sourceId, index.withSourceId(sourceId) ?? index.withOwnSourceId(sourceId));
  for (const pair of externalIdsOf(fields))
    add(`externalIds/${pair[0]}`, pair[1], index.withExternalId(pair));
  return found;
};

export const hasKey = (fields: Fields): boolean =>
  keyText(fields.imdbId) !== undefined ||
  keyText(fields.sourceId) !== undefined ||
  externalIdsOf(fields).length > 0;

const codeOf = (field: string) => (field === 'sourceId' ? 'source-id-taken' : 'external-id-taken');

/**
 * Why a row cannot be about the item of its first key: another key belongs to another item, or the row has an imdbId of no
 * item and the item has a different one. Undefined: it can.
 * @param describe names an item, as in `movie 7`
 */
export const contradiction = <T extends { readonly draft: AnyKeys }>(
  [first, ...others]: readonly Owned<T>[],
  fields: Fields,
  describe: (owner: T) => string,
): Violation | undefined => {
  if (first === undefined) return undefined;
  const { field, value, owner } = first;
  const other = others.find((one) => one.owner !== owner);
  if (other !== undefined) {
    const message = `${shown(other.value)} belongs to ${describe(other.owner)}, but ${field} ${shown(value)} to ${describe(owner)}`;
    return violation(other.field, message, codeOf(other.field));
  }
  const { imdbId } = owner.draft;
  if (field === 'imdbId' || keyText(fields.imdbId) === undefined || typeof imdbId !== 'string')
    return undefined;
  const message = `${shown(value)} belongs to ${describe(owner)}, whose imdbId is ${shown(imdbId)}, not ${shown(fields.imdbId)}`;
  return violation(field, message, codeOf(field));
};
