import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import type { CallResult, TestService } from '../../support/service.js';

/** Milliseconds. The client waits a second longer for a server that hangs. */
export const impatient = { DB__STATEMENT_TIMEOUT_MS: '1000' };

export const outcome = async (service: TestService, method: string, path: string, token?: string) => {
  const body = method === 'GET' || method === 'DELETE' ? undefined : { title: 'X' };
  const { status, headers, body: problem } = await service.call(method, `/api/v1${path}`, { token, body });
  return {
    request: `${method} ${path}`,
    status,
    code: problem?.code,
    retryAfter: Number(headers.get('retry-after')),
  };
};

/** Sends every kind of request at once, and expects 503 with Retry-After. */
export const expectUnavailable = async (service: TestService, token: string) => {
  const outcomes = await Promise.all([
    ...['/movies', '/authors/2147483647', '/movies/2147483646/author', '/genres', '/authors/1/series'].map(
      (path) => outcome(service, 'GET', path),
    ),
    ...['POST /movies', 'PUT /movies/1', 'PATCH /series/1', 'DELETE /authors/1', 'GET /movies'].map(
      (request) => {
        const [method, path] = request.split(' ') as [string, string];
        return outcome(service, method, path, token);
      },
    ),
  ]);
  for (const { request: what, ...response } of outcomes) {
    expect({ what, ...response }).to.include({ what, status: 503, code: 'unavailable' });
    expect(response.retryAfter).to.be.within(1, 60);
  }
  expect((await service.call('GET', '/health/live')).status).to.equal(200);
  const ready = await service.call('GET', '/health/ready');
  expect([ready.status, ready.body.status]).to.deep.equal([503, 'unavailable']);
  expect(ready.body.checks.database).to.equal('down');
  expect(service.log.filter(({ level }) => level === 'error')).to.deep.equal([]);
};

/** Repeats the request while it returns 503: on a busy machine the first ones may still time out. */
export const insist = async (send: () => Promise<CallResult>) => {
  for (let i = 0; ; i += 1) {
    const response = await send();
    if (response.status !== 503 || i === 400) return response;
    await sleep(25);
  }
};

export const expectServing = async (service: TestService, token: string) => {
  await eventually(
    async () => (await service.call('GET', '/health/ready')).status === 200,
    'it was ready again',
  );
  const statuses = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const body = { title: 'After' };
      const made = await insist(() => service.call('POST', '/api/v1/movies', { token, body }));
      const read = await insist(() => service.call('GET', made.headers.get('location') as string));
      return [made.status, read.status];
    }),
  );
  expect(statuses).to.deep.equal(Array(10).fill([201, 200]));
};
