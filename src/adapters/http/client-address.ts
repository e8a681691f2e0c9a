import { isIP } from 'node:net';
import type { Request } from 'express';

/**
 * Where a request comes from: the peer, or what proxies of ours say of it. Those may still have passed on anything; the
 * zone of an address (RFC 4007) is any text.
 */
export const clientAddress = ({ ip = '', socket }: Request): string | null =>
  isIP(ip) && !ip.includes('%') ? ip : (socket.remoteAddress ?? null);
