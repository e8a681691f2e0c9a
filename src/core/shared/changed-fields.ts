/** Fields that every change sets. */
const databaseFields = ['version', 'updatedAt'];

/** The names of the fields that differ between two states of a resource, except `databaseFields`. */
export const changedFields = (before: object, after: object): string[] =>
  Object.entries(after)
    .filter(([name, value]) => {
      const old = (before as Record<string, unknown>)[name];
      return !databaseFields.includes(name) && JSON.stringify(old) !== JSON.stringify(value);
    })
    .map(([name]) => name);
