import { isSame } from './changes.js';
import type { Field } from './fields.js';
import type { Kind } from './kinds.js';

type Item = Readonly<Record<string, unknown>>;

/** A field of a kind that refers to another kind, such as the author of movies. */
export interface Referrer {
  readonly kind: Kind;
  readonly field: string;
}

/** The fields that refer to a kind, of those that a list can be filtered by. */
export const referrersOf = (kinds: readonly Kind[], plural: string): Referrer[] =>
  kinds.flatMap((kind) =>
    kind.references
      .filter(({ to, field }) => to === plural && kind.parameters.some(({ name }) => name === field))
      .map(({ field }) => ({ kind, field })),
  );

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

/** Whether any two items differ in a field. */
export const isDifferent = (name: string, items: readonly Item[]): boolean =>
  items.some((item) => !isSame(item[name], items[0]?.[name]));

/** The service sets these, so they say nothing about what an item is. */
const isOwn = ({ name, type }: Field) => name !== 'id' && type !== 'time';

/** Returns the item that a merge most likely keeps: the one with the most known fields; of several, the oldest. */
export const fullest = <One extends Item>({ fields }: Kind, items: readonly One[]): One | undefined => {
  const known = (item: Item) => fields.filter((field) => isOwn(field) && !isEmpty(item[field.name])).length;
  return items.reduce<One | undefined>((best, item) => {
    if (best === undefined) return item;
    const more = known(item) - known(best);
    return more > 0 || (more === 0 && Number(item.id) < Number(best.id)) ? item : best;
  }, undefined);
};

/** Ids that a merge does not move: no two items can have the same. */
const keptIds = ['imdb', 'source'];

/** What a merge moves to the item that stays: the ids in other systems that it lacks, by the names of the systems. */
export const movedIds = (stays: Item, removed: readonly Item[]): Record<string, string> => {
  const idsOf = ({ externalIds }: Item) => (externalIds ?? {}) as Record<string, string>;
  const own = idsOf(stays);
  const offered = removed.flatMap((item) => Object.entries(idsOf(item)));
  const moved = offered.filter(([system]) => !(system in own) && !keptIds.includes(system));
  // Of two removed items with an id in the same system, the first one is merged first.
  return Object.fromEntries(moved.reverse());
};

/** Whether no two items can have the same value: an id in another system that has a separate field. */
export const isUnique = ({ name }: Field): boolean => keptIds.some((system) => name === `${system}Id`);

/** The fields that only a removed item knows: a merge does not copy them. */
export const lostFields = ({ draft }: Kind, stays: Item, removed: readonly Item[]): Field[] =>
  draft.filter(
    ({ name, type }) =>
      type !== 'map' && isEmpty(stays[name]) && removed.some((item) => !isEmpty(item[name])),
  );
