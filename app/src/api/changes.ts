import type { Kind } from './kinds.js';

type Item = Readonly<Record<string, unknown>>;

/** Whether two values of a field are the same. An absent value is null, and the order of keys does not count. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => isSame((one as Item)[key], (other as Item)[key]));
  }
  return (one ?? null) === (other ?? null);
};

/** Returns the merge patch (RFC 7396) that makes `after` of `before`: only the fields that differ. */
export const patchOf = ({ draft }: Pick<Kind, 'draft'>, before: Item, after: Item): Item =>
  Object.fromEntries(
    draft.flatMap(({ name, type }) => {
      if (isSame(before[name], after[name])) return [];
      if (type !== 'map') return [[name, after[name] ?? null]];
      const [old, current] = [before[name] ?? {}, after[name] ?? {}] as [Item, Item];
      const keys = [...new Set([...Object.keys(old), ...Object.keys(current)])];
      const changed = keys.filter((key) => !isSame(old[key], current[key]));
      return [[name, Object.fromEntries(changed.map((key) => [key, current[key] ?? null]))]];
    }),
  );

/**
 * Fields without a value, and surrounding spaces, as the service stores them. A field that cannot be null is left out without
 * a value, so that it gets its default.
 */
export const cleaned = ({ draft }: Pick<Kind, 'draft'>, values: Item): Item =>
  Object.fromEntries(
    draft.flatMap(({ name, type, schema }) => {
      const value = values[name] ?? (type === 'choices' ? [] : type === 'map' ? {} : null);
      const cleanedValue = typeof value === 'string' ? value.trim() || null : value;
      const canBeNull = schema.type === undefined || [schema.type].flat().includes('null');
      return cleanedValue === null && !canBeNull ? [] : [[name, cleanedValue]];
    }),
  );
