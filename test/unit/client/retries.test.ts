import { expect } from 'chai';
import { createClient, ProblemError } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, scripted } from '../../support/scripted-fetch.js';

const path = '/api/v1/authors/{id}';
const params = { path: { id: 1 } };
const body = { name: 'Agnès Varda' };

/** Returns a client, and the requests that it has sent, with this response to each of the first `times` requests. */
const clientAfter = (times: number, first: () => Response, options: object = {}) => {
  const { fetch, paths, received } = scripted((_, nth) => (nth <= times ? first() : item(1)));
  return { client: createClient({ baseUrl, fetch, ...options }), paths, received };
};
const busy =
  (status = 503, retryAfter = '0') =>
  () =>
    problem(status, status === 503 ? 'unavailable' : 'too-many-requests', { 'retry-after': retryAfter });

describe('retries of the client:', () => {
  it('after 429 and 503: repeat every request except a POST without an Idempotency-Key, with its body', async () => {
    const keyed = { params: { header: { 'Idempotency-Key': 'one' } }, body };
    for (const status of [429, 503]) {
      for (const [send, sent] of [
        [({ client }) => client.GET(path, { params }), ['', '', '']],
        [({ client }) => client.PUT(path, { params, body }), Array(3).fill(JSON.stringify(body))],
        [({ client }) => client.PATCH(path, { params, body }), Array(3).fill(JSON.stringify(body))],
        [({ client }) => client.DELETE(path, { params }), ['', '', '']],
        [({ client }) => client.POST('/api/v1/authors', keyed), Array(3).fill(JSON.stringify(body))],
      ] as [(one: ReturnType<typeof clientAfter>) => Promise<unknown>, string[]][]) {
        const one = clientAfter(2, busy(status));
        await send(one);
        expect(one.received.map(({ text }) => text)).to.deep.equal(sent);
      }
      const { client, paths } = clientAfter(1, busy(status));
      expect(await errorOf(client.POST('/api/v1/authors', { body }))).to.include({ status });
      expect(paths()).to.have.length(1);
    }
  });

  it('after a Retry-After in the past as a date: repeat; without one, with one that is too long, or after another status: do not', async () => {
    for (const [first, count] of [
      [busy(503, new Date(0).toUTCString()), 2],
      [busy(503, '31'), 1],
      [busy(503, 'soon'), 1],
      [busy(503, '-5'), 1],
      [busy(503, '1.5'), 1],
      [busy(503, '2001'), 1],
      [() => problem(503, 'unavailable'), 1],
      [() => problem(500, 'internal', { 'retry-after': '0' }), 1],
    ] as const) {
      const { client, paths } = clientAfter(1, first);
      await client.GET(path, { params }).catch(() => undefined);
      expect(paths()).to.have.length(count);
    }
  });

  it('of a service that stays busy: end after the last attempt with its error', async () => {
    const { client, paths } = clientAfter(9, busy(429), { retries: 2 });
    const error = await errorOf(client.GET(path, { params }));
    expect(error).to.be.instanceOf(ProblemError).and.to.include({ code: 'too-many-requests', retryAfter: 0 });
    expect(paths()).to.have.length(3);
  });

  it('with an abort while waiting: reject with its reason at once, and send nothing more', async () => {
    const { client, paths } = clientAfter(1, busy(503, '20'));
    const controller = new AbortController();
    const reading = errorOf(client.GET(path, { params, signal: controller.signal }));
    setTimeout(() => controller.abort(), 20);
    expect(await reading).to.have.property('name', 'AbortError');
    expect(paths()).to.have.length(1);
  });

  it('of a sign-in: are never sent', async () => {
    const { client, paths } = clientAfter(1, busy(429));
    const error = await errorOf(client.signIn({ email: 'ada@example.com', password: 'seven quiet violins' }));
    expect(error).to.include({ code: 'too-many-requests', retryAfter: 0 });
    expect(paths()).to.deep.equal(['POST /api/v1/auth/login']);
  });

  it('with the error page of a proxy: throw an error without a code', async () => {
    for (const page of [
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
      () => Response.json({ code: 'bad-gateway', detail: 'Bad gateway' }, { status: 502 }),
    ]) {
      const { client } = clientAfter(1, page);
      const error = await errorOf(client.GET(path, { params }));
      expect(error).to.be.instanceOf(ProblemError);
      expect(error).to.include({ code: undefined, status: 502, message: 'HTTP status 502' });
    }
  });
});
