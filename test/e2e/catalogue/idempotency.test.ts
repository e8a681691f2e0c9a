import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { useInstances } from '../../support/service.js';
import { databaseOf } from '../identity/people.js';
import { kinds, useReferencedItems } from './kinds.js';

describe('POST with an Idempotency-Key:', () => {
  const service = useInstances();
  useReferencedItems(() => service());
  let token: string;
  before(async () => {
    token = await service().tokenAs('moderator');
  });
  const post = (plural: string, key: string, body: unknown, which = 0, as = token) =>
    service(which).call('POST', `/api/v1/${plural}`, {
      token: as,
      body,
      headers: { 'idempotency-key': key },
    });
  const replayed = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed');

  for (const { plural, minimal, defaults } of kinds) {
    it(`${plural}: sent again, also on another instance or with its defaults: returns the first response and creates nothing`, async () => {
      const key = randomUUID();
      const count = async () => Number((await databaseOf(service())(plural).count({ total: '*' }))[0]?.total);
      const first = await post(plural, key, minimal);
      expect([first.status, replayed(first)]).to.deep.equal([201, null]);
      const before = await count();
      for (const which of [0, 1]) {
        const again = await post(plural, key, which === 0 ? minimal : { ...defaults, ...minimal }, which);
        expect([again.status, replayed(again), again.text]).to.deep.equal([201, 'true', first.text]);
        for (const header of ['etag', 'location'])
          expect(again.headers.get(header)).to.equal(first.headers.get(header));
      }
      expect(await count()).to.equal(before);
    });
  }

  it('with another body, an invalid key, or by another account: is rejected or another request', async () => {
    const key = randomUUID();
    const first = await post('movies', key, { title: 'Vagabond' });
    const reused = await post('movies', key, { title: 'Le Bonheur' });
    expect([reused.status, reused.body.code]).to.deep.equal([422, 'idempotency-key-reused']);
    const invalid = await post('movies', 'two words', { title: 'Vagabond' });
    expect([invalid.status, invalid.body.errors[0].parameter]).to.deep.equal([400, 'Idempotency-Key']);
    const other = await post('movies', key, { title: 'Vagabond' }, 0, await service().tokenAs('moderator'));
    expect([other.status, replayed(other)]).to.deep.equal([201, null]);
    expect(other.body.id).to.not.equal(first.body.id);
    const user = await service().tokenAs('user');
    expect((await post('movies', key, { title: 'Vagabond' }, 0, user)).status).to.equal(403);
  });

  it('sent again after a change of the item: returns the first response, and later reads return the item as it is', async () => {
    const key = randomUUID();
    const { body } = await post('movies', key, { title: 'Vagabond' });
    const path = `/api/v1/movies/${body.id}`;
    await service(1).call('PATCH', path, { token, body: { title: 'Sans toit ni loi' } });
    expect((await post('movies', key, { title: 'Vagabond' })).body.title).to.equal('Vagabond');
    expect((await service().call('GET', path)).body.title).to.equal('Sans toit ni loi');
  });

  it('ten at once over two instances, three times: create one item each time', async () => {
    for (let round = 0; round < 3; round += 1) {
      const key = randomUUID();
      const title = `Round ${key}`;
      const send = async (i: number): Promise<number> => {
        const response = await post('series', key, { title }, i);
        // The first request is still running.
        if (response.status === 409) return sleep(25).then(() => send(i));
        expect([response.status, response.body.title]).to.deep.equal([201, title]);
        return response.body.id;
      };
      const created = await Promise.all(Array.from({ length: 10 }, (_, i) => send(i)));
      expect(new Set(created).size).to.equal(1);
      expect(await databaseOf(service())('series').where({ title })).to.have.length(1);
    }
  });
});
