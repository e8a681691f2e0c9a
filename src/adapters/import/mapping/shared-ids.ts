import type { ReadRow } from '../../../core/import/import-row.js';
import type { SharedIdFields } from './known-source.js';

/** Maximum ids that are remembered. */
const maxIds = 1_000_000;

/** Ids of other systems, each with the lowest own id of the rows that have it. */
export class SharedIds {
  readonly #lowest = new Map<string, number>();

  constructor(private readonly fields: SharedIdFields) {}

  /** @param plural the kind of the row: systems can have the same id for a movie and a series */
  add(plural: string, row: ReadRow['fields']): void {
    const own = Number(row[this.fields.own]);
    for (const field of this.fields.shared) {
      const key = this.#keyOf(plural, field, row);
      if (key === undefined || this.#lowest.size === maxIds) continue;
      if (!((this.#lowest.get(key) ?? Number.POSITIVE_INFINITY) <= own)) this.#lowest.set(key, own);
    }
  }

  /** The row without the ids that belong to a row with a lower own id. */
  withoutForeign(plural: string, row: ReadRow['fields']): ReadRow['fields'] {
    const own = Number(row[this.fields.own]);
    const foreign = this.fields.shared.filter((field) => {
      const key = this.#keyOf(plural, field, row);
      return key !== undefined && (this.#lowest.get(key) ?? own) < own;
    });
    if (foreign.length === 0) return row;
    return Object.fromEntries(Object.entries(row).filter(([field]) => !foreign.includes(field)));
  }

  #keyOf(plural: string, field: string, row: ReadRow['fields']): string | undefined {
    return row[field] === undefined ? undefined : `${plural} ${field} ${row[field]}`;
  }
}
