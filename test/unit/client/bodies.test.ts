import { expect } from 'chai';
import { createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, problem, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';

const path = '/api/v1/imports/{id}/file';
const params = { path: { id: 1 } };
const text = 'title\nVagabond\n';

describe('files that the client sends:', () => {
  /** The bodies that the service receives, whose first response is this one. */
  const sentWith = async (body: unknown, first: () => Response = () => Response.json({})) => {
    const { fetch, received, paths } = scripted(({ path: requested }, nth) => {
      const user = { id: 1 };
      if (requested.endsWith('/refresh')) return Response.json({ accessToken: 'b', refreshToken: 'c', user });
      return nth === 1 ? first() : Response.json({});
    });
    const tokens = sharedStore({ accessToken: 'a', refreshToken: 'b' });
    const sending = createClient({ baseUrl, fetch, tokens }).PUT(path, { params, body: body as string });
    const error = await sending.then(
      () => undefined,
      (reason) => reason,
    );
    return { error, texts: received.map((one) => one.text), paths: paths() };
  };
  const stream = () => new Blob([text]).stream();

  it('as text, bytes, a Blob or a stream: are sent unchanged', async () => {
    for (const body of [text, new TextEncoder().encode(text), new Blob([text]), stream()])
      expect((await sentWith(body)).texts).to.deep.equal([text]);
  });

  it('as a stream: are sent once; as anything else: again after a 503, and after a refresh', async () => {
    const busy = () => problem(503, 'unavailable', { 'retry-after': '0' });
    const expired = () => problem(401, 'token-expired');
    expect((await sentWith(text, busy)).texts).to.deep.equal([text, text]);
    expect((await sentWith(text, expired)).paths).to.have.length(3);
    for (const [first, code] of [
      [busy, 'unavailable'],
      [expired, 'token-expired'],
    ] as const) {
      const { error, texts } = await sentWith(stream(), first);
      expect(error).to.include({ code });
      expect(texts.filter((one) => one === text)).to.have.length(1);
    }
  });
});
