import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useService } from '../../support/service.js';
import { removalsOf } from '../identity/removals.js';

describe('a request while an author is being removed:', () => {
  const service = useService();
  const { someoneWaits, during } = removalsOf(service);
  const knex = () => service().service.container.get(ids.Database);
  const call = (method: string, path: string, token: string, body?: object) =>
    service().call(method, `/api/v1${path}`, { token, body });

  for (const plural of ['movies', 'series']) {
    it(`an author who is removed while one of their ${plural} is created or changed: answers 422`, async () => {
      const token = await service().tokenAs('moderator');
      const { id } = await service().create(plural, { title: 'Without an author' });
      for (const [method, path] of [
        ['POST', `/${plural}`],
        ['PUT', `/${plural}/${id}`],
        ['PATCH', `/${plural}/${id}`],
      ] as const) {
        const author = await service().author();
        const body = { title: 'With an author', authorId: author.id };
        const answer = await during('authors', author.id, () => call(method, path, token, body));
        expect([method, answer.status, answer.body.code]).to.deep.equal([method, 422, 'author-not-found']);
      }
    });

    it(`${plural} that are created while their author is removed: answer 409 to the removal`, async () => {
      const token = await service().tokenAs('moderator');
      const author = await service().author();
      const answer = await knex().transaction(async (creation) => {
        const counts = plural === 'series' ? { seasons: 1, episodes: 6 } : {};
        await creation(plural).insert({ title: 'Just in time', author_id: author.id, genres: [], ...counts });
        const sent = call('DELETE', `/authors/${author.id}`, token);
        await eventually(someoneWaits, 'the removal waited');
        return { sent };
      });
      const { status, body } = await answer.sent;
      expect([status, body.code]).to.deep.equal([409, 'author-has-titles']);
    });
  }
});
