import { expect } from 'chai';
import { createClient, ProblemError, SecondFactorError } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';
import { credentials, params, path, signedIn, tokens } from './expired-session.js';

const me = '/api/v1/users/me';
const challenge = 'bM2rUq0sP8vX5yA1dF4gH7jK9lN3oQ6t';
const secondFactorRequired = async () => {
  const response = problem(401, 'second-factor-required');
  const members = { challenge, methods: ['totp', 'recovery-code'], expiresIn: 300 };
  return Response.json({ ...((await response.json()) as object), ...members }, response);
};
/** Calls routes by their names only. */
type Send = (path: string) => Promise<unknown>;

describe('the client and a second factor:', () => {
  for (const transport of ['bearer', 'cookie'] as const) {
    it(`a sign-in with ${transport}: throws an error with the challenge, and one call with a code completes it`, async () => {
      const store = sharedStore(undefined);
      const { fetch, received } = scripted(async (request) =>
        request.path.endsWith('/login') ? secondFactorRequired() : signedIn('new'),
      );
      const client = createClient({ baseUrl, fetch, transport, tokens: store });
      const error = (await errorOf(client.signIn(credentials))) as SecondFactorError;
      expect(error).to.be.instanceOf(SecondFactorError).and.instanceOf(ProblemError);
      expect(error).to.include({ code: 'second-factor-required', challenge, expiresIn: 300 });
      expect(error.methods).to.deep.equal(['totp', 'recovery-code']);
      expect(store.get()).to.equal(undefined);
      expect(await client.signInWithCode({ challenge: error.challenge, code: '287082' })).to.include({
        id: 1,
      });
      expect(store.get()).to.deep.equal(transport === 'bearer' ? tokens('new') : undefined);
      const [first, second] = received.map(({ path: sent, text }) => [sent, JSON.parse(text)]);
      const name = transport === 'bearer' ? 'body' : 'cookie';
      expect(first).to.deep.equal(['/api/v1/auth/login', { ...credentials, transport: name }]);
      expect(second).to.deep.equal(['/api/v1/auth/login/second-factor', { challenge, code: '287082' }]);
    });
  }

  it('a wrong code: is a problem, changes nothing, and a recovery code completes the same sign-in', async () => {
    const responses = [problem(401, 'second-factor-invalid'), signedIn('new')];
    const store = sharedStore(undefined);
    const { fetch, received } = scripted(() => responses.shift() as Response);
    const client = createClient({ baseUrl, fetch, tokens: store });
    const wrong = await errorOf(client.signInWithCode({ challenge, code: '000000' }));
    expect(wrong).to.include({ name: 'ProblemError', code: 'second-factor-invalid' });
    expect(store.get()).to.equal(undefined);
    const recoveryCode = 'K7QF-9XTM-2W4H';
    await client.signInWithCode({ challenge, recoveryCode });
    expect(JSON.parse(received[1]?.text ?? '')).to.deep.equal({ challenge, recoveryCode });
    expect(store.get()).to.deep.equal(tokens('new'));
  });

  it('an abort: also ends the wait for the second step', async () => {
    const { fetch } = scripted(() => new Promise(() => {}));
    const controller = new AbortController();
    const client = createClient({ baseUrl, fetch });
    const signingIn = errorOf(
      client.signInWithCode({ challenge, code: '287082' }, { signal: controller.signal }),
    );
    controller.abort();
    expect(await signingIn).to.have.property('name', 'AbortError');
  });
});

