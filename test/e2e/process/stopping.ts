import type { Socket } from 'node:net';
import { openSocket, rawMessage } from '../../support/raw-http.js';

const credentials = '{"email":"nobody@example.com","password":"seven quiet violins"}';
const sent = 9;

/** The part of the body that `beginLogin` has not sent. */
export const restOfLogin = credentials.slice(sent);

/** Sends the beginning of a login, and returns when the service has received it. */
export const beginLogin = async (url: string): Promise<Socket> => {
  const socket = await openSocket(url);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': String(credentials.length) };
  socket.write(rawMessage('POST', '/api/v1/auth/login', headers) + credentials.slice(0, sent));
  await fetch(`${url}/health/live`);
  return socket;
};

export const refusesConnections = (url: string): Promise<boolean> =>
  openSocket(url).then(
    (socket) => !socket.destroy(),
    () => true,
  );
