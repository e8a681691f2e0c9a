import type { Violation } from '../shared/errors.js';
import type { AccessPath } from '../shared/page.js';
import type { Stored } from '../shared/stored.js';

/**
 * A field that holds the id of an item, or null: `{ field: 'authorId', to: 'authors' }`. The table has the foreign key
 * `movies_author_id_fkey`, and an index that begins with the column.
 */
export interface Reference<Field extends string = string> {
  /** Ends in `Id`. Without that it is the name of the reference, `author`: in paths, in `include` and in items. */
  readonly field: Field;
  /** The plural of the kind of that item; it may be the same kind. */
  readonly to: string;
}

/** A kind without the type of its items. */
export interface AnyKind {
  /** Singular: `movie`. */
  readonly name: string;
  /** Plural: the path segment and the table, `movies`. */
  readonly plural: string;
  /** The field with an item's name or title, which is searched. */
  readonly namedBy: string;
  readonly references: readonly Reference[];
  /** The access paths of its list, each with its index; the first is the default order. */
  readonly paths: readonly AccessPath[];
}

/**
 * A kind of item in the catalogue, as data. Create, read, list, search, replace, change and remove are written once over
 * it (`catalogue-use-cases.ts`). A resource that needs more has its own use case, and no option here.
 */
export interface Kind<Draft extends object> extends AnyKind {
  readonly namedBy: keyof Draft & string;
  readonly references: readonly Reference<Extract<keyof Draft, `${string}Id`>>[];
  /** The rules across several fields. The rules of a single field are in its schema. */
  readonly check: (draft: Draft) => readonly Violation[];
}

/** An item as it is stored. */
export type Item<Draft extends object> = Draft & Stored;
