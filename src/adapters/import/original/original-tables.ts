import type { ImportedAccount } from '../../../core/identity/import-accounts.js';
import { type Role, roles } from '../../../core/identity/permissions.js';
import type { ReadRow } from '../../../core/import/import-row.js';

/** A row of a table of the original service. */
export interface OriginalRow {
  readonly id: number;
  readonly [column: string]: unknown;
}

/** A table of the original service. */
interface OriginalTable {
  /** Columns that every release of it had. */
  readonly required: readonly string[];
  /** The field of each column that is stored. */
  readonly fields: Readonly<Record<string, string>>;
}

const titleFields = {
  title: 'title',
  year_of_issue: 'releaseYear',
  description: 'description',
  genre: 'genres',
  author_id: 'authorSourceId',
};

/** The tables of the original service, in the order of their references. */
export const originalTables: ReadonlyMap<string, OriginalTable> = new Map([
  [
    'users',
    {
      required: ['id', 'email', 'visible_name', 'hashed_password', 'role', 'active'],
      fields: {
        email: 'email',
        visible_name: 'visibleName',
        hashed_password: 'passwordHash',
        role: 'role',
        active: 'active',
      },
    },
  ],
  ['authors', { required: ['id', 'name'], fields: { name: 'name' } }],
  ['movies', { required: ['id', 'title', 'author_id'], fields: titleFields }],
  [
    'series',
    {
      required: ['id', 'title', 'author_id'],
      fields: { ...titleFields, seasons: 'seasons', episodes: 'episodes' },
    },
  ],
]);

const fieldsOf = (table: string) => originalTables.get(table)?.fields ?? {};

/** The sourceId of an item of the original service. An import matches the item by it. */
const sourceIdOf = (id: unknown) => `original:${id}`;

/** A row of the catalogue. A column that this release of the original does not have yet is an absent field. */
export const catalogueRow = (table: string, row: OriginalRow): ReadRow => {
  const columns = Object.entries(fieldsOf(table));
  const given = columns.flatMap(([column, field]) => (column in row ? [[field, row[column]] as const] : []));
  const fields = Object.fromEntries(
    given.map(([field, value]) => [
      field,
      field === 'authorSourceId' && value !== null ? sourceIdOf(value) : value,
    ]),
  );
  return {
    place: { file: table, line: Number(row.id) },
    fields: { ...fields, sourceId: sourceIdOf(row.id) },
    columnOf: (name) => columns.find(([, field]) => field === name)?.[0] ?? name,
  };
};

/** The columns of a row that have a value and no field. */
export const columnsWithoutField = (table: string, row: OriginalRow): string[] =>
  Object.keys(row).filter(
    (column) => column !== 'id' && !Object.hasOwn(fieldsOf(table), column) && row[column] !== null,
  );

/** @param text of any role: the original did not check it */
const roleNamed = (text: string): Role | undefined =>
  roles.find((role) => role === text.trim().toLowerCase());

/** @param value null: the text is empty, and so invalid */
const textOf = (value: unknown): string => String(value ?? '');

/**
 * The account of a row. Its email and its name are not validated. A role or a state that does not exist gives the least
 * permissions.
 */
export const accountOf = (row: OriginalRow): ImportedAccount => ({
  email: textOf(row.email),
  visibleName: textOf(row.visible_name),
  role: roleNamed(String(row.role)) ?? 'user',
  active: row.active === true,
  // Stored as bytes (`bytea`).
  passwordHash: String(row.hashed_password),
});

/** Whether the role of a row exists here. */
export const hasKnownRole = (row: OriginalRow): boolean => roleNamed(String(row.role)) !== undefined;

/** Whether a row says whether its account is active. */
export const hasKnownState = (row: OriginalRow): boolean => typeof row.active === 'boolean';
