import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator } from './kinds.js';

describe('items of the catalogue with public reads', () => {
  const service = useService();
  const { read } = asModerator(service);

  it('reads: by guests: carry Cache-Control no-cache, and errors no-store', async () => {
    const { id } = await service().movie();
    for (const path of ['/movies', `/movies/${id}`, '/genres']) {
      expect((await read(path)).headers.get('cache-control')).to.equal('no-cache');
    }
    expect((await read('/movies/2147483647')).headers.get('cache-control')).to.equal('no-store');
  });
});

describe('items of the catalogue without public reads', () => {
  const service = useService({ AUTH__PUBLIC_READS: 'false' });
  const { send, read } = asModerator(service);

  it('reads: by guests: answer 401, by anybody else 200 for them alone', async () => {
    const { id: authorId } = await service().author();
    const { id } = await service().movie({ authorId });
    for (const path of [
      '/movies',
      `/movies/${id}`,
      `/movies/${id}/author`,
      `/authors/${authorId}/series`,
      '/genres',
    ]) {
      const guest = await read(path);
      expect([guest.status, guest.headers.get('www-authenticate')]).to.deep.equal([
        401,
        'Bearer realm="api"',
      ]);
      const known = await send('GET', path);
      expect([known.status, known.headers.get('cache-control')]).to.deep.equal([200, 'private, no-cache']);
    }
    expect((await read('/movies/2147483647')).status).to.equal(401);
  });
});
