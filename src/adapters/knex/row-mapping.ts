/** Columns are snake_case, properties camelCase; times come as Date and go as RFC 3339 with milliseconds. */
const toCamel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const toSnake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Each name is worked out once: there are as many as our tables have columns. */
const once = (work: (name: string) => string) => {
  const known = new Map<string, string>();
  return (name: string): string => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = work(name);
    known.set(name, made);
    return made;
  };
};
const camel = once(toCamel);
export const snake = once(toSnake);

export type Row = Record<string, unknown>;

/** The row as the core knows it; what it holds is vouched for by the table, hence the cast. */
export const fromRow = <T>(row: Row): T => {
  const item: Row = {};
  for (const column of Object.keys(row)) {
    const value = row[column];
    item[camel(column)] = value instanceof Date ? value.toISOString() : value;
  }
  return item as T;
};

const madeByTheDatabase = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/** The columns to write, without those that the database makes. */
export const toRow = (item: object): Row => {
  const row: Row = {};
  for (const [name, value] of Object.entries(item))
    if (!madeByTheDatabase.has(name)) row[snake(name)] = value;
  return row;
};
