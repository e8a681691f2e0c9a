import { isIP } from 'node:net';
import type { Request } from 'express';

/** `203.0.113.50:41234`, `[2001:db8::1]:443`, `[2001:db8::1]`; anything else is left to `isIP`. */
const withPort = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d*)?$/;
const mapped = /^::ffff:(?=[\d.]+$)/i;

/**
 * The address in an entry of `X-Forwarded-For`. Some proxies add the port of the client (Azure's gateways, HAProxy, IIS),
 * quotes, or write IPv4 as IPv6. What is no address is returned as it is.
 */
export const bareAddress = (entry: string): string => {
  const text = entry.trim().replace(/^"(.*)"$/, '$1');
  const [, inBrackets, inDots] = withPort.exec(text) ?? [];
  return (inBrackets ?? inDots ?? text).replace(mapped, '');
};

/**
 * The address of the client: the peer, or the last entry of `X-Forwarded-For` that no trusted proxy has. Where that
 * entry is no address (`unknown`, say, or one with a zone (RFC 4007), which can be any text), it is the peer again.
 */
export const clientAddress = ({ ip = '', socket }: Request): string | null => {
  const address = bareAddress(ip);
  return isIP(address) && !address.includes('%') ? address : (socket.remoteAddress ?? null);
};
