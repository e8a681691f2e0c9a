import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import {
  type FileReader,
  fileReaders,
  rejectedExtensions,
} from '../../../src/adapters/import/files/file-format.js';
import { InputError } from '../../../src/adapters/import/files/input-error.js';
import { InputFile } from '../../../src/adapters/import/files/input-file.js';
import { openText } from '../../../src/adapters/import/files/text-source.js';
import { RejectedFileWriter } from '../../../src/adapters/import/rejected-file-writer.js';
import { type ReadRow, type RejectedRow, withViolations } from '../../../src/core/import/import-row.js';
import { violation } from '../../../src/core/import/row-fields.js';
import { columns, inFolder } from './files/reading.js';

type Row = ReadRow | RejectedRow;

const readFile = async (path: string, reader: FileReader, encoding?: string): Promise<Row[]> => {
  const source = await openText(await InputFile.open(path), encoding);
  const rows: Row[] = [];
  for await (const chunk of reader.read(source, columns, { keepsText: true })) rows.push(...chunk);
  return rows;
};

const reject = (row: Row): RejectedRow =>
  'violations' in row ? row : withViolations(row, [violation('title', '"A\tB"\nis not good', 'wrong')]);

const writerOf = (folder: string, name: string, extensions?: readonly string[]) =>
  new RejectedFileWriter(join(folder, name), extensions);

const short = (row: Row) =>
  'violations' in row ? row.violations.map(({ code }) => code).join() : row.fields;

/**
 * Rejects all rows of a file. Returns them as they were read first, and as they are read from the file of rejected rows;
 * the text of that file, and the number of rows that are not in it.
 */
const rejectAll = (extension: string, content: string | Buffer, encoding?: string) =>
  inFolder(async (folder) => {
    const reader = fileReaders[extension] as FileReader;
    const [input, errors] = [join(folder, `input.${extension}`), join(folder, `errors.${extension}`)];
    writeFileSync(input, content);
    const rows = await readFile(input, reader, encoding);
    const files = writerOf(folder, `errors.${extension}`, rejectedExtensions(reader));
    for (const row of rows) files.add([reject(row)]);
    files.close();
    const again = await readFile(errors, reader, encoding);
    // Rejected again: an import ignores the column of the first time, and replaces it.
    const second = writerOf(folder, `again.${extension}`);
    second.add(again.map(reject));
    second.close();
    return {
      first: rows.map(short),
      second: again.map(short),
      text: readFileSync(errors, 'utf8'),
      textAgain:
        again.length === 0
          ? ''
          : readFileSync(join(folder, `again.${extension}`, `errors.${extension}`), 'utf8'),
      lost: files.lost,
    };
  });

