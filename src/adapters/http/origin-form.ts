const absoluteForm = /^https?:\/\/(?:\[[^\]/?#]*\]|[^[\]/?#])+(?<path>\/[^?#]*)?(?<query>\?[^#]*)?$/i;

/**
 * Returns the path and query of a request target (RFC 9112 section 3.2), without the host of its absolute form. A target
 * without a path becomes `/*`, which no route matches.
 */
export const originForm = (target: string): string => {
  if (target.startsWith('/')) return target;
  const { path = '/', query = '' } = absoluteForm.exec(target)?.groups ?? { path: '/*' };
  return path + query;
};
