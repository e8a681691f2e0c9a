import { expect } from 'chai';
import { useOwnService, useService } from '../../support/service.js';
import { databaseOf } from '../identity/people.js';

const allowed = 'https://films.example';

describe('browsers:', () => {
  // Its own service: it renames a table.
  const service = useOwnService({ CORS__ORIGINS: `${allowed}, http://localhost:5173` });

  it('ASVS 3.4.1/.4/.6 every kind of response: forbids sniffing and framing, and requires TLS', async () => {
    for (const [method, path, expected] of [
      ['GET', '/api/v1/movies', 200],
      ['OPTIONS', '/api/v1/movies', 204],
      ['GET', '/', 302],
      ['GET', '/api/v1/movies?x=1', 400],
      ['GET', '/api/v1/users/me', 401],
      ['GET', '/nothing', 404],
      ['DELETE', '/api/v1/movies', 405],
      ['POST', '/api/v1/auth/login', 415],
      ['GET', '/api/v1/series', 500],
      ['GET', '/docs', 200],
      ['GET', '/docs/swagger-ui.css', 200],
      ['GET', '/problems', 200],
    ] as const) {
      const database = databaseOf(service());
      if (expected === 500) await database.raw('alter table series rename to elsewhere');
      const { status, headers } = await service().call(method, path, {
        ...(expected === 415 && { body: '{}', headers: { 'content-type': 'text/plain' } }),
      });
      if (expected === 500) await database.raw('alter table elsewhere rename to series');
      expect([method, path, status]).to.deep.equal([method, path, expected]);
      expect(headers.get('strict-transport-security')).to.match(/max-age=31536000/);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-security-policy')).to.match(/frame-ancestors 'none'/);
      expect(headers.get('content-security-policy')).to.not.match(/unsafe|\*|https?:/);
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
      expect(headers.get('x-powered-by')).to.equal(null);
      expect(headers.get('x-request-id')).to.match(/^[\w.-]+$/);
    }
  });

  it('ASVS 3.4.2 a preflight of an allowed origin for a PATCH with a token: is granted', async () => {
    const { status, headers } = await service().call('OPTIONS', '/api/v1/movies/1', {
      headers: {
        origin: allowed,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type,if-match',
      },
    });
    expect(status).to.equal(204);
    expect(headers.get('access-control-allow-origin')).to.equal(allowed);
    expect(headers.get('access-control-allow-methods')).to.include('PATCH');
    expect(headers.get('access-control-allow-headers')).to.equal('authorization,content-type,if-match');
  });

  it('ASVS 3.4.2/4.1.1 a response to an allowed origin: exposes the ETag and the request id, and declares UTF-8', async () => {
    const { headers } = await service().call('GET', '/api/v1/movies', { headers: { origin: allowed } });
    const exposed = headers.get('access-control-expose-headers')?.split(',');
    expect(exposed).to.include('ETag').and.to.include('X-Request-Id');
    expect(headers.get('content-type')).to.equal('application/json; charset=utf-8');
  });
});

describe('browsers without CORS__ORIGINS:', () => {
  const service = useService();

  it('ASVS 3.4.2 any origin, on a read and a preflight: gets no CORS header', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await service().call(method, '/api/v1/movies', { headers: { origin: allowed } });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
    }
  });
});

describe('browsers in development:', () => {
  const from = (origin: string) => ({ headers: { origin } });
  const local = 'http://localhost:5173';

  for (const [host, isAllowed] of [
    ['127.0.0.1', true],
    ['0.0.0.0', false],
  ] as const) {
    const service = useOwnService({ NODE_ENV: 'development', HOST: host, PUBLIC_URL: 'https://api.example' });

    it(`ASVS 3.4.2 with HOST=${host}: pages of local origins ${isAllowed ? 'may' : 'may not'} read, never with cookies`, async () => {
      for (const [origin, isLocal] of [
        [local, true],
        ['http://127.0.0.1:8080', true],
        ['http://localhost', true],
        ['https://localhost:5173', false],
        ['http://localhost.example:5173', false],
        ['http://localhost:5173/', false],
        ['null', false],
      ] as const) {
        const { headers } = await service().call('GET', '/api/v1/movies', from(origin));
        const allowed = isAllowed && isLocal ? origin : null;
        expect(headers.get('access-control-allow-origin'), origin).to.equal(allowed);
        expect(headers.get('access-control-allow-credentials'), origin).to.equal(null);
      }
    });

    it(`ASVS 3.5.1 with HOST=${host}: a change by cookie from a local origin is rejected`, async () => {
      const cookie = `access_token=${await service().tokenAs('moderator')}`;
      const { status, body } = await service().call('POST', '/api/v1/authors', {
        headers: { origin: local, 'sec-fetch-site': 'same-site', cookie },
        body: { name: 'Agnès Varda' },
      });
      expect([status, body.code]).to.deep.equal([403, 'cross-site-request']);
    });
  }
});
