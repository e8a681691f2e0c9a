/**
 * Returns a copy of an OpenAPI document in which what each `$ref` refers to stands in its place. References to the same
 * place become the same object, so that ajv compiles it once.
 */
export const dereferenced = <T extends object>(document: T): T => {
  const known = new Map<string, unknown>();
  const referred = ($ref: string): unknown => {
    const steps = $ref.replace(/^#\//, '').split('/');
    const found = steps.reduce(
      (inside: unknown, step) => (inside as Record<string, unknown>)[step],
      document,
    );
    const value = known.get($ref) ?? resolve(found);
    known.set($ref, value);
    return value;
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...others } = value as { $ref?: string };
    if ($ref === undefined)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
    const found = referred($ref);
    return Object.keys(others).length === 0 ? found : { ...(found as object), ...others };
  };
  return resolve(document) as T;
};
