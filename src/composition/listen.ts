import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from '../core/shared/reason.js';
import type { Settings } from './settings.js';

/** Remedies when the service cannot listen, by error code. */
const listenAdvice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop the process that uses it, or set PORT to a free port',
  EACCES: 'Set PORT to 1024 or more, or allow this user to bind lower ports',
  EADDRNOTAVAIL: 'Set HOST to an address of this machine, or 0.0.0.0',
  ENOTFOUND: 'Set HOST to an address of this machine, or 0.0.0.0',
};

/** Returns the URL. @throws Error with a remedy */
export const listen = (server: Server, { PORT, HOST }: Settings) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const advice = listenAdvice[error.code ?? ''] ?? 'Check HOST and PORT';
      reject(
        new Error(`The service cannot listen on HOST ${HOST}, PORT ${PORT}: ${reasonOf(error)}. ${advice}`, {
          cause: error,
        }),
      );
    });
    server.listen(PORT, HOST, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`);
    });
  });
