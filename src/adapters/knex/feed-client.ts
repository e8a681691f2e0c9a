import { Client } from 'pg';
import type { Connection } from './database.js';
import { mostAge } from './feed-mark.js';

export const newFeedClient = (connection: Connection): Client => {
  const client = new Client({
    ...connection,
    application_name: 'project-db-auth feed',
    connectionTimeoutMillis: mostAge,
  });
  return client.on('error', () => {});
};

/** Rejects also when the client is ended meanwhile: `connect` alone then settles never. */
export const connected = async (client: Client): Promise<Client> => {
  const ended = new Promise<never>((_resolve, reject) => {
    client.once('end', () => reject(new Error('the connection has ended')));
  });
  ended.catch(() => {});
  await Promise.race([client.connect(), ended]);
  return client;
};
