import { expect } from 'chai';
import { asModerator } from '../../e2e/catalogue/kinds.js';
import { ended, ndjson, startImport, useFiles } from '../../e2e/process/importing.js';
import { useOwnService } from '../../support/service.js';

describe('npm run import over items that were edited by hand', () => {
  const service = useOwnService();
  const { send, read } = asModerator(service);
  const { file } = useFiles();

  it('keeps edited fields in every run; --overwrite, or a file that was exported after the edit, replaces them', async () => {
    const take = async (...args: readonly string[]) => {
      const { stdout, stderr } = await ended(startImport(args, { DB_URL: service().databaseUrl }));
      return {
        counts: stdout.slice(stdout.lastIndexOf('movies: ')),
        kept: stderr.match(/^.*(?:kept ).*$/gm),
      };
    };
    const counts = (changed: number, unchanged: number) =>
      `movies: 0 created, ${changed} changed, ${unchanged} unchanged, 0 rejected\n`;
    const keptOf = (title: string, path: string) => [
      '2 fields kept that were edited by hand; --overwrite replaces them',
      `movies: title: kept 1, not replaced by "${title}" (${path}:1)`,
      `movies: releaseYear: kept 1, not replaced by 1961 (${path}:2)`,
    ];
    const one = await service().movie({ title: 'Cleo', imdbId: 'tt0000001' });
    await service().movie({ title: 'La Pointe Courte', imdbId: 'tt0000002', releaseYear: 1955 });
    const path = `/movies/${one.id}`;
    await send('PATCH', path, { title: 'Cléo from 5 to 7' });
    const source = file(
      'movies.ndjson',
      ndjson([
        { imdbId: 'tt0000001', title: 'Cleo 5-7', runtimeMinutes: 90 },
        { imdbId: 'tt0000002', title: 'La Pointe Courte', releaseYear: 1961, description: 'D' },
      ]),
    );
    const kept = keptOf('Cleo 5-7', source);
    expect(await take(source, '--dry-run')).to.deep.equal({ counts: counts(2, 0), kept });
    expect(await take(source)).to.deep.equal({ counts: counts(2, 0), kept });
    const { body, headers } = await read(path);
    expect(body).to.include({ title: 'Cléo from 5 to 7', runtimeMinutes: 90 }).and.not.have.property('edits');
    expect(headers.get('etag')).to.match(/3/);
    expect(await take(source)).to.deep.equal({ counts: counts(0, 2), kept });

    const { text } = await send('GET', '/movies/export?format=csv');
    const exported = file('movies.csv', text.replace('Cléo from 5 to 7', 'Cléo de 5 à 7'));
    expect(await take(exported)).to.deep.equal({ counts: counts(1, 1), kept: null });
    expect((await read(path)).body.title).to.equal('Cléo de 5 à 7');
    expect((await take(source)).kept).to.deep.equal(kept);
    expect(await take(source, '--overwrite')).to.deep.equal({ counts: counts(2, 0), kept: null });
    expect((await read(path)).body.title).to.equal('Cleo 5-7');
  });

  it('and later restored to the version before an import: have its values, and later imports keep them', async () => {
    const movie = await service().movie({ title: 'Le Bonheur', imdbId: 'tt0000003', runtimeMinutes: 70 });
    const path = `/movies/${movie.id}`;
    const source = file(
      'restored.ndjson',
      ndjson([{ imdbId: 'tt0000003', runtimeMinutes: 80, description: 'D' }]),
    );
    const take = async () =>
      (await ended(startImport([source, '--kind', 'movies'], { DB_URL: service().databaseUrl }))).stderr;
    await send('PATCH', path, { runtimeMinutes: null });
    await send('PATCH', path, { title: 'Happiness' });
    await take();
    const imported = await read(path);
    expect(imported.headers.get('etag')).to.equal('"4"');
    const versions = async () => (await send('GET', `${path}/history`)).body.items;
    const [newest, ...older] = await versions();
    expect([newest.version, older.length]).to.deep.equal([3, 2]);
    const { status, body } = await send('PUT', path, newest.item, { 'if-match': '"4"' });
    expect([status, body.description, body.version]).to.deep.equal([200, null, undefined]);
    const [restored] = await versions();
    expect([restored.version, restored.before]).to.deep.equal([5, { description: 'D' }]);
    expect(await take()).to.match(/2 fields kept/);
    expect((await read(path)).body).to.deep.equal(body);
  });
});
