import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from '../core/shared/reason.js';

/** Remedies when the service cannot listen, by error code. */
const advice = (code: string | undefined, prefix: string): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `Stop the process that uses it, or set ${prefix}PORT to a free port`;
    case 'EACCES':
      return `Set ${prefix}PORT to 1024 or more, or allow this user to bind lower ports`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `Set ${prefix}HOST to an address of this machine, or 0.0.0.0`;
    default:
      return `Check ${prefix}HOST and ${prefix}PORT`;
  }
};

/**
 * Returns the URL.
 * @param prefix of the settings HOST and PORT, for the message
 * @throws Error with a remedy
 */
export const listen = (server: Server, host: string, port: number, prefix = '') =>
  new Promise<string>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const address = `${prefix}HOST ${host}, ${prefix}PORT ${port}`;
      reject(
        new Error(
          `The service cannot listen on ${address}: ${reasonOf(error)}. ${advice(error.code, prefix)}`,
          {
            cause: error,
          },
        ),
      );
    });
    server.listen(port, host, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    });
  });
