import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fileFormats } from '../../../src/adapters/import/files/file-format.js';
import { InputFile } from '../../../src/adapters/import/files/input-file.js';
import { ids } from '../../../src/composition/service-ids.js';
import { referenceFields } from '../../../src/core/catalogue/exported.js';
import { otherIds } from '../../../src/core/catalogue/external-ids.js';
import { kindOf } from '../../../src/core/catalogue/references.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { useOwnService } from '../../support/service.js';
import { asModerator, fillReferences, kinds, withoutIds } from './kinds.js';

type Row = Record<string, unknown>;
const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const formulas = [
  ...['=cmd|/c calc', '+1', '-1', '@SUM(A1)', "'quoted", '＝1'],
  ...['a, "b"', '\u{1F3AC} Zoë', 'plain'],
];

describe('an export:', () => {
  const service = useOwnService();
  const { send, read, token } = asModerator(service);
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  after(() => rmSync(folder, { recursive: true }));

  const exported = async (plural: string, query = '') => {
    const { status, text } = await send('GET', `/${plural}/export${query}`);
    expect([query, status]).to.deep.equal([query, 200]);
    return rowsOf(text);
  };
  const installation = async () => {
    const { id } = await service().service.container.get(ids.Database)('installation').first();
    return id as string;
  };
  const readBack = async (plural: string, text: string) => {
    const path = join(folder, plural);
    writeFileSync(path, text);
    const columns = kindOf(plural, kindsUnderTest).importable(kindsUnderTest).columns;
    const rows: unknown[] = [];
    for await (const some of fileFormats.csv.read(await InputFile.open(path), columns)) rows.push(...some);
    return rows.map((row) => (row as { fields: Row }).fields);
  };

  before(async () => {
    const varda = await service().author({ name: 'Agnès Varda', imdbId: 'nm0889513' });
    const unknown = await service().author({ name: '=1+1', birthYear: 1900 });
    for (const [i, title] of formulas.entries()) {
      const authorId = [varda.id, unknown.id, null][i % 3];
      const releaseYear = i % 4 === 0 ? null : 1950 + 10 * (i % 3);
      const genres = [['drama', 'war'], ['war'], [], ['comedy', 'drama']][i % 4];
      await service().movie({ title, description: title, authorId, releaseYear, genres });
    }
    for (const kind of kinds) {
      await fillReferences(service(), kind);
      const { plural, full } = kind;
      const taken = plural === 'authors' ? { imdbId: 'nm0000001' } : {};
      await service().create(plural, { ...full, ...taken });
      await service().create(plural, { ...withoutIds(full), sourceId: 'Q1' });
    }
  });

  for (const { plural } of kinds) {
    it(`of ${plural}: has every item and field, with keys that other installations can match; as CSV the same`, async () => {
      const references = kindOf(plural, kindsUnderTest).references.map((reference) => {
        const to = kindOf(reference.to, kindsUnderTest);
        return { ...referenceFields({ reference, to }), namedBy: to.namedBy };
      });
      const names = references.map(({ name }) => name);
      const include = names.length > 0 ? `&include=${names}` : '';
      const { items } = (await read(`/${plural}?limit=100${include}`)).body;
      const own = await installation();
      const keyOf = (one: Row) => ((one.imdbId ?? one.sourceId) === null ? `${own}/${one.id}` : one.sourceId);
      const wanted = items.map((item: Row) => {
        const row: Row = { ...item, sourceId: keyOf(item), externalIds: otherIds(item as never) };
        for (const { name, imdbId, sourceId, namedBy } of references) {
          const target = item[name] as Row | null;
          row[name] = target?.[namedBy] ?? null;
          if (imdbId !== undefined) row[imdbId] = target?.imdbId ?? null;
          row[sourceId] = target && keyOf(target);
        }
        return row;
      });
      expect(wanted).to.have.length.above(1);
      expect(await exported(plural)).to.deep.equal(wanted);
      for (const query of ['', '&bom=true&delimiter=;', '&bom=false&delimiter=tab', '&delimiter=|']) {
        const { text } = await send('GET', `/${plural}/export?format=csv${query}`);
        expect(await readBack(plural, text)).to.deep.equal(wanted);
      }
    });
  }

  it('in each format: has its type and file name; HEAD returns the same without a body', async () => {
    for (const [format, contentType] of [
      ['ndjson', 'application/x-ndjson; charset=utf-8'],
      ['csv', 'text/csv; charset=utf-8; header=present'],
    ] as const)
      for (const method of ['GET', 'HEAD']) {
        const { status, headers, text } = await send(method, `/movies/export?format=${format}`);
        expect([status, text === '']).to.deep.equal([200, method === 'HEAD']);
        expect(headers.get('content-type')).to.equal(contentType);
        expect(headers.get('content-disposition')).to.equal(`attachment; filename="movies.${format}"`);
        expect([headers.get('cache-control'), headers.get('x-cache')]).to.deep.equal(['no-store', null]);
      }
  });

  it('when no temporary file can be written: returns 503; afterwards it succeeds again', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = join(folder, 'none');
    try {
      const { status, body } = await send('GET', '/movies/export');
      expect([status, body.code]).to.deep.equal([503, 'unavailable']);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    expect(service().log.at(-2)).to.deep.include({ level: 'warn' });
    await exported('movies');
  });

  it('as CSV with a byte order mark and semicolons: begins with the mark, and separates cells by semicolons', async () => {
    const url = `${service().url}/api/v1/movies/export?format=csv&bom=true&delimiter=;`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token()}` } });
    expect(Buffer.from(await response.arrayBuffer()).toString('utf8', 0, 6)).to.equal('\ufeffid;');
  });

  it('with invalid parameters: returns 400 and names them', async () => {
    for (const query of [
      ...['limit=10', 'fields=id', 'q=zoe', 'format=xml', 'format=csv&format=csv', 'sort=title&authorId=1'],
      ...['bom=true', 'delimiter=;', 'format=csv&bom=1', 'format=csv&delimiter=.', 'format=csv&delimiter='],
    ]) {
      const { status, body } = await send('GET', `/movies/export?${query}`);
      expect([query, status, body.code]).to.deep.equal([query, 400, 'invalid-parameter']);
      expect(query).to.include(body.errors[0].parameter);
    }
  });

  it('with an Accept header: returns 406 if it excludes the format', async () => {
    for (const [accept, ndjson, csv] of [
      ['text/html, */*;q=0.1', 200, 200],
      ['text/csv; charset=utf-8', 406, 200],
      ['*/*, text/csv;q=0', 200, 406],
    ] as const)
      for (const [format, wanted] of Object.entries({ ndjson, csv })) {
        const { status, body } = await send('GET', `/movies/export?format=${format}`, undefined, { accept });
        expect([accept, format, status]).to.deep.equal([accept, format, wanted]);
        if (status === 406) expect(body.code).to.equal('not-acceptable');
      }
  });

  it('ASVS 1.2.10 as CSV with texts that a spreadsheet would execute: puts an apostrophe before each', async () => {
    const { text } = await send('GET', '/movies/export?format=csv&sort=id');
    const cells = text.split('\r\n').map((line) => line.split(',')[1]);
    expect(cells.slice(0, 9)).to.deep.equal([
      'title',
      "'=cmd|/c calc",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'quoted",
      "'＝1",
      '"a',
      '\u{1F3AC} Zoë',
    ]);
    expect(text).to.not.match(/(^|,)"?[=+@\uff1d-]/m);
  });

  it('with a filter and a sort of the list: has the same items in the same order', async () => {
    for (const query of [
      'genre=drama,war&releaseYear.gte=1950&sort=-releaseYear',
      'title.prefix=a',
      'sort=-title',
      'authorId=1',
    ]) {
      const { items } = (await read(`/movies?${query}&limit=100`)).body;
      expect(items, query).to.not.be.empty;
      const rows = await exported('movies', `?${query}`);
      expect([query, rows.map(({ id }) => id)]).to.deep.equal([query, items.map(({ id }: Row) => id)]);
    }
  });

  it('with a filter that matches nothing: is empty; as CSV, it has only the header', async () => {
    const none = 'imdbId=tt9999999';
    expect((await send('GET', `/movies/export?${none}`)).text).to.equal('');
    expect((await send('GET', `/movies/export?format=csv&${none}`)).text).to.match(
      /^id,title,[A-Za-z,]+\r\n$/,
    );
  });
});
