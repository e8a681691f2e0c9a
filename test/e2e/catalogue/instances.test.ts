import { expect } from 'chai';
import { type TestService, useInstances } from '../../support/service.js';
import { databaseOf } from '../identity/people.js';
import { kinds, useReferencedItems, withoutIds } from './kinds.js';

/** Runs of each write. The instances swap roles after each. */
const rounds = 4;

describe('two instances on one database and one Redis', () => {
  const service = useInstances();
  useReferencedItems(() => service());
  let token: string;
  before(async () => {
    token = await service().tokenAs('moderator');
  });
  const both = (round: number): [TestService, TestService] => [service(round), service(round + 1)];

  for (const { plural, minimal, full } of kinds) {
    const field = Object.keys(minimal)[0] as string;
    it(`reads of ${plural} on one: after replacing, changing or removing it on the other: are not stale`, async () => {
      for (let round = 0; round < rounds; round += 1)
        for (const [method, body, headers] of [
          ['PUT', { ...minimal, [field]: `Replaced ${round}` }, {}],
          ['PATCH', { [field]: `Changed ${round}` }, {}],
          ['PATCH', { [field]: `Seen ${round}` }, { 'if-match': '"1"' }],
          ['DELETE', undefined, {}],
        ] as const) {
          const [here, there] = both(round);
          const { id } = (await here.call('POST', `/api/v1/${plural}`, { token, body: minimal })).body;
          const path = `/api/v1/${plural}/${id}`;
          for (const instance of [here, there, here])
            expect((await instance.call('GET', path)).status).to.equal(200);
          const written = await there.call(method, path, { token, headers, ...(body && { body }) });
          const [read, item] = [await here.call('GET', path), await there.call('GET', path)];
          expect([read.status, item.status]).to.deep.equal(body ? [200, 200] : [404, 404]);
          if (body)
            expect([read.body, read.headers.get('etag')]).to.deep.equal([
              written.body,
              written.headers.get('etag'),
            ]);
        }
    });

    it(`reads of ${plural} on one: during changes on the other: never return an older version than before`, async () => {
      const [here, there] = both(0);
      const { id } = (await here.call('POST', `/api/v1/${plural}`, { token, body: minimal })).body;
      const path = `/api/v1/${plural}/${id}`;
      let acknowledged = 1;
      let writing = true;
      const versionOf = ({ headers }: { headers: Headers }) => Number(headers.get('etag')?.slice(1, -1));
      const read = async () => {
        while (writing) {
          const atLeast = acknowledged;
          expect(versionOf(await here.call('GET', path))).to.be.at.least(atLeast);
        }
      };
      const write = async () => {
        for (let round = 0; round < 3 * rounds; round += 1) {
          acknowledged = versionOf(await there.call('PATCH', path, { token, body: { [field]: `${round}` } }));
        }
        writing = false;
      };
      await Promise.all([write(), read(), read(), read()]);
      expect(versionOf(await here.call('GET', path))).to.equal(3 * rounds + 1);
    });

    it(`lists of ${plural} on one: after a write on the other: are not stale`, async () => {
      const [here, there] = both(0);
      const body = { ...minimal, ...withoutIds(full) };
      const { id } = (await there.call('POST', `/api/v1/${plural}`, { token, body })).body;
      const listed = async () =>
        (await here.call('GET', `/api/v1/${plural}?limit=100&sort=-id`)).body.items.some(
          (item: { id: number }) => item.id === id,
        );
      expect(await listed()).to.equal(true);
      await there.call('DELETE', `/api/v1/${plural}/${id}`, { token });
      expect(await listed()).to.equal(false);
    });
  }

  it('the author of a movie on one: after a change of either on the other: is not stale', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [here, there] = both(round);
      const [one, two] = [await here.author(), await here.author({ name: 'Lav Diaz' })];
      const { id } = await here.movie({ authorId: one.id });
      const name = async () => (await here.call('GET', `/api/v1/movies/${id}/author`)).body.name;
      await name();
      await there.call('PATCH', `/api/v1/authors/${one.id}`, { token, body: { name: `Varda ${round}` } });
      expect(await name()).to.equal(`Varda ${round}`);
      await there.call('PATCH', `/api/v1/movies/${id}`, { token, body: { authorId: two.id } });
      expect(await name()).to.equal('Lav Diaz');
    }
  });

  it('reads on one: after a merge of authors on the other, of few titles or of many: are not stale', async () => {
    for (const count of [1, 150]) {
      const [here, there] = both(count);
      const [one, two] = [await here.author(), await here.author()];
      const { id } = await here.movie({ authorId: one.id });
      const titles =
        "insert into movies (title, genres, author_id) select 'X', '{}', ? from generate_series(2, ?)";
      await databaseOf(here).raw(titles, [one.id, count]);
      const paths = [
        `/movies/${id}`,
        `/authors/${one.id}`,
        `/movies/${id}/author`,
        `/authors/${two.id}/movies?count=exact`,
      ];
      const reads = async () => {
        const read = await Promise.all(paths.map((path) => here.call('GET', `/api/v1${path}`)));
        return read.map(({ status, body }) => [status, body.authorId ?? body.page?.total ?? body.id]);
      };
      expect(await reads()).to.deep.equal([
        [200, one.id],
        [200, one.id],
        [200, one.id],
        [200, 0],
      ]);
      await there.call('POST', `/api/v1/authors/${one.id}/merge`, { token, body: { into: two.id } });
      expect(await reads()).to.deep.equal([
        [200, two.id],
        [404, undefined],
        [200, two.id],
        [200, count],
      ]);
    }
  });
});
