import { expect } from 'chai';
import { Redis } from 'ioredis';
import { eventually } from '../../integration/contracts/fixtures.js';
import { redisUrl } from '../../support/servers/servers.js';
import { useService } from '../../support/service.js';
import { fromOurPage, logInByCookie, password } from './cookie-jar.js';
import { registration } from './people.js';

const auth = '/api/v1/auth';
const me = '/api/v1/users/me';

describe('answers with tokens, sessions or personal data:', () => {
  const service = useService();
  const headersOf = async (
    method: string,
    path: string,
    { cookie, body, extra = {} }: { cookie?: string; body?: object; extra?: object } = {},
  ) => {
    const headers = { ...(cookie !== undefined && fromOurPage(cookie)), ...extra } as Record<string, string>;
    const answer = await service().call(method, path, { headers, body });
    return { status: answer.status, cacheControl: answer.headers.get('cache-control') };
  };

  it('ASVS 14.3.2 of every route around accounts, successes and refusals: are not to be stored', async () => {
    const { cookie, email, answer } = await logInByCookie(service());
    const { cookie: other } = await logInByCookie(service(), email);
    const etag = (await service().call('GET', me, { headers: { cookie } })).headers.get('etag') ?? '';
    const token = await service().tokenAs('admin');
    const asAdmin = { extra: { authorization: `Bearer ${token}` } };
    const { id } = answer.body.user;
    const requests: [string, string, Parameters<typeof headersOf>[2], number][] = [
      ['POST', `${auth}/register`, { body: registration() }, 201],
      ['POST', `${auth}/register`, { body: registration({ email }) }, 409],
      ['POST', `${auth}/login`, { body: { email, password } }, 200],
      ['POST', `${auth}/login`, { body: { email, password, transport: 'cookie' } }, 200],
      ['POST', `${auth}/login`, { body: { email, password: 'wrong' } }, 401],
      ['POST', `${auth}/refresh`, { cookie }, 200],
      ['POST', `${auth}/refresh`, { body: { refreshToken: 'x' } }, 401],
      ['POST', `${auth}/refresh`, { body: { refreshToken: 7 } }, 422],
      ['GET', `${auth}/sessions`, { cookie }, 200],
      ['HEAD', `${auth}/sessions`, { cookie }, 200],
      ['GET', `${auth}/sessions`, {}, 401],
      ['DELETE', `${auth}/sessions/7`, { cookie }, 404],
      ['GET', me, { cookie }, 200],
      ['GET', me, { cookie, extra: { 'if-none-match': etag } }, 304],
      ['PATCH', me, { cookie, body: { visibleName: 'Private' } }, 200],
      ['GET', `${me}/export`, { cookie }, 200],
      [
        'PUT',
        `${me}/password`,
        { cookie, body: { currentPassword: 'wrong', newPassword: 'eight louder trumpets' } },
        401,
      ],
      ['DELETE', me, { cookie, body: { currentPassword: 'wrong' } }, 401],
      ['GET', '/api/v1/users', asAdmin, 200],
      ['GET', `/api/v1/users/${id}`, asAdmin, 200],
      ['POST', `${auth}/logout`, { cookie: other }, 204],
      ['DELETE', `/api/v1/users/${id}/sessions`, asAdmin, 204],
      ['DELETE', `${auth}/sessions`, { cookie }, 401],
    ];
    for (const [method, path, options, status] of requests) {
      const seen = await headersOf(method, path, options);
      expect({ method, path, ...seen }).to.deep.equal({ method, path, status, cacheControl: 'no-store' });
    }
  });

  it('ASVS 14.2.1 tokens in the query, of whatever name: are refused on every route, and beside a good cookie too', async () => {
    const { cookie, access, refresh } = await logInByCookie(service());
    const requests: [string, string][] = [
      ['GET', `${me}?access_token=${access}`],
      ['GET', `${auth}/sessions?token=${access}`],
      ['GET', `/api/v1/movies?access_token=${access}`],
      ['POST', `${auth}/refresh?refresh_token=${refresh}`],
      ['POST', `${auth}/refresh?refreshToken=${refresh}`],
      ['POST', `${auth}/logout?refreshToken=${refresh}`],
      ['DELETE', `${auth}/sessions?access_token=${access}`],
    ];
    for (const [method, path] of requests) {
      expect((await headersOf(method, path, { cookie })).status, path).to.equal(400);
      expect((await headersOf(method, path)).status, path).to.be.oneOf([400, 401]);
    }
    expect((await headersOf('GET', me, { cookie })).status).to.equal(200);
    const said = JSON.stringify(service().log);
    expect(said).to.not.include(access).and.to.not.include(refresh);
  });

  it('ASVS 14.2.2 what a person reads about themselves: is in no cache that others share', async () => {
    const { cookie, email, answer } = await logInByCookie(service());
    const title = `Shared ${answer.body.user.visibleName}`;
    const { id } = await service().movie({ title });
    const token = await service().tokenAs('admin');
    for (const path of [me, `${me}/export`, `${auth}/sessions`]) {
      const { status, text } = await service().call('GET', path, { headers: { cookie } });
      expect([path, status]).to.deep.equal([path, 200]);
      expect(text).to.have.length.above(50);
    }
    await service().call('GET', `/api/v1/users/${answer.body.user.id}`, { token });
    await eventually(
      async () => (await service().call('GET', `/api/v1/movies/${id}`)).headers.get('x-cache') === 'hit',
      'it was cached',
    );
    const redis = new Redis(await redisUrl());
    const held: string[] = [];
    for await (const names of redis.scanStream({ count: 1_000 }))
      for (const name of names as string[])
        held.push(name, String((await redis.get(name).catch(() => '')) ?? ''));
    redis.disconnect();
    expect(
      held.some((one) => one.includes(title)),
      'what is for everybody',
    ).to.equal(true);
    expect(held.filter((one) => one.includes(email))).to.deep.equal([]);
  });
});
