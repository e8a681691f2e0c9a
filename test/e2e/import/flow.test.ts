import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import { zip } from '../../unit/import/files/zipping.js';
import { Importer, movieLines } from './importing.js';

describe('an import by HTTP', () => {
  const service = useService();
  const titles = async (key: string, count: number) => {
    const found = [];
    for (let i = 0; i < count; i += 1) {
      const { body } = await service().call(
        'GET',
        `/api/v1/movies?sourceId=${encodeURIComponent(`${key}/${i}`)}`,
      );
      found.push(...body.items.map(({ title }: { title: string }) => title));
    }
    return found;
  };
  const auditOf = async (id: number) =>
    service()
      .service.container.get(ids.Database)('audit')
      .where({ subject_kind: 'import', subject_id: id })
      .orderBy('id');

  it('of a file with wrong rows: is tried first, and imports the others after its start', async () => {
    const importer = await Importer.of(service());
    const { key, text } = movieLines(3, (i) => (i === 1 ? { releaseYear: 'soon' } : {}));
    const tried = await importer.dryRun('movies.ndjson', text);
    expect(tried).to.include({
      status: 'ready',
      bytes: Buffer.byteLength(text),
      failure: null,
      result: null,
    });
    const counts = { movies: { created: 2, changed: 0, unchanged: 0, rejected: 1, authors: 0 } };
    expect([tried.dryRun.counts, tried.counts]).to.deep.equal([counts, {}]);
    expect(await titles(key, 3)).to.deep.equal([]);
    const done = await importer.start(tried.id);
    expect(done).to.include({ status: 'done', failure: null });
    expect([done.counts, done.result.counts]).to.deep.equal([counts, counts]);
    expect(done.progress).to.deep.equal({ read: Buffer.byteLength(text), total: Buffer.byteLength(text) });
    expect(await titles(key, 3)).to.deep.equal(['Film 0', 'Film 2']);
    const entries = await auditOf(tried.id);
    expect(entries.map(({ action, actor_id }) => [action, actor_id])).to.deep.equal(
      ['import.created', 'import.uploaded', 'import.started', 'catalogue.imported'].map((action) => [
        action,
        importer.user.id,
      ]),
    );
    expect(entries.at(-1).details.files).to.deep.equal(['movies.ndjson']);
  });

  it('rejected rows: are a file of the same format, which can be corrected and imported', async () => {
    const importer = await Importer.of(service());
    const { key } = movieLines(1);
    const csv = `title;sourceId;releaseYear\nFilm 0;${key}/0;1999\n"Film; 1";${key}/1;soon\nFilm 2;${key}/2;later\n`;
    const { id, dryRun, rejected } = await importer.dryRun('movies été.csv', csv);
    expect(dryRun.rejections).to.have.length(1);
    expect(rejected).to.deep.equal({ files: [{ name: 'movies été.csv', rows: 2 }], omitted: 0 });
    const expected = [
      'importError;title;sourceId;releaseYear',
      `"line 3: releaseYear (column 3): ""soon"" is not a year";"Film; 1";${key}/1;soon`,
      `"line 4: releaseYear (column 3): ""later"" is not a year";Film 2;${key}/2;later`,
      '',
    ].join('\n');
    const file = await importer.call('GET', `/${id}/rejected`);
    expect(file.text.replaceAll('\r\n', '\n')).to.equal(expected);
    expect(file.headers.get('content-disposition')).to.equal(
      `attachment; filename="rejected-movies__t_.csv"; filename*=UTF-8''rejected-movies%20%C3%A9t%C3%A9.csv`,
    );
    await importer.start(id);
    const again = await importer.call('GET', `/${id}/rejected`);
    expect(again.text).to.equal(file.text);
    const corrected = await importer.dryRun(
      'movies.csv',
      file.text.replaceAll('soon', '2001').replaceAll('later', '2002'),
    );
    expect((await importer.start(corrected.id)).counts.movies.created).to.equal(2);
  });

  it('JSON, and an archive with several files: the rejected rows of each are a file', async () => {
    const importer = await Importer.of(service());
    const { key } = movieLines(1);
    const list = [0, 1].map((i) => ({ title: `Film ${i}`, sourceId: `${key}/${i}`, releaseYear: 'x' }));
    const { id } = await importer.dryRun('movies.json', JSON.stringify(list));
    const { body, headers } = await importer.call('GET', `/${id}/rejected`);
    expect(headers.get('content-type')).to.equal('application/json; charset=utf-8');
    expect(body.map(({ title }: { title: string }) => title)).to.deep.equal(['Film 0', 'Film 1']);
    const csv = `name,sourceId,birthYear\nA,${key}/a,x\n`;
    const files = zip(
      { name: 'movies.json', content: JSON.stringify(list) },
      { name: 'authors.csv', content: csv },
    );
    const archive = await importer.dryRun('all.zip', files);
    expect(archive.rejected.files).to.deep.equal([
      { name: 'authors.csv', rows: 1 },
      { name: 'movies.json', rows: 2 },
    ]);
    expect((await importer.call('GET', `/${archive.id}/rejected`)).status).to.equal(400);
    const authors = await importer.call('GET', `/${archive.id}/rejected?file=authors.csv`);
    expect(authors.text).to.include(`A,${key}/a,x`);
  });

  it('of a file with unknown columns: fails before anything is imported, and suggests options that work', async () => {
    const importer = await Importer.of(service());
    const { key } = movieLines(1);
    const csv = `Movie Title,Link,Mood,releaseYear\nFilm 0,${key}/0,sad,1999\n`;
    const failed = await importer.dryRun('films.csv', csv);
    expect(failed.status).to.equal('failed');
    const { reason, detail, suggestion, columns } = failed.failure;
    expect(reason).to.equal('file-rejected');
    expect(columns).to.deep.equal(
      ['Movie Title', 'Link', 'Mood', 'releaseYear'].map((column) => ({
        column,
        fields: column === 'releaseYear' ? ['releaseYear'] : [],
      })),
    );
    expect(detail).to.include('"Mood"').and.not.include('npm run').and.not.include('--');
    const tried = await importer.dryRun('films.csv', csv, suggestion);
    expect((await importer.start(tried.id)).counts.movies.created).to.equal(1);
  });

  it('with options: reads the file with them', async () => {
    const importer = await Importer.of(service());
    const { key } = movieLines(1);
    const options = {
      kind: 'movies',
      format: 'csv',
      map: { title: 'Titre', sourceId: 'Lien' },
      ignoreOthers: true,
      delimiter: 'tab',
      encoding: 'windows-1252',
      lenient: true,
      replace: 'all',
    };
    const bytes = Buffer.from(`Titre\tLien\tAnnée\truntimeMinutes\nCléo\t${key}/0\t?\tlong\n`, 'latin1');
    const tried = await importer.dryRun('films', bytes, options);
    expect(tried.options).to.deep.equal(options);
    expect(tried.dryRun.leftOut[0]).to.include({ kind: 'movies', field: 'runtimeMinutes', values: 1 });
    await importer.start(tried.id);
    expect(await titles(key, 1)).to.deep.equal(['Cléo']);
  });

  it('a field that a person edited: is kept, unless the import replaces all', async () => {
    const importer = await Importer.of(service());
    const { key, text } = movieLines(1);
    const { id } = await importer.dryRun('movies.ndjson', text);
    await importer.start(id);
    const [{ id: film }] = (
      await service().call('GET', `/api/v1/movies?sourceId=${encodeURIComponent(`${key}/0`)}`)
    ).body.items;
    await service().call('PATCH', `/api/v1/movies/${film}`, {
      token: importer.token,
      body: { title: 'Mine' },
    });
    const kept = await importer.dryRun('movies.ndjson', text);
    expect(kept.dryRun.kept[0]).to.include({ kind: 'movies', field: 'title', values: 1 });
    const replacing = await importer.dryRun('movies.ndjson', text, { replace: 'all' });
    await importer.start(replacing.id);
    expect(await titles(key, 1)).to.deep.equal(['Film 0']);
  });
});
