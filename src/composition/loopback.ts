import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can connect to a server that listens on this host. */
export const isLoopback = (host: string): boolean =>
  isIP(host) === 0 ? host === 'localhost' : loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
