const absoluteForm = /^https?:\/\/(?:\[[^\]/?#]*\]|[^[\]/?#])+(?<path>\/[^?#]*)?(?<query>\?[^#]*)?$/i;

/**
 * The path and query of a request target (RFC 9112 section 3.2), whose absolute form names the host too. What has
 * no path at all becomes one that is served by nobody.
 */
export const originForm = (target: string): string => {
  if (target.startsWith('/')) return target;
  const { path = '/', query = '' } = absoluteForm.exec(target)?.groups ?? { path: '/*' };
  return path + query;
};