describe('the client and a new access token of the session:', () => {
  const changes = {
    'a proof of who the user is': '/api/v1/auth/confirm',
    'a confirmed authenticator app': `${me}/totp/confirm`,
    'a removed one': `${me}/totp`,
  };
  for (const [change, changed] of Object.entries(changes)) {
    it(`after ${change}: is used from then on, with the refresh token of before`, async () => {
      const store = sharedStore(tokens('old'));
      const { fetch, received } = scripted(({ path: requested }) =>
        requested === changed ? Response.json({ accessToken: 'access higher' }) : item(1),
      );
      const client = createClient({ baseUrl, fetch, tokens: store });
      const send = changed === `${me}/totp` ? client.DELETE : client.POST;
      await (send as Send)(changed);
      expect(store.get()).to.deep.equal({ ...tokens('old'), accessToken: 'access higher' });
      await client.GET(path, { params });
      expect(received.at(-1)?.headers.get('authorization')).to.equal('Bearer access higher');
    });
  }

  it('with a request that has failed, or has no token: is not stored', async () => {
    const responses = [
      problem(401, 'second-factor-invalid'),
      Response.json({ secret: 'GEZDGNBVGY3TQOJQ' }, { status: 201 }),
      new Response('<h1>Accept the terms of this network</h1>'),
    ];
    const store = sharedStore(tokens('old'));
    const { fetch } = scripted(() => responses.shift() as Response);
    const post = createClient({ baseUrl, fetch, tokens: store }).POST as Send;
    await errorOf(post(`${me}/totp/confirm`));
    await post(`${me}/totp`);
    await post(`${me}/totp`).catch(() => undefined);
    expect(store.get()).to.deep.equal(tokens('old'));
  });

  it('with a refresh under way: is stored after the token of the refresh, which can be older', async () => {
    const store = sharedStore(tokens('old'));
    let refresh = (_: Response) => {};
    const { fetch, paths } = scripted(({ path: requested, headers }) => {
      if (requested.endsWith('/refresh'))
        return new Promise((resolve) => {
          refresh = resolve;
        });
      if (requested.endsWith('/confirm')) return Response.json({ accessToken: 'access higher' });
      return headers.get('authorization') === 'Bearer access old' ? problem(401, 'token-expired') : item(1);
    });
    const client = createClient({ baseUrl, fetch, tokens: store });
    const reading = client.GET(path, { params });
    while (!paths().includes('POST /api/v1/auth/refresh'))
      await new Promise((resolve) => setTimeout(resolve, 1));
    const confirming = (client.POST as Send)('/api/v1/auth/confirm');
    while (!paths().includes('POST /api/v1/auth/confirm'))
      await new Promise((resolve) => setTimeout(resolve, 1));
    refresh(signedIn('new'));
    await Promise.all([reading, confirming]);
    expect(store.get()).to.deep.equal({ ...tokens('new'), accessToken: 'access higher' });
  });

  it('with a sign-in meanwhile: does not replace the one of the other account', async () => {
    const store = sharedStore(tokens('old'));
    const { fetch } = scripted(async ({ path: requested }) => {
      if (requested.endsWith('/login')) return signedIn('newer');
      await client.signIn(credentials);
      return Response.json({ accessToken: 'access higher' });
    });
    const client = createClient({ baseUrl, fetch, tokens: store });
    await (client.POST as Send)('/api/v1/auth/confirm');
    expect(store.get()).to.deep.equal(tokens('newer'));
  });
});

describe('the client with cookies and a new access token of the session:', () => {
  it('with a request that was sent with the old one: reports its error, and the session continues', async () => {
    const ended: string[] = [];
    let respond = (_: Response) => {};
    const { fetch } = scripted(({ path: requested }) =>
      requested.endsWith('/totp')
        ? Response.json({ expiresIn: 900 })
        : new Promise((resolve) => {
            respond = resolve;
          }),
    );
    const onSessionEnd = ({ code }: { code: string }) => ended.push(code);
    const client = createClient({ baseUrl, fetch, transport: 'cookie', onSessionEnd });
    const reading = errorOf(client.GET(path, { params }));
    await (client.DELETE as Send)(`${me}/totp`);
    respond(problem(401, 'session-ended'));
    expect(await reading).to.include({ code: 'session-ended' });
    expect(ended).to.deep.equal([]);
  });
});
