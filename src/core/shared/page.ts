/** What a list is sorted by. Ties are sorted by id, in the same direction. */
export interface SortKey {
  readonly field: string;
  /** Text is compared without case and accents. Bounds and positions hold times as milliseconds since 1970, UTC. */
  readonly type: 'integer' | 'text' | 'time';
  /** Items without a value come last, in both directions. */
  readonly isNullable?: true;
  /** Text only: items without a value are sorted by this other field, without its leading article. */
  readonly fallback?: string;
  /** The filter that the key's index serves: a range of values, or the beginning of a text. */
  readonly filter?: 'range' | 'prefix';
  /** The only direction of the list, which then has no parameter `sort`. */
  readonly direction?: 'descending';
}

/** What an equality filter compares with. */
export type Value = string | number | boolean;

/** A field that can be without a value: it is null, or an empty array. */
export interface OptionalField {
  readonly field: string;
  readonly isArray?: true;
}

/** A filter by the value of one field. */
export interface EqualityFilter {
  /** The query parameter. */
  readonly parameter: string;
  readonly field: string;
  /** The field holds several values; an item matches if it has any of the requested ones. */
  readonly isArray?: true;
  /** Of an array: the request has two values, and an item must have both. */
  readonly isBoth?: true;
  /** The request has several values; an item matches if its only value is one of them. */
  readonly isOneOf?: true;
  /** The field holds ids by name. A value is `<name>:<id>`; an item matches if it has this id under this name. */
  readonly isMap?: true;
  /** The value has several Unicode forms (see `storedForms`); an item matches if it has any of them. */
  readonly hasForms?: true;
  /** The value is one of these names; an item matches if it has no value in that field. */
  readonly missing?: Readonly<Record<string, OptionalField>>;
}

/**
 * An index that serves a list: its first columns are those of `filters`, then come `by` and the id. Anything else is
 * unsupported: it would need a scan or a sort. A filter with `isArray`, `isMap`, `isOneOf` or `missing` is the only one of
 * its path; with `isMap`, `by` is the id.
 */
export interface AccessPath {
  readonly filters?: readonly EqualityFilter[];
  readonly by: SortKey;
  /**
   * A filter by an array that the index does not contain. A page examines at most `maxLookedAt` items along the index,
   * and may have fewer items than its limit, or none, although more follow.
   */
  readonly checked?: EqualityFilter;
}

/** The maximum number of items that a page examines if its index does not contain a filter. */
export const maxLookedAt = 2_000;
/** The maximum number of ids that a list can be filtered by. */
export const maxIds = 100;

/** The items with the requested ids, of any kind. */
export const withIds: EqualityFilter = { parameter: 'id', field: 'id', isOneOf: true };

/** The filter `missing`: items without a value in a field. @param fields by the value of the parameter */
export const missingFilter = (fields: Readonly<Record<string, OptionalField>>): EqualityFilter => ({
  parameter: 'missing',
  field: 'missing',
  missing: fields,
});

export const byId: SortKey = { field: 'id', type: 'integer' };

/** A position in a list: the values of the sort key and id. Clients get it as an encrypted cursor. */
export type Position = readonly (string | number)[];

/** A request for a page of a list: up to `limit` items after `after`, along one access path. */
export interface ListQuery {
  readonly path: AccessPath;
  readonly isDescending: boolean;
  /** For each of `path.filters` its values: one, or several of an array, of `isOneOf`, or of a text with several forms. */
  readonly values: readonly (readonly Value[])[];
  /** The values of `path.checked`: any of them, or both. */
  readonly checked?: readonly Value[] | undefined;
  /** Bounds of `path.by`, both inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** The beginning of `path.by`. */
  readonly prefix?: string | undefined;
  readonly limit: number;
  readonly after?: Position | undefined;
  /** Whether a page looks at all items along its index, not at `maxLookedAt`, at a cost that grows with the list. */
  readonly isExhaustive?: boolean;
  /** Whether to count the whole list, at a cost that grows with its length. */
  readonly count: boolean;
}

/** A page of a list. `next` is the `after` of the following page, null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: Position | null;
  readonly total?: number;
}
