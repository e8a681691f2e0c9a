import { expect } from 'chai';
import { asModerator } from '../../test/e2e/catalogue/kinds.js';
import { useService } from '../../test/support/service.js';

/** Runs in the copy that `check-contributing.ts` makes, which has podcasts. */
describe('podcasts, as CONTRIBUTING.md adds them', () => {
  const service = useService();
  const { send, read } = asModerator(service);

  it('POST: with an unknown host: returns 422 and names the field', async () => {
    const { status, body } = await send('POST', '/podcasts', { title: 'Radiolab', hostId: 2147483647 });
    expect([status, body.code, body.errors?.[0].pointer]).to.deep.equal([422, 'author-not-found', '/hostId']);
  });

  it('DELETE of an author: with podcasts: returns 409 and their number', async () => {
    const { id: hostId } = await service().author();
    await service().create('podcasts', { title: 'Radiolab', hostId });
    const { status, body } = await send('DELETE', `/authors/${hostId}`);
    expect([status, body.code]).to.deep.equal([409, 'author-has-titles']);
    expect(body.detail).to.equal('This author still has 1 podcast.');
  });

  it('reads by reference: of a podcast with a host: return each from the other', async () => {
    const host = await service().author();
    const podcast = await service().create('podcasts', { title: 'Radiolab', hostId: host.id, year: 2002 });
    expect((await read(`/authors/${host.id}/podcasts`)).body.items).to.deep.equal([podcast]);
    expect((await read(`/podcasts/${podcast.id}/host`)).body).to.deep.equal(host);
    const listed = (await read(`/podcasts?hostId=${host.id}&include=host`)).body.items;
    expect(listed).to.deep.equal([{ ...podcast, host }]);
    const sorted = (await read('/podcasts?sort=year&releaseYear=1')).status;
    expect([sorted, (await read('/podcasts?sort=year&year.gte=2002')).status]).to.deep.equal([400, 200]);
    expect((await read('/podcasts?q=radiolab')).body.items).to.not.be.empty;
  });

  it('movies: with an original title: return it', async () => {
    const { id } = await service().movie({ originalTitle: 'Cléo de 5 à 7' });
    expect((await read(`/movies/${id}`)).body.originalTitle).to.equal('Cléo de 5 à 7');
  });
});
