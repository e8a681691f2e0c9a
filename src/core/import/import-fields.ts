/** Fields of an export that only hold where it was made. */
export const readOnly = ['id', 'createdAt', 'updatedAt'];

export const without = (all: object, names: readonly string[]): Record<string, unknown> => {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) if (!names.includes(name)) rest[name] = value;
  return rest;
};
