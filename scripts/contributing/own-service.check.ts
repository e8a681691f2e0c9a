import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { catalogueKinds } from '../../src/composition/catalogue-kinds.js';
import { ids } from '../../src/composition/service-ids.js';
import { asModerator } from '../../test/e2e/catalogue/kinds.js';
import { useOwnService } from '../../test/support/service.js';

/** Runs in the copy that `check-contributing.ts` makes, which has podcasts, but no movies and series. */
describe('the service that docs/make-it-yours.md makes', () => {
  const service = useOwnService({}, { kinds: catalogueKinds });
  const { send, read } = asModerator(service);

  it('its OpenAPI document: has its name and its kinds, and neither movies, series nor genres', async () => {
    const text = await (await fetch(`${service().url}/openapi.json`)).text();
    const { info, paths } = JSON.parse(text);
    expect(info.title).to.equal('Podcast Shelf');
    expect(Object.keys(paths)).to.include.members(['/api/v1/authors', '/api/v1/podcasts', '/api/v1/search']);
    expect(text.match(/.{0,40}\b(movie|series|genre).{0,40}/gi)).to.equal(null);
    expect(await (await fetch(`${service().url}/docs`)).text()).to.include(
      '<title>Podcast Shelf: API</title>',
    );
  });

  it('podcasts: from POST to DELETE: are served', async () => {
    const { id: hostId } = await service().author();
    const { id } = await service().create('podcasts', { title: 'Radiolab', hostId, year: 2002 });
    expect((await read(`/authors/${hostId}/podcasts`)).body.items).to.have.length(1);
    expect((await read('/search?q=radiolab')).body.items).to.have.length(1);
    expect((await send('PATCH', `/podcasts/${id}`, { year: 2003 })).body.year).to.equal(2003);
    expect((await send('DELETE', `/podcasts/${id}`)).status).to.equal(204);
  });

  it('movies, series and genres: with every method: are not found', async () => {
    for (const path of ['movies', 'series', 'genres'])
      expect((await fetch(`${service().url}/api/v1/${path}`)).status, path).to.equal(404);
  });

  it('npm run import with a file of podcasts: imports them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'own-service-'));
    writeFileSync(join(folder, 'podcasts.ndjson'), '{ "title": "99% Invisible", "sourceId": "99pi" }\n');
    const { PATH, HOME } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'src/commands/import.ts', folder],
      { env: { PATH, HOME, DB_URL: service().databaseUrl } },
    );
    rmSync(folder, { recursive: true });
    expect(stdout).to.include('podcasts: 1 created');
    expect((await read('/podcasts?sourceId=99pi')).body.items).to.have.length(1);
  });

  it('without the tables of movies and series: authors and podcasts are written, merged and removed', async () => {
    const page = readFileSync('docs/make-it-yours.md', 'utf8');
    const [, sql = ''] = /^```sql\n(.*?)^```/ms.exec(page) ?? [];
    expect(sql).to.include('drop table');
    await service().service.container.get(ids.Database).raw(sql);
    const [{ id }, { id: into }] = [await service().author(), await service().author()];
    const podcast = await service().create('podcasts', { title: 'Radiolab', hostId: id });
    expect((await send('POST', `/authors/${id}/merge`, { into })).status).to.equal(200);
    expect((await send('DELETE', `/authors/${into}`)).status).to.equal(409);
    for (const path of [`/podcasts/${podcast.id}`, `/authors/${into}`])
      expect((await send('DELETE', path)).status).to.equal(204);
    expect((await read('/search?q=varda')).status).to.equal(200);
  });
});
