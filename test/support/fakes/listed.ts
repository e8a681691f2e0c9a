import type { ListQuery, Page, Position, Value } from '../../../src/core/shared/page.js';
import { compareFolded, folded } from './folded.js';

type Key = string | number;
const noValue = Number.MAX_SAFE_INTEGER;

/** Only the articles of the titles in tests. */
const withoutArticle = (title: string) => title.replace(/^(The|A) /, '');

const compareKeys = (one: Key, other: Key) =>
  typeof one === 'string' ? compareFolded(one, String(other)) : one - Number(other);

/** Returns a page of a list: filters, sorts and slices all rows. */
export const listed = <T extends { readonly id: number }>(
  everything: readonly T[],
  { limit, path, isDescending, values, checked, from, to, prefix, after, count }: ListQuery,
): Page<T> => {
  const { filters = [], by } = path;
  const tests = [...filters.map((filter, i) => [filter, values[i] ?? []] as const)];
  if (path.checked) tests.push([path.checked, checked ?? []]);
  const of = (item: T, field: string) => (item as Readonly<Record<string, unknown>>)[field];
  const keyOf = (item: T): Key => {
    const value = of(item, by.field) ?? (by.fallback && withoutArticle(String(of(item, by.fallback))));
    if (by.type === 'time') return Date.parse(String(value));
    return by.type === 'text' ? folded(String(value)) : ((value as number | null) ?? noValue);
  };
  const fits = (item: T) => {
    const key = keyOf(item);
    return (
      tests.every(([filter, wanted]) => {
        const { field = '' } = filter.missing?.[String(wanted[0])] ?? filter;
        const found = of(item, field);
        const held = (
          filter.isMap ? Object.entries(found as object).map((entry) => entry.join(':')) : [found].flat()
        ) as Value[];
        if (filter.missing) return held.every((one) => one === null);
        return filter.isBoth
          ? wanted.every((one) => held.includes(one))
          : held.some((one) => wanted.includes(one));
      }) &&
      (from === undefined || (Number(key) >= from && key !== noValue)) &&
      (to === undefined || Number(key) <= to) &&
      (prefix === undefined || String(key).startsWith(folded(prefix)))
    );
  };
  const direction = isDescending ? -1 : 1;
  const inOrder = ([oneKey, oneId]: readonly [Key, number], [otherKey, otherId]: readonly [Key, number]) => {
    const [oneHasNone, otherHasNone] = [oneKey === noValue, otherKey === noValue];
    if (oneHasNone !== otherHasNone) return oneHasNone ? 1 : -1;
    return direction * (compareKeys(oneKey, otherKey) || oneId - otherId);
  };
  const all = everything
    .filter(fits)
    .map((item) => ({ item, place: [keyOf(item), item.id] as const }))
    .sort((one, other) => inOrder(one.place, other.place));
  const rest =
    after === undefined
      ? all
      : all.filter(({ place }) => inOrder(place, after as unknown as readonly [Key, number]) > 0);
  const next: Position | null = rest.length > limit ? (rest[limit - 1]?.place ?? null) : null;
  const items = structuredClone(rest.slice(0, limit).map(({ item }) => item));
  return { items, next, ...(count && { total: all.length }) };
};
