import { type Columns, idColumnPrefix } from '../catalogue/columns.js';
import { keyFields } from '../catalogue/external-ids.js';
import type { Violation } from '../shared/errors.js';
import { isRecord } from '../shared/values.js';
import { type ReadRow, type RejectedRow, withViolations } from './import-row.js';
import { readImdbId, readOptionalText } from './normalize-row.js';
import { shown, violation } from './row-fields.js';

/** In JSON, an id may be a number. */
const asText = (id: unknown): unknown =>
  typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : id;

/**
 * Returns a function that moves each external id of a normalized row to one place: those of IMDb and of the source to their
 * own fields, all others to `externalIds`. It rejects a row that has two ids of one system.
 */
export const externalIdsGatherer = (columns: Columns): ((row: ReadRow) => ReadRow | RejectedRow) => {
  const ownFieldOf = new Map<string, string>(keyFields.filter(([, field]) => field in columns));
  return (row) => {
    const names: string[] = [];
    for (const name in row.fields)
      if (name === 'externalIds' || name.startsWith(idColumnPrefix)) names.push(name);
    if (names.length === 0) return row;
    const isExport = typeof row.fields.updatedAt === 'string';
    const fields: Record<string, unknown> = { ...row.fields };
    const others = new Map<string, unknown>();
    const violations: Violation[] = [];
    const add = (system: string, given: unknown) => {
      const own = ownFieldOf.get(system);
      const read = own === 'imdbId' ? readImdbId : readOptionalText;
      const id = isExport ? given : read(asText(given), system, []);
      const before = own === undefined ? others.get(system) : fields[own];
      if (before !== undefined && before !== id) {
        const message = `${shown(id)} contradicts ${shown(before)}, the id of the same system elsewhere in the row`;
        violations.push(violation(`externalIds/${system}`, message, 'ids.differ'));
      } else if (own === undefined) others.set(system, id);
      else fields[own] = id;
    };
    for (const name of names) {
      const value = fields[name];
      if (name.startsWith(idColumnPrefix)) add(name.slice(idColumnPrefix.length), value);
      else if (isRecord(value)) {
        for (const [system, id] of Object.entries(value)) add(system, id);
      } else if (value !== null) continue;
      delete fields[name];
    }
    if (violations.length > 0) return withViolations(row, violations);
    if (others.size > 0 && !('externalIds' in fields)) fields.externalIds = Object.fromEntries(others);
    return { ...row, fields };
  };
};
