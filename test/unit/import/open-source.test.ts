import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { ImportSource } from '../../../src/adapters/import/import-source.js';
import { openSource, type SourceOptions } from '../../../src/adapters/import/open-source.js';
import { columns, inFolder, inputErrorOf, lines } from './files/reading.js';
import { zip } from './files/zipping.js';

/** Writes files, imports the one at `path` or all of them, and returns the rows by kind: fields, or `rejected`. */
const readRows = (files: Readonly<Record<string, string | Buffer>>, path = '', options: SourceOptions = {}) =>
  inFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const imported: Record<string, unknown[]> = {};
    const kinds = ['authors', 'movies'].map((plural) => ({
      plural,
      namedBy: 'title',
      columns,
      normalized: (fields: object) => fields as never,
      import: async (_into: unknown, batches: AsyncIterable<readonly object[]>) => {
        for await (const rows of batches) {
          const short = rows.map((row) => ('fields' in row ? row.fields : 'rejected'));
          imported[plural] = [...(imported[plural] ?? []), ...short];
        }
      },
    }));
    const catalogue = { kinds, kindNamed: () => kinds[0] as never, validAuthor: () => ({}) as never };
    let source: ImportSource;
    try {
      source = await openSource(join(folder, path), options, catalogue, {
        folders: [],
        sources: { sources: [], types: {} },
      });
    } catch (error) {
      (error as Error).message = (error as Error).message.replace(`${folder}/`, '').replace(folder, 'folder');
      throw error;
    }
    await source.importInto(undefined as never, undefined as never, new AbortController().signal);
    expect(source.consumed()).to.equal(source.totalBytes);
    return { ...imported, skipped: source.leftOut };
  });

const csv = lines('title', 'A');
const title = { title: 'A' };

describe('the source of an import', () => {
  for (const [name, content] of Object.entries({
    'Movies.CSV': csv,
    'MOVIES-2026.JSON.GZ': gzipSync('[{"title":"A"}]'),
    'movies.jsonl': '{"title":"A"}',
    'movies-list.ndjson': '[\n{"title":"A"}\n]',
    'movies.txt': 'title\nA',
    'movies.tsv': Buffer.from('\ufefftitle\tseasons\nA\t\n', 'utf16le'),
    'movies.json': '{"movies":[{"title":"A"}]}',
  })) {
    it(`named ${name}: gets its kind from the name, and its format from the content`, async () => {
      expect(await readRows({ [name]: content }, name)).to.deep.equal({ movies: [title], skipped: [] });
    });
  }

  it('that is a ZIP archive, alone or in a folder: is read like a folder', async () => {
    const archive = zip(
      { name: 'data/', content: '' },
      { name: 'data/Movies.csv', content: csv },
      { name: 'authors.json', content: '[{"title":"B"}]' },
      { name: 'README.md', content: '# Ours' },
      { name: '__MACOSX/data/._Movies.csv', content: 'x' },
    );
    expect(await readRows({ download: archive }, 'download')).to.deep.equal({
      authors: [{ title: 'B' }],
      movies: [title],
      skipped: ['README.md'],
    });
    expect(await readRows({ 'data.zip': archive, 'movies-2.csv': csv, notes: 'x' })).to.deep.equal({
      authors: [{ title: 'B' }],
      movies: [title, title],
      skipped: ['data.zip/README.md', 'notes'],
    });
  });

  it('that is a ZIP archive with one file that can be imported: accepts --kind', async () => {
    const archive = zip({ name: 'films.csv', content: csv }, { name: 'README', content: 'x' });
    expect(await readRows({ 'a.zip': archive }, 'a.zip', { kind: 'movies' })).to.deep.equal({
      movies: [title],
      skipped: ['README'],
    });
  });

  const zeros = Buffer.alloc(2 ** 21);
  const film = { name: 'movies.csv', content: csv };
  const hostile: Record<string, [Buffer, string]> = {
    'a bomb': [
      zip({ name: 'movies.csv', content: zeros }),
      'x.zip/movies.csv: it unpacks to more than 100 times its size',
    ],
    'a file larger than it says': [
      zip({ ...film, size: 3 }),
      'x.zip/movies.csv: the ZIP data is damaged: too many bytes',
    ],
    'a file smaller than it says': [
      zip({ ...film, size: 300 }),
      'x.zip/movies.csv: the ZIP data is damaged: not enough bytes',
    ],
    'more than 1 GiB': [
      zip(...Array.from({ length: 5 }, (_, i) => ({ name: `movies-${i}.csv`, content: csv, size: 2 ** 28 }))),
      'x.zip: it unpacks to more than 1024 MiB',
    ],
    'a wrong checksum': [
      zip({ ...film, checksum: 1 }),
      'x.zip/movies.csv: the ZIP data is damaged: wrong checksum',
    ],
    'a path outside of it': [
      zip({ ...film, name: '../movies.csv' }),
      'x.zip: the ZIP archive cannot be read: invalid relative path',
    ],
    'an absolute path': [
      zip({ ...film, name: '/movies.csv' }),
      'x.zip: the ZIP archive cannot be read: absolute path',
    ],
    'an encrypted file': [zip({ ...film, flags: 1 }), 'x.zip/movies.csv: it is encrypted'],
    'an archive in it': [
      zip({ name: 'movies.csv.gz', content: csv }),
      'x.zip/movies.csv.gz: it is an archive in an archive',
    ],
    'a document': [zip({ ...film, name: '[Content_Types].xml' }), 'x.zip: it is a document of Office'],
    'nothing to import': [
      zip({ name: 'README', content: 'x' }),
      'x.zip/README: its kind and format are unknown',
    ],
    'no file': [zip(), 'x.zip: there is no file'],
    'no end': [zip(film).subarray(0, -10), 'x.zip: the ZIP archive cannot be read: '],
  };
  for (const [name, [content, reason]] of Object.entries(hostile)) {
    it(`that is a ZIP archive with ${name}: is rejected`, async () => {
      const error = await inputErrorOf(readRows({ 'x.zip': content }, 'x.zip'));
      expect(error.startsWith(reason), error).to.equal(true);
    });
  }

  it('of several files: rejects --kind, and file names from which no kind follows', async () => {
    const two = zip(film, { ...film, name: 'authors.csv' });
    expect(await inputErrorOf(readRows({ 'x.zip': two }, 'x.zip', { kind: 'movies' }))).to.match(
      /^x\.zip: --kind cannot be used with several files/,
    );
    expect(await inputErrorOf(readRows({ 'films.csv': csv, 'notes.txt': csv }))).to.match(
      /^folder: there is no file of a known source/,
    );
  });

  it('that is a CSV file of Excel in windows-1252: is read only with --encoding', async () => {
    const excel = Buffer.from('title;genres\r\n"Am\xe9lie; la suite";Comedy, Romance\r\n;\r\n', 'latin1');
    const files = { 'movies.csv': excel };
    expect(await inputErrorOf(readRows(files, 'movies.csv'))).to.equal(
      'movies.csv: it is not valid UTF-8, and looks like windows-1252: --encoding windows-1252',
    );
    expect(await readRows(files, 'movies.csv', { encoding: 'windows-1252' })).to.deep.equal({
      movies: [{ title: 'Am\u00e9lie; la suite', genres: ['Comedy', 'Romance'] }],
      skipped: [],
    });
  });
});
