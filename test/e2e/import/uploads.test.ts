import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { type TestService, useOwnService, useService } from '../../support/service.js';
import { Importer, movieLines } from './importing.js';

/** The names of the uploaded files that an instance keeps. */
const storedFiles = (service: TestService): string[] => {
  const { settings, installation } = service.service.container.get(ids.Infrastructure);
  return readdirSync(join(settings.IMPORT__DIR, installation)).filter((name) => name !== 'id');
};

/** The head of an upload whose body follows. */
const uploadHead = ({ token }: Importer, id: number, length: number) =>
  rawMessage('PUT', `/api/v1/imports/${id}/file`, {
    Authorization: `Bearer ${token}`,
    'Content-Length': String(length),
  });

describe('the upload of a file to import', () => {
  const service = useService();

  it('by another account than the owner: is 403; the import can be read and canceled', async () => {
    const owner = await Importer.of(service());
    const other = await Importer.of(service());
    const { id } = await owner.dryRun('movies.ndjson', movieLines(1).text);
    expect((await other.upload(id, 'x')).status).to.equal(403);
    expect((await other.call('POST', `/${id}/start`)).status).to.equal(403);
    expect((await other.read(id)).ownerId).to.equal(owner.user.id);
    expect((await other.call('DELETE', `/${id}`)).status).to.equal(204);
    expect((await owner.read(id)).status).to.equal('canceled');
  });

  it('a form, or an encoded body: is 415; an empty one 422; a name that is a path: 422', async () => {
    const importer = await Importer.of(service());
    const id = await importer.create('movies.ndjson');
    for (const headers of [
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-encoding': 'gzip' },
    ])
      expect((await importer.upload(id, 'x', headers)).status).to.equal(415);
    expect((await importer.upload(id, '')).status).to.equal(422);
    for (const name of ['../movies.csv', '/etc/passwd', 'C:\\movies.csv', 'a\0.csv', ''])
      expect((await importer.call('POST', '', { body: { name } })).status, name).to.equal(422);
    const wrongEncoding = { name: 'movies.csv', options: { encoding: 'klingon' } };
    const { body } = await importer.call('POST', '', { body: wrongEncoding });
    expect(body.errors[0].pointer).to.equal('/options/encoding');
    expect((await importer.read(id)).status).to.equal('awaiting-file');
  });

  it('that breaks off: leaves nothing, and can be repeated', async () => {
    const importer = await Importer.of(service());
    const { text } = movieLines(2);
    const id = await importer.create('movies.ndjson');
    const before = storedFiles(service()).length;
    const socket = await openSocket(service().url);
    socket.write(uploadHead(importer, id, text.length) + text.slice(0, 50));
    await eventually(() => storedFiles(service()).length > before, 'the upload had begun');
    socket.destroy();
    await eventually(() => storedFiles(service()).length === before, 'the part was removed');
    expect((await importer.read(id)).status).to.equal('awaiting-file');
    await importer.upload(id, text);
    expect((await importer.settled(id)).dryRun.counts.movies.created).to.equal(2);
  });

  it('two at the same time: the import gets one whole file, and nothing is left of the other', async () => {
    const importer = await Importer.of(service());
    const [one, other] = [movieLines(300).text, movieLines(400).text];
    const id = await importer.create('movies.ndjson');
    const before = storedFiles(service()).length;
    const replies = await Promise.all([importer.upload(id, one), importer.upload(id, other)]);
    expect(replies.map(({ status }) => status)).to.deep.equal([200, 200]);
    const { bytes, dryRun } = await importer.settled(id);
    expect([
      [one.length, 300],
      [other.length, 400],
    ]).to.deep.include([bytes, dryRun.counts.movies.created]);
    expect(storedFiles(service()).length - before).to.equal(1);
  });

  it('two with If-Match: one of them is 412', async () => {
    const importer = await Importer.of(service());
    const id = await importer.create('movies.ndjson');
    const headers = { 'if-match': '"1"' };
    const replies = [1, 2].map((count) => importer.upload(id, movieLines(count).text, headers));
    expect((await Promise.all(replies)).map(({ status }) => status).sort()).to.deep.equal([200, 412]);
  });

  it('after the start: is 409; so is a start before the dry run, or a second one', async () => {
    const importer = await Importer.of(service());
    const { text } = movieLines(1);
    const id = await importer.create('movies.ndjson');
    expect((await importer.call('POST', `/${id}/start`)).body.code).to.equal('import-status');
    await importer.upload(id, text);
    await importer.settled(id);
    await importer.start(id);
    for (const reply of [
      await importer.upload(id, text),
      await importer.call('POST', `/${id}/start`),
      await importer.call('DELETE', `/${id}`),
    ])
      expect([reply.status, reply.body.code]).to.deep.equal([409, 'import-status']);
  });

  it('of another file before the start: replaces the first one, whose file and rejected rows are removed', async () => {
    const importer = await Importer.of(service());
    const before = storedFiles(service()).length;
    const { id } = await importer.dryRun('movies.ndjson', movieLines(2, () => ({ releaseYear: 'x' })).text);
    await importer.upload(id, movieLines(5).text);
    const { dryRun, rejected } = await importer.settled(id);
    expect(dryRun.counts.movies).to.include({ created: 5, rejected: 0 });
    expect(rejected.files).to.deep.equal([]);
    expect(storedFiles(service()).length - before).to.equal(1);
    await importer.call('DELETE', `/${id}`);
    await eventually(
      () => storedFiles(service()).length === before,
      'the file of the canceled import was removed',
    );
  });
});

describe('the limits of uploads', () => {
  const service = useOwnService({ IMPORT__MAX_BYTES: '1000', IMPORT__QUOTA_BYTES: '1500' });

  it('a larger file: is 413, announced or not', async () => {
    const importer = await Importer.of(service());
    const id = await importer.create('movies.ndjson');
    expect((await importer.upload(id, 'x'.repeat(1001))).status).to.equal(413);
    const socket = await openSocket(service().url);
    const head = uploadHead(importer, id, 0).replace('Content-Length: 0', 'Transfer-Encoding: chunked');
    socket.write(`${head}800\r\n${'x'.repeat(2048)}\r\n0\r\n\r\n`);
    expect((await readToEnd(socket)).status).to.equal(413);
    expect(storedFiles(service())).to.deep.equal([]);
  });

  it('more than the quota of all files together: is 503 until one is not needed any more', async () => {
    const importer = await Importer.of(service());
    const { id } = await importer.dryRun(
      'movies.ndjson',
      `${movieLines(5).text}${' '.repeat(400)}`.slice(0, 900),
    );
    const second = await importer.create('movies.ndjson');
    const rejected = await importer.upload(second, 'x'.repeat(900));
    expect([rejected.status, rejected.body.code]).to.deep.equal([503, 'import-storage-full']);
    await importer.call('DELETE', `/${id}`);
    await eventually(() => storedFiles(service()).length === 0, 'the file was removed');
    expect((await importer.upload(second, 'x'.repeat(900))).status).to.equal(200);
  });
});
