import { DomainError } from '../shared/errors.js';
import { isRecord } from '../shared/values.js';
import type { AnyKeys, ExternalIds } from './keys.js';

/** Maximum ids of an item. */
export const maxExternalIds = 20;

/** The systems whose ids have a separate field, with that field. Not every kind has an imdbId. */
export const keyFields = [
  ['imdb', 'imdbId'],
  ['source', 'sourceId'],
] as const;

const none: ExternalIds = {};

export const hasNoIds = (ids: ExternalIds): boolean => {
  for (const _ in ids) return false;
  return true;
};

/** The ids of an item without a separate field. They are stored in one column. */
export const otherIds = (item: AnyKeys): ExternalIds => {
  let others = none;
  for (const name in item.externalIds) {
    if (name === 'source' || (name === 'imdb' && 'imdbId' in item)) continue;
    others = { ...others, [name]: item.externalIds[name] as string };
  }
  return others;
};

/** All ids of an item, sorted by system: those in separate fields, and `others`. */
export const allIds = (item: Partial<AnyKeys>, others: ExternalIds): ExternalIds => {
  const all: Record<string, string> = {};
  if (typeof item.imdbId === 'string') all.imdb = item.imdbId;
  if (typeof item.sourceId === 'string') all.source = item.sourceId;
  if (hasNoIds(others)) return all;
  Object.assign(all, others);
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
};

/** Returns the draft with all ids in `externalIds`, those in separate fields too. */
export const withAllIds = <Draft extends AnyKeys>(draft: Draft): Draft => ({
  ...draft,
  externalIds: allIds(draft, otherIds(draft)),
});

/**
 * The ids of an item that become ids of the item that it is merged into: those of systems for which `target` has no id,
 * up to the maximum. Those with a separate field come first.
 */
export const movedIds = (item: AnyKeys, target: AnyKeys): ExternalIds => {
  const taken = allIds(target, otherIds(target));
  const room = maxExternalIds - Object.keys(taken).length;
  const ids = [...Object.entries(allIds(item, none)), ...Object.entries(otherIds(item))];
  const moved = ids.filter(([name]) => !Object.hasOwn(taken, name));
  return Object.fromEntries(moved.slice(0, Math.max(room, 0)));
};

/** Returns the item with more ids. Those of `keyFields` are also set in their fields. */
export const withMoreIds = <Item extends AnyKeys>(item: Item, added: ExternalIds): Item => {
  const own = keyFields.filter(([name, field]) => field in item && Object.hasOwn(added, name));
  const fields = Object.fromEntries(own.map(([name, field]) => [field, added[name]]));
  return withAllIds({ ...item, ...fields, externalIds: { ...item.externalIds, ...added } });
};

/** The name and the id in `tmdb:603`. */
export const splitIdByName = (text: string): readonly [name: string, id: string] => {
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
};

/** Returns a map without its nulls, and any other value unchanged. */
export const withoutNulls = <T>(ids: T): T =>
  isRecord(ids) ? (Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== null)) as T) : ids;

/**
 * Applies a merge patch (RFC 7396): absent fields and absent names of `externalIds` stay, and null removes a name. For
 * an id with a separate field, that field counts.
 * @throws DomainError `validation-failed` if the item would have too many ids
 */
export const patched = <Draft extends AnyKeys>(current: Draft, patch: Partial<Draft>): Draft => {
  const externalIds = withoutNulls({ ...current.externalIds, ...patch.externalIds });
  const next = withAllIds({ ...current, ...patch, externalIds });
  if (Object.keys(next.externalIds).length <= maxExternalIds) return next;
  const message = `an item has at most ${maxExternalIds} external ids`;
  throw new DomainError('validation-failed', `${message}.`, [
    { pointer: '/externalIds', message, code: 'object.max' },
  ]);
};