describe('the file of rejected rows', () => {
  const reason = (line: number) => `line ${line}: title (column 2): ""A B"" is not good`;
  for (const [name, [delimiter, encoding]] of Object.entries<[string, string?]>({
    commas: [','],
    'semicolons in windows-1252': [';', 'windows-1252'],
    tabs: ['\t'],
    'another delimiter': ['^'],
  })) {
    it(`of a table with ${name}: has the same cells, after one with the reason`, async () => {
      const cells = ['"é ""x"""', '"a,b;c\td^e|f"', "'=1+1", '2001'];
      const header = ['description', 'title', 'genres', 'releaseYear'];
      const table = [header, cells, ['=HYPERLINK(1)', ' B ', '-', '-5'], ['', 'C', '@SUM(1)', '']];
      const declared = delimiter === '^' ? 'sep=^\n' : '';
      const text = declared + table.map((row) => `${row.join(delimiter)}\n`).join('');
      const content = Buffer.from(text, encoding === undefined ? 'utf8' : 'latin1');
      const { first, second, ...written } = await rejectAll('csv', content, encoding);
      expect(first).to.have.lengthOf(3);
      expect(second).to.deep.equal(first);
      const lines = [`${declared.replace('\n', '\r\n')}importError${delimiter}${header.join(delimiter)}\r\n`];
      expect(written.text.startsWith(`\ufeff${lines[0]}`)).to.equal(true);
      expect(written.text).to.include(reason(declared === '' ? 2 : 3));
      expect(written.text).to.include(`'=HYPERLINK(1)${delimiter} B ${delimiter}-${delimiter}-5\r\n`);
      expect(written.textAgain.match(/importError/g)).to.have.lengthOf(1);
      expect(written.textAgain.match(/is not good/g)).to.have.lengthOf(3);
    });
  }

  it('of rows of a table that cannot be read: has their text, but not that of too long lines', async () => {
    const lines = [
      'title,genres',
      'A',
      'B,x,y',
      'C"C,x',
      'D,"x',
      'x'.repeat(2 ** 20 + 1),
      'E,"\xff',
      'F"',
      'G,ok',
    ];
    const content = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
    const { first, second, text, lost } = await rejectAll('csv', content, 'utf-8');
    const errors = ['wrong-cell-count', 'wrong-cell-count', 'stray-quote', 'unclosed-quote', 'too-long'];
    expect(first.slice(0, 5)).to.deep.equal(errors);
    expect(lost).to.deep.equal({ count: 1, places: [{ file: lost.places[0]?.file, line: 6 }] });
    for (const part of [',A\r\n', ',B,x,y\r\n', ',"C""C,x"\r\n', ',"D,""x"\r\n', ',"E,""\u00ff\nF"""\r\n'])
      expect(text).to.include(part);
    expect(second).to.deep.equal([
      ...Array(second.length - 1).fill('wrong-cell-count'),
      { title: 'G', genres: ['ok'] },
    ]);
  });

  const objects = [
    '{"title":"A","n":12345678901234567890}',
    '{ "importError" : "\\"old\\"" , "title":"B"}',
    '{}',
  ];
  for (const [name, extension, content] of [
    ['NDJSON', 'ndjson', `${objects.join('\n')}\n`],
    ['a list', 'json', `[\n  ${objects.join(',\n  ')}\n]`],
    ['NDJSON that is called JSON', 'json', `${objects.join('\n')}\n`],
    ['a list that is called NDJSON', 'ndjson', `[${objects.join(', ')}]`],
  ] as const) {
    it(`of ${name}: has the same objects, with the reason`, async () => {
      const { first, second, text, textAgain } = await rejectAll(extension, content);
      expect(first).to.deep.equal([{ title: 'A', n: 12345678901234567000 }, { title: 'B' }, {}]);
      expect(second).to.deep.equal(first);
      expect(text).to.include('"title":"A","n":12345678901234567890}');
      expect(text).to.not.include('old');
      expect(text.trim()[0]).to.equal(text.includes('\n{') && text.startsWith('[') ? '[' : '{');
      expect(textAgain.match(/importError/g)).to.have.lengthOf(3);
    });
  }

  it('of JSON that cannot be read: has its text in an object', async () => {
    const { first, second, text, lost } = await rejectAll(
      'json',
      Buffer.from('[\n{"title" "A"},\n[1],\n{"title":"\xff"},\n{"title":"B,\n{"title":"C"}]', 'latin1'),
      'utf-8',
    );
    expect(first).to.deep.equal(['not-json', 'not-an-object', 'not-utf8', 'not-closed', { title: 'C' }]);
    const texts = ['{"title" "A"}', '[1]', '{"title":"\u00ff"}'].map((importText) => ({ importText }));
    expect(second).to.deep.equal([...texts, { title: 'C' }]);
    expect(JSON.parse(text)).to.have.lengthOf(4);
    expect(lost.count).to.equal(1);
  });

  it('of JSON with a list of each kind: has the kind of each row', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'input.json');
      writeFileSync(path, '{"movies":[{"title":"A"}],"series":[{},[1]]}');
      const source = await openText(await InputFile.open(path), undefined);
      const files = writerOf(folder, 'errors.json', ['json']);
      const options = { keepsText: true, keepsList: true };
      for await (const rows of fileReaders.json?.readRaw(source, options) ?? []) files.add(rows.map(reject));
      files.close();
      const written = JSON.parse(readFileSync(join(folder, 'errors.json'), 'utf8')) as { kind: string }[];
      expect(written.map(({ kind }) => kind)).to.deep.equal(['movies', 'series']);
      expect(written[0]).to.include({ title: 'A' });
    }));

  it('of several files: is a folder, with a file for each that has rejected rows', () =>
    inFolder(async (folder) => {
      const inputs = ['a/movies.csv', 'b/Movies.csv', 'a/movies-2.csv', 'series.json'];
      const files = writerOf(folder, 'new/errors');
      for (const name of inputs) {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, name.endsWith('json') ? '[{"title":"A"},{"title":"B"}]' : 'title\nA\nB\n');
        const reader = fileReaders[name.split('.')[1] as string] as FileReader;
        files.add((await readFile(path, reader)).map(reject));
      }
      files.close();
      expect(files.written).to.equal(8);
      const written = readdirSync(join(folder, 'new/errors')).sort();
      expect(written).to.deep.equal(['Movies-2.csv', 'movies-2-2.csv', 'movies.csv', 'series.json']);
      expect(() => writerOf(folder, 'new/errors')).to.throw(/folder .* is not empty/);
      expect(() => writerOf(folder, 'x.csv', ['ndjson'])).to.throw(/use a name with \.ndjson/);
    }));

  it('that can no longer be written: says which, and counts the rows that were written before', () =>
    inFolder(async (folder) => {
      const [path, moved] = [join(folder, 'errors.json'), join(folder, 'moved.json')];
      const files = writerOf(folder, 'errors.json', ['json']);
      const around = { before: '[', between: ',', after: ']' };
      const row = withViolations({ place: { file: 'f', line: 1 } }, []);
      const origin = { around, textWith: () => '{}' };
      files.add([{ ...row, origin }]);
      renameSync(path, moved);
      mkdirSync(path);
      const message = `${path}: rejected rows cannot be written: EISDIR`;
      expect(() => files.add([{ ...row, origin }])).to.throw(InputError, message);
      expect(() => files.close()).to.throw(InputError, message);
      expect(files.written).to.equal(1);
    }));
});
