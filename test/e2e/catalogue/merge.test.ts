import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useService } from '../../support/service.js';
import { databaseOf } from '../identity/people.js';
import { asModerator, pointersOf } from './kinds.js';

describe('POST /{kind}/{id}/merge of titles', () => {
  const service = useService();
  const { send, read } = asModerator(service);

  for (const plural of ['movies', 'series'])
    it(`of ${plural}: returns the other one, and the merged one is 404 with mergedInto`, async () => {
      const add = async () => (await send('POST', `/${plural}`, { title: 'Twice' })).body.id as number;
      const [id, into] = [await add(), await add()];
      const { status, body, headers } = await send('POST', `/${plural}/${id}/merge`, { into });
      expect([status, body.id, headers.get('etag')]).to.deep.equal([200, into, '"1"']);
      const gone = await read(`/${plural}/${id}`);
      expect([gone.status, gone.body.mergedInto]).to.deep.equal([404, into]);
      const unknown = await send('POST', `/${plural}/${into}/merge`, { into: 2147483647 });
      expect([unknown.status, unknown.body.code]).to.deep.equal([422, 'reference-not-found']);
    });
});

describe('POST /authors/{id}/merge', () => {
  const service = useService();
  const { send, read } = asModerator(service);
  const twoAuthors = async () => [(await service().author()).id, (await service().author()).id];
  const merge = (id: number, body: object, headers = {}) =>
    send('POST', `/authors/${id}/merge`, body, headers);

  it('into another author: returns that one, and the merged one is 404 with mergedInto', async () => {
    const [id = 0, into = 0] = await twoAuthors();
    const movie = await service().movie({ authorId: id });
    for (let i = 0; i < 2; i += 1) {
      const { status, body, headers } = await merge(id, { into }, { 'if-match': '"1"' });
      expect([status, body.id, headers.get('etag')]).to.deep.equal([200, into, '"1"']);
    }
    const gone = await read(`/authors/${id}`);
    expect([gone.status, gone.body.code, gone.body.mergedInto]).to.deep.equal([404, 'not-found', into]);
    const moved = await read(`/movies/${movie.id}`);
    expect([moved.body.authorId, moved.headers.get('etag')]).to.deep.equal([into, '"2"']);
    const other = await merge(id, { into: (await service().author()).id });
    expect([other.status, other.body.code, other.body.mergedInto]).to.deep.equal([
      409,
      'merged-elsewhere',
      into,
    ]);
  });

  it('with a stale ETag, a missing author or a wrong body: returns 412 or 422 and changes nothing', async () => {
    const [id = 0, into = 0] = await twoAuthors();
    const stale = await merge(id, { into }, { 'if-match': '"2"' });
    expect([stale.status, stale.body.code]).to.deep.equal([412, 'precondition-failed']);
    for (const [body, code] of [
      [{ into: 2147483647 }, 'author-not-found'],
      [{ into: '7' }, 'validation-failed'],
    ] as const) {
      const rejected = await merge(id, body);
      const problem = [rejected.status, rejected.body.code, pointersOf(rejected.body)];
      expect(problem).to.deep.equal([422, code, ['/into']]);
    }
    expect((await merge(2147483647, { into })).status).to.equal(404);
    expect((await read(`/authors/${id}`)).status).to.equal(200);
  });

  it('while a title of the author is created: moves it if it came first, else the title is 422 author-not-found', async () => {
    const knex = databaseOf(service());
    const waiting = (count: number) =>
      eventually(async () => {
        const here = knex('pg_stat_activity').whereRaw('datname = current_database()');
        return (await here.where({ wait_event_type: 'Lock' })).length === count;
      }, `${count} requests waited`);
    const [id = 0, into = 0] = await twoAuthors();
    const other = await knex.transaction();
    const title = { title: 'X', genres: [], author_id: id };
    const [first] = await other('movies').insert(title).returning('id');
    const merging = merge(id, { into });
    await waiting(1);
    await other.commit();
    expect((await merging).status).to.equal(200);
    expect((await read(`/movies/${first.id}`)).body.authorId).to.equal(into);

    const [next = 0, last = 0] = await twoAuthors();
    const lock = await knex.transaction();
    // The merge has locked its first author, and waits for this lock. The title waits for the merge.
    await lock('authors').where({ id: last }).forUpdate();
    const mergingNext = merge(next, { into: last });
    await waiting(1);
    const creating = send('POST', '/movies', { title: 'X', authorId: next });
    await waiting(2);
    await lock.commit();
    expect((await mergingNext).status).to.equal(200);
    const { status, body } = await creating;
    expect([status, body.code, pointersOf(body)]).to.deep.equal([422, 'author-not-found', ['/authorId']]);
  });
});
