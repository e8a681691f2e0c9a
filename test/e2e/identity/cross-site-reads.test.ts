import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { allRoutes } from '../../support/all-routes.js';
import { useService } from '../../support/service.js';
import { logInByCookie } from './cookie-jar.js';
import { lettersSent } from './letters.js';

const own = 'https://media.example';
const friends = ['https://films.example', 'http://localhost:5173'];
const evil = 'https://evil.example';
const sessions = '/api/v1/auth/sessions';

describe('reads by cookie from other sites:', () => {
  const service = useService({ PUBLIC_URL: own, CORS__ORIGINS: friends.join(', ') });
  const call = (method: string, path: string, headers: Record<string, string>) =>
    service().call(method, path, { headers });

  it('ASVS 3.5.3 GET and HEAD on every path, as admin by cookie from elsewhere: change nothing at all', async () => {
    const database = service().service.container.get(ids.Database);
    const { cookie, answer } = await logInByCookie(service());
    const token = await service().tokenAs('admin');
    const { id } = answer.body.user;
    await service().call('PATCH', `/api/v1/users/${id}`, { token, body: { role: 'admin' } });
    const [{ id: session }] = (await call('GET', sessions, { cookie })).body.items;
    await service().movie({ title: 'Stays' });
    // Whatever is due goes out by itself, and is told.
    await lettersSent(service());
    const tables = [
      'users',
      'sessions',
      'refresh_tokens',
      'one_time_tokens',
      'mail_queue',
      'audit',
      'changes',
      'movies',
      'authors',
      'series',
    ];
    const state = async () =>
      Object.fromEntries(
        await Promise.all(tables.map(async (name) => [name, await database(name).orderByRaw('1')] as const)),
      );
    const before = await state();
    const statuses = new Set<number>();
    for (const { path } of allRoutes) {
      const target = path.replace('{id}', path.startsWith(sessions) ? session : '1');
      for (const method of ['GET', 'HEAD']) {
        const override = {
          'x-http-method-override': 'DELETE',
          'x-http-method': 'DELETE',
          'x-method-override': 'DELETE',
        };
        const { status } = await call(method, `${target}`, {
          cookie,
          'sec-fetch-site': 'cross-site',
          origin: evil,
          ...override,
        });
        statuses.add(status);
      }
    }
    expect([...statuses]).to.include.members([200, 405]);
    expect(await state()).to.deep.equal(before);
  });

  it('ASVS 3.4.2 answers with credentials: to friends: name them, and never *; to others: name nobody', async () => {
    const { cookie } = await logInByCookie(service());
    for (const [method, path] of [
      ['GET', '/api/v1/users/me'],
      ['GET', '/api/v1/movies'],
      ['GET', '/nothing'],
      ['DELETE', sessions],
      ['OPTIONS', '/api/v1/auth/login'],
    ] as const) {
      for (const origin of [
        ...friends,
        own,
        evil,
        'null',
        '*',
        `${own}.evil.example`,
        'http://films.example',
      ]) {
        const { headers } = await call(method, path, {
          cookie,
          origin,
          'access-control-request-method': 'POST',
        });
        const isFriend = friends.includes(origin);
        expect(headers.get('access-control-allow-origin'), origin).to.equal(isFriend ? origin : null);
        if (isFriend) expect(headers.get('access-control-allow-credentials')).to.equal('true');
        expect(headers.get('vary')).to.match(/\bOrigin\b/i);
      }
    }
  });
});
