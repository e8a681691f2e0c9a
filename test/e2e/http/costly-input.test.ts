import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { useService } from '../../support/service.js';

const mebibyte = 1024 * 1024;
const register = '/api/v1/auth/register';
const movies = '/api/v1/movies';
const filled = (open: string, part: (i: number) => string, close: string) => {
  const parts: string[] = [];
  for (let i = 0, size = 0; size < mebibyte - 200; i += 1) size += parts.push(part(i)) && part(i).length + 1;
  return `${open}${parts.join(',')}${close}`.slice(0, mebibyte);
};
const deep = '['.repeat(100_000) + ']'.repeat(100_000);

describe('costly input:', () => {
  const service = useService();

  const bodies: [what: string, path: string, body: string][] = [
    ['a body full of unknown keys', register, filled('{', (i) => `"k${i}":0`, '}')],
    ['a list full of unknown genres', movies, filled('{"title":"x","genres":[', () => '"x"', ']}')],
    ['a list full of lists', movies, filled('{"title":"x","genres":[', (i) => `[${i}]`, ']}')],
    ['lists of great depth', movies, `{"title":"x","genres":[${deep},${deep}]}`],
  ];
  it('ASVS 2.2.1/2.4.1 each: is rejected in a response smaller than the body', async () => {
    for (const [what, path, body] of bodies) {
      const token = path === register ? undefined : await service().tokenAs('admin');
      const { status, text } = await service().call('POST', path, { token, body });
      expect(status, what).to.be.oneOf([413, 422]);
      expect(text.length, what).to.be.below(mebibyte);
    }
  });

  it('ASVS 4.3.1 a body of 1 MiB: returns 422; larger ones, also after decompression: 413', async () => {
    for (const [size, expected] of [
      [mebibyte, 422],
      [mebibyte + 1, 413],
      [8 * mebibyte, 413],
    ] as const) {
      const body = `{"password":"${'x'.repeat(size - 15)}"}`;
      expect([size, (await service().call('POST', register, { body })).status]).to.deep.equal([
        size,
        expected,
      ]);
    }
    const { status } = await fetch(service().url + register, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(64 * mebibyte, ' ')),
    });
    expect(status).to.equal(413);
  });

  it('ASVS 15.3.6/15.3.7 __proto__ and repeated parameters: are rejected and named', async () => {
    for (const query of [
      'movies?__proto__=1',
      'movies?limit=1&limit=2',
      'movies?a[b]=1',
      'permissions?__proto__=1',
    ])
      expect((await service().call('GET', `/api/v1/${query}`)).status, query).to.equal(400);
    const account = '"email":"proto@example.com","visibleName":"Proto","password":"seven quiet violins"';
    const body = `{${account},"__proto__":{"role":"admin"}}`;
    const { status, body: problem } = await service().call('POST', register, { body });
    expect([status, problem.errors[0].pointer]).to.deep.equal([422, '/__proto__']);
  });
});
