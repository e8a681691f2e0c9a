/** Columns are snake_case, properties camelCase; times come as Date and go as RFC 3339 with milliseconds. */
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export type Row = Record<string, unknown>;

/** The row as the core knows it; what it holds is vouched for by the table, hence the cast. */
export const fromRow = <T>(row: Row): T =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      camel(name),
      value instanceof Date ? value.toISOString() : value,
    ]),
  ) as T;

const madeByTheDatabase = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/** The columns to write, without those that the database makes. */
export const toRow = (item: object): Row =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !madeByTheDatabase.has(name))
      .map(([name, value]) => [snake(name), value]),
  );
