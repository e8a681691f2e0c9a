import { Client } from 'pg';

interface QueryingClient {
  _getActiveQuery(): unknown;
  query(...parameters: unknown[]): unknown;
}

/**
 * Returns the queries that a client of `pg` was given while it was still executing another one, until `restore` is called.
 * `pg` 8 queues these, and `pg` 9 will not.
 */
export const overlappingQueries = () => {
  const prototype = Client.prototype as unknown as QueryingClient;
  const { query } = prototype;
  const found: string[] = [];
  prototype.query = function (this: QueryingClient, ...parameters: unknown[]) {
    if (this._getActiveQuery())
      found.push(String((parameters[0] as { text?: string }).text ?? parameters[0]));
    return query.apply(this, parameters);
  };
  return {
    found: found as readonly string[],
    restore: () => {
      prototype.query = query;
    },
  };
};
