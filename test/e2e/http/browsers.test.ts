import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';

const friend = 'https://films.example';

describe('browsers:', () => {
  const service = useService({ CORS__ORIGINS: `${friend}, http://localhost:5173` });

  const answers: [string, string, string, number][] = [
    ['2xx', 'GET', '/api/v1/movies', 200],
    ['204', 'OPTIONS', '/api/v1/movies', 204],
    ['302', 'GET', '/', 302],
    ['400', 'GET', '/api/v1/movies?x=1', 400],
    ['401', 'GET', '/api/v1/users/me', 401],
    ['404', 'GET', '/nothing', 404],
    ['405', 'DELETE', '/api/v1/movies', 405],
    ['415', 'POST', '/api/v1/auth/login', 415],
    ['500', 'GET', '/api/v1/series', 500],
    ['a page', 'GET', '/docs', 200],
    ['an asset', 'GET', '/docs/swagger-ui.css', 200],
    ['a problem page', 'GET', '/problems', 200],
  ];
  for (const [what, method, path, expected] of answers) {
    it(`ASVS 3.4.1/.4/.6 ${what}, by ${method} ${path}: in its headers: forbids sniffing and framing, wants TLS`, async () => {
      const database = service().service.container.get(ids.Database);
      if (expected === 500) await database.raw('alter table series rename to elsewhere');
      const { status, headers } = await service().call(method, path, {
        ...(expected === 415 && { body: '{}', headers: { 'content-type': 'text/plain' } }),
      });
      if (expected === 500) await database.raw('alter table elsewhere rename to series');
      expect(status).to.equal(expected);
      expect(headers.get('strict-transport-security')).to.match(/max-age=31536000/);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-security-policy')).to.match(/frame-ancestors 'none'/);
      expect(headers.get('content-security-policy')).to.not.match(/unsafe|\*|https?:/);
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
      expect(headers.get('x-powered-by')).to.equal(null);
      expect(headers.get('x-request-id')).to.match(/^[\w.-]+$/);
    });
  }

  for (const [origin, echoed] of [
    [friend, friend],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://evil.example', null],
    [`${friend}.evil.example`, null],
    ['https://sub.films.example', null],
    ['http://films.example', null],
    ['null', null],
    ['*', null],
  ] as const) {
    it(`ASVS 3.4.2 the origin ${origin}: on reads, refusals and preflights: is ${echoed ? 'echoed' : 'not echoed'}`, async () => {
      for (const [method, path] of [
        ['GET', '/api/v1/movies'],
        ['GET', '/api/v1/users/me'],
        ['GET', '/nothing'],
        ['OPTIONS', '/api/v1/movies'],
      ] as const) {
        const { headers } = await service().call(method, path, { headers: { origin } });
        expect(headers.get('access-control-allow-origin')).to.equal(echoed);
        expect(headers.get('access-control-allow-credentials')).to.equal(echoed && 'true');
        expect(headers.get('vary')).to.match(/\bOrigin\b/i);
      }
    });
  }

  it('ASVS 3.4.2 a preflight of a friend: for a PATCH with a token: is granted', async () => {
    const { status, headers } = await service().call('OPTIONS', '/api/v1/movies/1', {
      headers: {
        origin: friend,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type,if-match',
      },
    });
    expect(status).to.equal(204);
    expect(headers.get('access-control-allow-origin')).to.equal(friend);
    expect(headers.get('access-control-allow-methods')).to.include('PATCH');
    expect(headers.get('access-control-allow-headers')).to.equal('authorization,content-type,if-match');
  });

  it('ASVS 3.4.2 an answer to a friend: by its exposed headers: lets pages read the ETag and the request id', async () => {
    const { headers } = await service().call('GET', '/api/v1/movies', { headers: { origin: friend } });
    expect(headers.get('access-control-expose-headers')?.split(','))
      .to.include('ETag')
      .and.to.include('X-Request-Id');
  });

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/json',
  ]) {
    it(`ASVS 3.5.2 a POST as ${type}, as a form may send it: on login: answers 415`, async () => {
      const { status, body } = await service().call('POST', '/api/v1/auth/login', {
        body: '{"email":"a@example.com","password":"x"}',
        headers: { 'content-type': type },
      });
      expect({ status, code: body.code }).to.deep.equal({ status: 415, code: 'unsupported-media-type' });
    });
  }

  it('ASVS 4.1.1 JSON and problems: in their Content-Type: say UTF-8', async () => {
    const types = await Promise.all(
      ['/api/v1/movies', '/nothing'].map(async (path) =>
        (await service().call('GET', path)).headers.get('content-type'),
      ),
    );
    expect(types).to.deep.equal([
      'application/json; charset=utf-8',
      'application/problem+json; charset=utf-8',
    ]);
  });
});

describe('browsers where no CORS__ORIGINS is set:', () => {
  const service = useService();

  it('ASVS 3.4.2 any origin: on a read and a preflight: gets no CORS header', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await service().call(method, '/api/v1/movies', { headers: { origin: friend } });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
    }
  });
});
