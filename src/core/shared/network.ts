/** The eight groups of an IPv6 address (RFC 4291 section 2.2), as numbers. */
const groupsOf = (ip: string): number[] => {
  const hexadecimal = ip.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [left = [], right = []] = hexadecimal.split('::').map((half) =>
    half
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16)),
  );
  return [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill(0), ...right];
};

/**
 * The rate-limit key of an IP address: an IPv4 address itself, or the /64 of an IPv6 address, since one client usually
 * has a whole /64 (RFC 6177). An IPv4-mapped address (`::ffff:192.0.2.1`) counts as IPv4.
 */
export const networkOf = (ip: string): string => {
  if (!ip.includes(':')) return ip;
  const groups = groupsOf(ip);
  const [a = 0, b = 0] = groups.slice(6);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isMapped) return [a >> 8, a & 255, b >> 8, b & 255].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
};
