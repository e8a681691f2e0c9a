import { Client, type QueryConfig } from 'pg';
import { serviceId } from '../../core/shared/service-name.js';
import type { Connection } from './database.js';
import { recordServerStart } from './openings.js';
import { maxAgeMs } from './poll-time.js';

/** `application_name` of a connection that each instance keeps open. */
export const feedName = `${serviceId} feed`;

export const newFeedClient = (connection: Connection): Client => {
  const client = new Client({
    ...connection,
    application_name: feedName,
    connectionTimeoutMillis: maxAgeMs,
  });
  return client.on('error', () => {});
};

/**
 * Connects, and records a new start of the server. Also rejects if the client is ended meanwhile: the promise of `client.connect()` would
 * never settle.
 */
export const connectClient = async (client: Client): Promise<Client> => {
  const ended = new Promise<never>((_resolve, reject) => {
    client.once('end', () => reject(new Error('the connection was closed')));
  });
  ended.catch(() => {});
  await Promise.race([client.connect(), ended]);
  await client.query({ text: recordServerStart, query_timeout: maxAgeMs } as QueryConfig);
  return client;
};
