/** Returns a copy of an OpenAPI document in which what each `$ref` refers to stands in its place. */
export const dereferenced = <T extends object>(document: T): T => {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...others } = value as { $ref?: string };
    if ($ref === undefined)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
    const steps = $ref.replace(/^#\//, '').split('/');
    const found = steps.reduce(
      (inside: unknown, step) => (inside as Record<string, unknown>)[step],
      document,
    );
    return { ...(resolve(found) as object), ...others };
  };
  return resolve(document) as T;
};
