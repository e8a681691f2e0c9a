import type { Violation } from '../shared/errors.js';
import type { AccessPath } from '../shared/page.js';
import type { Stored } from '../shared/stored.js';

/**
 * A kind of thing in the catalogue, as data. Create, read, list, search, replace, change and remove are written
 * once over it (`catalogue-use-cases.ts`); what else a kind needs stands beside them, not in options here.
 */
export interface Kind<Draft extends object> {
  /** Singular, as people say it: `movie`. */
  readonly name: string;
  /** Plural: the path segment and the table, `movies`. */
  readonly plural: string;
  /** The field by which people know an item: a search looks there. */
  readonly namedBy: keyof Draft & string;
  /** How its list can be walked; the first is how it goes unless asked otherwise. Each needs its index. */
  readonly paths: readonly AccessPath[];
  /** The rules that span several fields. What a single field may hold is told by its schema. */
  readonly check: (draft: Draft) => readonly Violation[];
}

/** What is stored of a draft. */
export type Item<Draft extends object> = Draft & Stored;
