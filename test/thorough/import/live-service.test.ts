import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { contentsOf, ended, manyMovies, ndjson, startImport, useFiles } from '../../e2e/process/importing.js';
import { endLeftovers } from '../../e2e/process/spawned.js';
import { useOwnService } from '../../support/service.js';

describe('npm run import during a running service', () => {
  const { file } = useFiles();
  const service = useOwnService();
  afterEach(endLeftovers);
  const knex = () => service().service.container.get(ids.Database);
  const start = (movies: string) => startImport([movies], { DB_URL: service().databaseUrl });

  it('after its end: every read that was cached before shows its changes', async () => {
    const { id } = await service().movie({ title: 'Before', sourceId: 'live/0', genres: ['drama'] });
    const author = await service().author({ name: 'Author 0' });
    const paths = [
      `/api/v1/movies/${id}`,
      '/api/v1/movies?limit=100&fields=title',
      '/api/v1/movies?sort=-id&limit=2&include=author',
      `/api/v1/authors/${author.id}/movies`,
      '/api/v1/authors?sort=name&limit=2',
      '/api/v1/genres',
      '/api/v1/search?q=after',
    ];
    const read = async (path: string, headers = {}) => (await service().call('GET', path, { headers })).text;
    const before = [];
    for (const path of paths) {
      await read(path);
      before.push(await read(path));
    }
    const rows = manyMovies(500, () => ({ genres: ['war'] })).map((row, i) => ({
      ...row,
      sourceId: `live/${i}`,
      title: `After ${i}`,
    }));
    const outcome = await ended(start(file('movies.ndjson', ndjson(rows))));
    expect(outcome.stdout).to.match(/^movies: 499 created, 1 changed, 0 unchanged/);
    for (const [i, path] of paths.entries()) {
      const now = await read(path);
      expect(now, path).to.equal(await read(path, { 'cache-control': 'no-cache' }));
      expect(now, path).to.not.equal(before[i]);
    }
  });

  it('while others write to the same items: no write fails, and no acknowledged one is lost', async () => {
    const rows = manyMovies(4_000).map((row) => ({ ...row, sourceId: `written/${row.sourceId}` }));
    await ended(start(file('movies.ndjson', ndjson(rows))));
    const written: { id: number }[] = await knex()('movies')
      .where('source_id', 'like', 'written/%')
      .orderBy('id')
      .select('id');
    const token = await service().tokenAs('moderator');
    const changed = rows.map(({ sourceId }) => ({ sourceId, runtimeMinutes: 100 }));
    const importing = start(file('movies.ndjson', ndjson(changed)));
    let isOver = false;
    importing.exit.then(() => {
      isOver = true;
    });
    const acknowledged = new Map<number, string>();
    const statuses = new Map<number, number>();
    let round = 0;
    // Three writers change fields that the import does not have, until it ends.
    const write = async (offset: number) => {
      for (let i = offset; !isOver; i = (i + 301) % written.length) {
        const { id } = written[i] as { id: number };
        round += 1;
        const description = `${round}`;
        const { status } = await service().call('PATCH', `/api/v1/movies/${id}`, {
          token,
          body: { description },
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) acknowledged.set(id, description);
      }
    };
    await Promise.all([write(0), write(100), write(200)]);
    expect(await importing.exit, importing.stderr()).to.equal(0);
    expect(importing.stdout()).to.equal('movies: 0 created, 4000 changed, 0 unchanged, 0 rejected\n');
    expect([...statuses.keys()]).to.deep.equal([200]);
    expect(acknowledged.size).to.be.at.least(50);
    const now: { id: number; description: string | null }[] = await knex()('movies')
      .whereIn('id', [...acknowledged.keys()])
      .select('id', 'description');
    expect(new Map(now.map(({ id, description }) => [id, description]))).to.deep.equal(acknowledged);
    const runtimes = await knex()('movies')
      .where('source_id', 'like', 'written/%')
      .distinct()
      .pluck('runtime_minutes');
    expect(runtimes).to.deep.equal([100]);
    expect((await contentsOf(knex())).movies.length).to.be.at.least(4_000);
  });
});
