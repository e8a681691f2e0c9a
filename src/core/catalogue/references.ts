import { DomainError } from '../shared/errors.js';
import type { AccessPath, EqualityFilter, ListQuery, Page } from '../shared/page.js';
import type { CatalogueReader } from './catalogue-reader.js';
import { noSuchItem } from './catalogue-use-cases.js';
import type { CatalogueErrorCode } from './error-codes.js';
import type { AnyKind, Item, Kind, Reference } from './kind.js';

/** The codes of errors about references to a kind. */
export interface ReferenceCodes {
  /** A field has an id that no item has. */
  readonly unknown: CatalogueErrorCode;
  /** The item cannot be removed, since others refer to it. */
  readonly used: CatalogueErrorCode;
  /** The field is null. */
  readonly unset: CatalogueErrorCode;
}

const codesOfAuthors: ReferenceCodes = {
  unknown: 'author-not-found',
  used: 'author-has-titles',
  unset: 'no-author',
};
const codesOfOthers: ReferenceCodes = {
  unknown: 'reference-not-found',
  used: 'still-referenced',
  unset: 'reference-not-set',
};

/** References to authors have codes of their own, which clients of earlier releases know. All others share three codes. */
export const referenceCodes = (to: string): ReferenceCodes =>
  to === 'authors' ? codesOfAuthors : codesOfOthers;

/** `authorId` → `author`. */
export const referenceName = ({ field }: Reference): string => field.slice(0, -'Id'.length);

/** Returns the kind with this plural. @throws Error if there is none */
export const kindOf = <K extends AnyKind>(plural: string, kinds: readonly K[]): K => {
  const found = kinds.find((kind) => kind.plural === plural);
  if (found === undefined) throw new Error(`there is no kind ${plural}`);
  return found;
};

/** A kind, and those of its fields that refer to another one. */
export interface Referrer {
  readonly kind: AnyKind;
  readonly fields: readonly string[];
}

/** The kinds that refer to the kind of this plural. */
export const referrersOf = (plural: string, kinds: readonly AnyKind[]): readonly Referrer[] =>
  kinds
    .map((kind) => ({
      kind,
      fields: kind.references.filter(({ to }) => to === plural).map(({ field }) => field),
    }))
    .filter(({ fields }) => fields.length > 0);

/** The error when a referenced item cannot be removed. @param counts how many items of each kind refer to it */
export const stillReferenced = (
  { name, plural }: AnyKind,
  counts: readonly { readonly kind: AnyKind; readonly count: number }[],
): DomainError => {
  const referrers = counts
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${count === 1 ? kind.name : kind.plural}`);
  return new DomainError(referenceCodes(plural).used, `This ${name} still has ${referrers.join(', ')}.`);
};

/** The filter by a reference, for the access paths of a kind. */
export const referenceFilter = (field: string): EqualityFilter => ({ parameter: field, field });

/**
 * The access paths of the list of items that refer to one item.
 * @throws Error if the kind has none
 */
export const referringPaths = ({ plural, paths }: AnyKind, { field }: Reference): readonly AccessPath[] => {
  const found = paths.filter(({ filters }) => filters?.[0]?.field === field).map(({ by }) => ({ by }));
  if (found.length === 0)
    throw new Error(`kind ${plural}: paths has no { filters: [referenceFilter('${field}')], by: byId }`);
  return found;
};

/** The reads along one reference of a kind, in both directions. */
export interface ReferenceUseCases<Draft extends object> {
  /**
   * The items that refer to this one.
   * @param page along one of `referringPaths`
   * @throws DomainError `not-found`
   */
  listReferring(id: number, page: ListQuery): Promise<Page<Item<Draft>>>;
  /**
   * The item that this one refers to.
   * @throws DomainError `not-found`; `unset` of the kind's codes
   */
  getReferenced(id: number): Promise<Item<object>>;
  /** See `withReferenced`. */
  include(items: readonly Item<Draft>[]): Promise<readonly Item<Draft>[]>;
}

/** The reads along one reference of a kind. @param targets the items of the kind that it refers to */
export const referenceUseCases = <Draft extends object>(
  kind: Kind<Draft>,
  reference: Reference,
  to: AnyKind,
  items: CatalogueReader<Draft>,
  targets: CatalogueReader<object>,
): ReferenceUseCases<Draft> => ({
  listReferring: async (id, page) => {
    if ((await targets.find(id)) === undefined) noSuchItem(to, id);
    const path = { filters: [referenceFilter(reference.field)], by: page.path.by };
    return items.list({ ...page, path, values: [[id]] });
  },
  getReferenced: async (id) => {
    const item = (await items.find(id)) ?? noSuchItem(kind, id);
    const target = referencedId(item, reference);
    const found = target === null ? undefined : await targets.find(target);
    if (found === undefined)
      throw new DomainError(
        referenceCodes(to.plural).unset,
        `This ${kind.name} has no ${referenceName(reference)}.`,
      );
    return found;
  },
  include: (page) => withReferenced(page, reference, targets),
});

/** The items, each with the item that it refers to under the name of the reference, or null. One query for all. */
export const withReferenced = async <One extends object>(
  items: readonly One[],
  reference: Reference,
  targets: Pick<CatalogueReader<object>, 'findAll'>,
): Promise<readonly One[]> => {
  const ids = new Set(items.flatMap((item) => referencedId(item, reference) ?? []));
  const found = new Map((await targets.findAll([...ids])).map((one) => [one.id, one]));
  const name = referenceName(reference);
  return items.map((item) => ({ ...item, [name]: found.get(referencedId(item, reference) ?? 0) ?? null }));
};

const referencedId = (item: object, { field }: Reference) =>
  (item as Record<string, number | null>)[field] ?? null;
