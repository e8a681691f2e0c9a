import { isIP } from 'node:net';
import type { Request } from 'express';

/** `203.0.113.50:41234`, `[2001:db8::1]:443`, `[2001:db8::1]`; `isIP` checks anything else. */
const withPort = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d*)?$/;
const mapped = /^::ffff:(?=[\d.]+$)/i;

/**
 * The address in an entry of `X-Forwarded-For`. Some proxies add the port of the client (Azure's gateways, HAProxy, IIS),
 * quotes, or write IPv4 as IPv6. Anything that is not an address is returned unchanged.
 */
export const bareAddress = (entry: string): string => {
  const text = entry.trim().replace(/^"(.*)"$/, '$1');
  const [, inBrackets, inDots] = withPort.exec(text) ?? [];
  return (inBrackets ?? inDots ?? text).replace(mapped, '');
};

/**
 * Returns the address of the client: the last entry of `X-Forwarded-For` that is not a trusted proxy, or else the peer.
 * If that entry is not an address (`unknown`, for example), or has a zone (RFC 4007), which can be any text, it returns
 * the peer.
 */
export const clientAddress = ({ ip = '', socket }: Request): string | null => {
  const address = bareAddress(ip);
  return isIP(address) && !address.includes('%') ? address : (socket.remoteAddress ?? null);
};
