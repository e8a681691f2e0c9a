import { expect } from 'chai';
import { createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';
import { credentials, params, path } from './expired-session.js';

const apiKey = `pdba_${'0'.repeat(16)}_${'f'.repeat(72)}`;

describe('the client with an API key:', () => {
  it('sends it as bearer token, without cookies, also if its file ends with a line break', async () => {
    const sent: Request[] = [];
    const fetch = async (request: Request) => {
      sent.push(request);
      return item(1);
    };
    const client = createClient({ baseUrl, fetch, apiKey: `${apiKey}\n` });
    await client.GET(path, { params });
    expect(sent.map(({ headers }) => headers.get('authorization'))).to.deep.equal([`Bearer ${apiKey}`]);
    expect(sent[0]?.credentials).to.equal('omit');
    expect(sent[0]?.url).to.not.include(apiKey);
  });

  it('sends the ETags of what it read, and another Authorization where one is given', async () => {
    const { fetch, received } = scripted(() => item(1));
    const client = createClient({ baseUrl, fetch, apiKey });
    await client.GET(path, { params });
    await client.PATCH(path, { params, body: { name: 'Ada' } });
    await client.GET(path, { params, headers: { Authorization: 'Bearer other' } });
    expect(received[1]?.headers.get('if-match')).to.equal('"1"');
    expect(received[2]?.headers.get('authorization')).to.equal('Bearer other');
  });

  for (const code of ['key-invalid', 'token-expired', 'token-invalid'] as const)
    it(`with 401 ${code}: throws it, sends the request once, and refreshes nothing`, async () => {
      const ended: unknown[] = [];
      const { fetch, paths } = scripted(() => problem(401, code));
      const onSessionEnd = (end: unknown) => ended.push(end);
      const client = createClient({ baseUrl, fetch, apiKey, onSessionEnd });
      expect(await errorOf(client.GET(path, { params }))).to.include({ name: 'ProblemError', code });
      expect(paths()).to.deep.equal(['GET /api/v1/authors/1']);
      expect(ended).to.deep.equal([]);
    });

  it('waits and tries again after 429', async () => {
    const { fetch, received } = scripted((_, nth) =>
      nth === 1 ? problem(429, 'too-many-requests', { 'retry-after': '0' }) : item(1),
    );
    await createClient({ baseUrl, fetch, apiKey }).GET(path, { params });
    expect(received.map(({ headers }) => headers.get('authorization'))).to.deep.equal([
      `Bearer ${apiKey}`,
      `Bearer ${apiKey}`,
    ]);
  });

  it('cannot sign in, confirm or sign out: says so, and sends nothing', async () => {
    const { fetch, received } = scripted(() => item(1));
    const client = createClient({ baseUrl, fetch, apiKey });
    for (const call of [
      () => client.signIn(credentials),
      () => client.signInWithCode({ challenge: 'a', code: '287082' }),
      () => client.confirm({ password: 'seven quiet violins' }),
      () => client.signOut(),
    ])
      expect(await errorOf(call()))
        .to.have.property('message')
        .that.match(/API key.*cannot sign in or out/);
    expect(received).to.deep.equal([]);
  });

  it('rejects what cannot be a key without repeating it, and a second way to authenticate', () => {
    for (const wrong of ['', '  ', `${apiKey}\nX-Other: 1`, `“${apiKey}”`])
      expect(() => createClient({ apiKey: wrong })).to.throw(
        /^apiKey is empty, or has characters that no API key has$/,
      );
    expect(() => createClient({ apiKey, transport: 'cookie' })).to.throw(/cannot be combined/);
    expect(() => createClient({ apiKey, tokens: sharedStore(undefined) })).to.throw(/cannot be combined/);
  });
});
