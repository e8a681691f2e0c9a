import { expect } from 'chai';
import { useService } from '../../support/service.js';

const mebibyte = 1024 * 1024;
const register = '/api/v1/auth/register';
const filled = (open: string, part: (i: number) => string, close: string) => {
  const parts: string[] = [];
  for (let i = 0, size = 0; size < mebibyte - 200; i += 1) size += parts.push(part(i)) && part(i).length + 1;
  return `${open}${parts.join(',')}${close}`.slice(0, mebibyte);
};

describe('costly input:', () => {
  const service = useService();

  const bodies: [string, string, string][] = [
    ['a body full of unknown keys', register, filled('{', (i) => `"k${i}":0`, '}')],
    ['a list full of unknown genres', '/api/v1/movies', filled('{"title":"x","genres":[', () => '"x"', ']}')],
    [
      'a list full of different objects',
      '/api/v1/movies',
      filled('{"title":"x","genres":[', (i) => `{"a":${i}}`, ']}'),
    ],
    ['a list full of lists', '/api/v1/movies', filled('{"title":"x","genres":[', (i) => `[${i}]`, ']}')],
  ];
  for (const [what, path, body] of bodies) {
    it(`ASVS 2.4.1 ${what}: on POST ${path}: is refused in an answer no larger than the body`, async () => {
      const token = path === register ? undefined : await service().tokenAs('admin');
      const { status, text } = await service().call('POST', path, { token, body });
      expect(status).to.be.oneOf([413, 422]);
      expect(text.length).to.be.below(mebibyte);
    });
  }

  const deep = (n: number) => '['.repeat(n) + ']'.repeat(n);
  it('ASVS 2.2.1 two lists of great depth: as genres: answer 422', async () => {
    const body = `{"title":"x","genres":[${deep(100_000)},${deep(100_000)}]}`;
    const token = await service().tokenAs('admin');
    expect((await service().call('POST', '/api/v1/movies', { token, body })).status).to.equal(422);
  });

  const sizes = [
    ['exactly 1 MiB', mebibyte, 422],
    ['one byte more than 1 MiB', mebibyte + 1, 413],
    ['8 MiB', 8 * mebibyte, 413],
  ] as const;
  for (const [what, size, status] of sizes) {
    it(`ASVS 4.3.1 a body of ${what}: on registration: answers ${status}`, async () => {
      const body = `{"password":"${'x'.repeat(size - 15)}"}`;
      expect(body).to.have.lengthOf(size);
      expect((await service().call('POST', register, { body })).status).to.equal(status);
    });
  }

  it('ASVS 4.3.1 a small body that inflates to 64 MiB: on registration: answers 413', async () => {
    const { gzipSync } = await import('node:zlib');
    const response = await fetch(service().url + register, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(64 * mebibyte, ' ')),
    });
    expect(response.status).to.equal(413);
  });

  const polluted = [
    ['a query', 'GET', '/api/v1/movies?__proto__=1', undefined, 400],
    ['a repeated query parameter', 'GET', '/api/v1/movies?limit=1&limit=2', undefined, 400],
    ['a query parameter with brackets', 'GET', '/api/v1/movies?a[b]=1', undefined, 400],
    ['an unknown query parameter', 'GET', '/api/v1/movies?constructor=1', undefined, 400],
    ['a query where none is taken', 'GET', '/api/v1/permissions?__proto__=1', undefined, 400],
    ['__proto__ in a body', 'POST', register, '{"__proto__":{"role":"admin"}}', 422],
  ] as const;
  for (const [what, method, path, body, expected] of polluted) {
    it(`ASVS 15.3.7 ${what}: on ${method} ${path}: answers ${expected}`, async () => {
      const { status } = await service().call(method, path, { body });
      expect(status).to.equal(expected);
    });
  }

  it('ASVS 15.3.6 __proto__ beside a valid body: on registration: answers 422 naming it', async () => {
    const body =
      '{"email":"proto@example.com","visibleName":"Proto","password":"seven quiet violins","__proto__":{}}';
    const { status, body: problem } = await service().call('POST', register, { body });
    expect(status).to.equal(422);
    expect(problem.errors[0].pointer).to.equal('/__proto__');
  });
});
