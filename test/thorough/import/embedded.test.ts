import { expect } from 'chai';
import { ended, ndjson, startImport, useFiles } from '../../e2e/process/importing.js';
import { endLeftovers, listening, runService } from '../../e2e/process/spawned.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';

describe('npm run import on the embedded database', () => {
  const { file, path } = useFiles();
  afterEach(endLeftovers);
  const service = () => runService({ PORT: '0', DEMO: 'false', DATA_DIR: path('data') });
  const take = (...args: readonly string[]) => ended(startImport(args, { DATA_DIR: path('data') }));

  it('before and while a service runs on the folder: succeeds, then fails and names the process that holds it', async () => {
    await makeEmbeddedFolder(path('data'));
    const movies = file('movies.ndjson', ndjson([{ title: 'One', sourceId: '1', author: 'Ada' }]));
    const said = 'movies: 1 created, 0 changed, 0 unchanged, 0 rejected, and 1 author created by name\n';
    expect(await take(movies)).to.include({ code: 0, stdout: said });
    const running = service();
    const url = await listening(running);
    const { items } = (await (await fetch(`${url}/api/v1/movies?include=author`)).json()) as {
      items: { title: string; author: { name: string } }[];
    };
    expect(items.map(({ title, author }) => [title, author.name])).to.deep.equal([['One', 'Ada']]);
    const more = file('movies.ndjson', ndjson([{ title: 'Two', sourceId: '2' }]));
    const refused = await take(more);
    expect([refused.code, refused.stdout]).to.deep.equal([2, '']);
    expect(refused.stderr).to.include(`in use by process ${running.child.pid}`);
    running.child.kill('SIGTERM');
    await running.exit;
  });
});
