/** Columns are snake_case, properties camelCase; times come as Date and go as RFC 3339 with milliseconds. */
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
export const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Each name is worked out once: there are as many as our tables have columns. */
const camelNames = new Map<string, string>();
const property = (column: string): string => {
  const known = camelNames.get(column);
  if (known !== undefined) return known;
  const name = camel(column);
  camelNames.set(column, name);
  return name;
};

export type Row = Record<string, unknown>;

/** The row as the core knows it; what it holds is vouched for by the table, hence the cast. */
export const fromRow = <T>(row: Row): T => {
  const item: Row = {};
  for (const column of Object.keys(row)) {
    const value = row[column];
    item[property(column)] = value instanceof Date ? value.toISOString() : value;
  }
  return item as T;
};

const madeByTheDatabase = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/** The columns to write, without those that the database makes. */
export const toRow = (item: object): Row =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !madeByTheDatabase.has(name))
      .map(([name, value]) => [snake(name), value]),
  );
