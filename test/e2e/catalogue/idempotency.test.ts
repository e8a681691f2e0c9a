import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { TestService } from '../../support/service.js';
import { kinds } from './kinds.js';

describe('POST with an Idempotency-Key:', () => {
  let here: TestService;
  let there: TestService;
  let token: string;
  before(async () => {
    here = await TestService.start();
    there = await TestService.start({}, { databaseUrl: here.databaseUrl });
    token = await here.tokenAs('moderator');
  });
  after(async () => {
    await there?.stop();
    await here?.stop();
  });
  const post = (plural: string, key: string, body: unknown, service = here, as = token) =>
    service.call('POST', `/api/v1/${plural}`, { token: as, body, headers: { 'idempotency-key': key } });
  const replayed = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed');
  const count = async (plural: string) =>
    Number((await here.service.container.get(ids.Database)(plural).count({ total: '*' }))[0]?.total);

  for (const { plural, minimal } of kinds) {
    it(`${plural}: sent again, also on another instance: returns the first response and creates nothing`, async () => {
      const key = randomUUID();
      const first = await post(plural, key, minimal);
      expect([first.status, replayed(first)]).to.deep.equal([201, null]);
      const before = await count(plural);
      for (const service of [here, there]) {
        const again = await post(plural, key, minimal, service);
        expect([again.status, replayed(again), again.text]).to.deep.equal([201, 'true', first.text]);
        for (const header of ['etag', 'location'])
          expect(again.headers.get(header)).to.equal(first.headers.get(header));
      }
      expect(await count(plural)).to.equal(before);
    });
  }

  it('with the body in another order, or with its defaults: is the same request', async () => {
    const key = randomUUID();
    const { body } = await post('movies', key, { title: 'Vagabond', releaseYear: 1985 });
    const reordered = { releaseYear: 1985, genres: [], title: 'Vagabond', imdbId: null };
    const again = await post('movies', key, reordered);
    expect([again.status, again.body.id]).to.deep.equal([201, body.id]);
  });

  it('with another body or kind: is rejected, and creates nothing', async () => {
    const key = randomUUID();
    await post('movies', key, { title: 'Vagabond' });
    const before = [await count('movies'), await count('series')];
    for (const [plural, body] of [
      ['movies', { title: 'Le Bonheur' }],
      ['series', { title: 'Vagabond' }],
    ] as const) {
      const rejected = await post(plural, key, body);
      expect([rejected.status, rejected.body.code]).to.deep.equal([422, 'idempotency-key-reused']);
    }
    expect([await count('movies'), await count('series')]).to.deep.equal(before);
  });

  it('with the key of another account: is another request', async () => {
    const key = randomUUID();
    const first = await post('movies', key, { title: 'Vagabond' });
    const second = await post('movies', key, { title: 'Vagabond' }, here, await here.tokenAs('moderator'));
    expect([second.status, replayed(second)]).to.deep.equal([201, null]);
    expect(second.body.id).to.not.equal(first.body.id);
  });

  it('after a rejected request: is executed', async () => {
    const key = randomUUID();
    for (const [body, status] of [
      [{ title: '' }, 422],
      [{ title: 'Vagabond', authorId: 2 ** 31 - 1 }, 422],
      [{ title: 'Vagabond' }, 201],
    ] as const) {
      expect((await post('movies', key, body)).status).to.equal(status);
    }
  });

  it('with an invalid key: returns 400', async () => {
    for (const key of ['', 'two words', 'é', 'x'.repeat(256)]) {
      const rejected = await post('movies', key, { title: 'Vagabond' });
      const { parameter } = rejected.body.errors[0];
      expect([key, rejected.status, parameter]).to.deep.equal([key, 400, 'Idempotency-Key']);
    }
    expect((await post('movies', 'x'.repeat(255), { title: 'Vagabond' })).status).to.equal(201);
  });

  it('without the permission to create: returns 403 and no stored response', async () => {
    const key = randomUUID();
    await post('movies', key, { title: 'Vagabond' });
    const user = await here.tokenAs('user');
    expect((await post('movies', key, { title: 'Vagabond' }, here, user)).status).to.equal(403);
  });

  it('sent again after a change of the item: returns the first response, and later reads return the item as it is', async () => {
    const key = randomUUID();
    const { body } = await post('movies', key, { title: 'Vagabond' });
    const path = `/api/v1/movies/${body.id}`;
    await there.call('PATCH', path, { token, body: { title: 'Sans toit ni loi' } });
    expect((await post('movies', key, { title: 'Vagabond' })).body.title).to.equal('Vagabond');
    expect((await here.call('GET', path)).body.title).to.equal('Sans toit ni loi');
  });

  it('ten at once over two instances, fifty times: create one item each time', async () => {
    for (let round = 0; round < 50; round += 1) {
      const key = randomUUID();
      const title = `Round ${round}`;
      const send = async (i: number): Promise<number> => {
        const response = await post('series', key, { title }, i % 2 ? here : there);
        if (response.status === 409) return send(i);
        expect([response.status, response.body.title]).to.deep.equal([201, title]);
        return response.body.id;
      };
      const created = await Promise.all(Array.from({ length: 10 }, (_, i) => send(i)));
      expect(new Set(created).size).to.equal(1);
      const rows = await here.service.container.get(ids.Database)('series').where({ title });
      expect(rows).to.have.length(1);
    }
  });
});
