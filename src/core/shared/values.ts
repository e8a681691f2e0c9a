/** Whether a value is an object with named members: neither null nor an array. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a JSON value contains more than `max` values at any depth. Stops at the limit and is not recursive. */
export const hasMoreValuesThan = (max: number, whole: unknown): boolean => {
  const values = [whole];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value !== 'object' || value === null) continue;
    const inside = Object.values(value);
    if (values.length + inside.length > max) return true;
    values.push(...inside);
  }
  return false;
};
