import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { Client } from 'pg';
import { type CallResult, useInstances } from '../../support/service.js';

export const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** Two instances on one database for the tests of a describe block, and its rows of sessions. */
export const useTwoInstances = () => {
  const service = useInstances();
  let database: Client | undefined;
  before(async () => {
    database = new Client({ connectionString: service().databaseUrl });
    await database.connect();
  });
  after(() => database?.end());
  const query = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => {
    if (database === undefined) throw new Error('the database is there in the tests, not before');
    return (await database.query(sql, values)).rows;
  };
  const refresh = (refreshToken: unknown, which = 0): Promise<CallResult> =>
    service(which).call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });

  return {
    service,
    query,
    refresh,
    /** Repeats the request while it returns 503: if many requests wait for one session, some time out. */
    insist: async (refreshToken: string, which = 0): Promise<CallResult> => {
      for (;;) {
        const response = await refresh(refreshToken, which);
        if (response.status !== 503) return response;
      }
    },
    /** The successor of a token. */
    successor: async (token: string, which = 0): Promise<string> => {
      const { status, body } = await refresh(token, which);
      expect(status).to.equal(200);
      return body.refreshToken;
    },
    /** Moves the times of a token into the past. */
    age: async (token: string, milliseconds: number) => {
      const aged = await query(
        `update refresh_tokens set salted_at = salted_at - $2 * interval '1 ms', used_at = used_at - $2 * interval '1 ms',
          superseded_at = superseded_at - $2 * interval '1 ms' where hash = $1 returning hash`,
        [hashOf(token), milliseconds],
      );
      expect(aged).to.have.length(1);
    },
    /** The rows of the session of a token. */
    stored: async (token: string) => ({
      session: await query(
        'select s.* from sessions s join refresh_tokens t on t.session_id = s.id where t.hash = $1',
        [hashOf(token)],
      ),
      tokens: await query(
        `select * from refresh_tokens
          where session_id = (select session_id from refresh_tokens where hash = $1) order by hash`,
        [hashOf(token)],
      ),
    }),
    /** The audit entries about a user's sessions, except their start. */
    sessionEvents: (userId: number) =>
      query(
        `select action, actor_id, details, request_id from audit where subject_kind = 'user' and subject_id = $1
          and action like 'session.%' and action <> 'session.started' order by id`,
        [String(userId)],
      ),
  };
};

/** Expects 401 with the code, a challenge and no-store. */
export const expectRejected = ({ status, body, headers }: CallResult, code: string) => {
  expect({ status, code: body.code }).to.deep.equal({ status: 401, code });
  expect(headers.get('cache-control')).to.equal('no-store');
  expect(headers.get('www-authenticate')).to.match(/^Bearer realm="api"/);
};
