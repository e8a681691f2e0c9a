/** Whether there are more values than that within one, however deep. Looks at no more of them, and does not call itself. */
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
