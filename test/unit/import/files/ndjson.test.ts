import { expect } from 'chai';
import { fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import { columns, lines, readNdjson, withFile } from './reading.js';

/** Encodes a line, with a byte that is not UTF-8 in place of the `?`. */
const notUtf8 = (text: string) => Buffer.from(text.replace('?', '\xff'), 'latin1');

describe('reading NDJSON', () => {
  it('with an object a line: returns their fields unchanged, with their lines', async () => {
    const rows = await readNdjson(lines('{"title":"Borgen","seasons":4}', '{"genres":[],"a":{"b":null}}'));
    expect(rows).to.deep.equal([
      [1, { title: 'Borgen', seasons: 4 }],
      [2, { genres: [], a: { b: null } }],
    ]);
  });

  it('with a byte order mark, empty lines and Windows line ends: counts lines, and reads the rows', async () => {
    const rows = await readNdjson('\ufeff{"title":"A"}\r\n\r\n   \n\n{"title":"B"}\r\n\r\n');
    expect(rows).to.deep.equal([
      [1, { title: 'A' }],
      [5, { title: 'B' }],
    ]);
  });

  it('with characters that end lines in other formats: keeps them', async () => {
    const title = 'a\u2028b\u2029c\u0085d\ufeff';
    expect(await readNdjson(lines(JSON.stringify({ title })))).to.deep.equal([[1, { title }]]);
  });

  const wrong = {
    'that is not JSON': ['{"title":', 'not-json'],
    'that is two objects': ['{}{}', 'not-json'],
    'that is nested 100,000 levels deep': ['['.repeat(100_000), 'not-json'],
    'with a NUL': ['\0', 'not-json'],
    'that is a list': ['[{"title":"A"}]', 'not-an-object'],
    'that is null': ['null', 'not-an-object'],
    'that is a number': ['1', 'not-an-object'],
    'with __proto__ as a key': ['{"__proto__":{"isAdmin":true},"title":"A"}', 'object.unknown'],
    'with __proto__ as an escaped key': ['{"\\u005f_proto__":{"isAdmin":true}}', 'object.unknown'],
  };
  it('with an invalid line: rejects that one, and reads the others', async () => {
    for (const [name, [line = '', code]] of Object.entries(wrong)) {
      const rows = await readNdjson(lines('{"title":"A"}', line, '{"title":"B"}'));
      expect(rows, name).to.deep.equal([
        [1, { title: 'A' }],
        [2, code],
        [3, { title: 'B' }],
      ]);
    }
    expect(await readNdjson('')).to.deep.equal([]);
  });

  it('with a line that is not UTF-8: rejects that one, and reads the others', async () => {
    const content = Buffer.concat([
      Buffer.from('{"title":"Žižkov"}\n'),
      notUtf8('{"title":"Caf?"}\n'),
      Buffer.from('{"title":"\ufffd is a character too"}\n'),
    ]);
    expect(await readNdjson(content)).to.deep.equal([
      [1, { title: 'Žižkov' }],
      [2, 'not-utf8'],
      [3, { title: '\ufffd is a character too' }],
    ]);
  });

  it('with UTF-16: rejects every line', async () => {
    const rows = await readNdjson(Buffer.from('\ufeff{"title":"A"}\n', 'utf16le'));
    expect(rows.map(([, code]) => code)).to.deep.equal(['not-utf8', 'not-json']);
  });

  it('with characters that span two chunks of the file: reads them correctly', async () => {
    const titles = Array.from({ length: 4_000 }, (_, i) => ({ title: `${'ä🎬'.repeat(i % 37)}${i}` }));
    const rows = await readNdjson(lines(...titles.map((row) => JSON.stringify(row))));
    expect(rows).to.deep.equal(titles.map((row, i) => [i + 1, row]));
  });

  const title = (length: number) => JSON.stringify({ title: 'x'.repeat(length - '{"title":""}'.length) });

  it('with lines of 1 MiB, and of a byte more: reads the first, and rejects the second', async () => {
    const rows = await readNdjson(lines(title(2 ** 20), title(2 ** 20 + 1), '{"title":"B"}'));
    expect(rows.map(([line]) => line)).to.deep.equal([1, 2, 3]);
    expect(rows[0]?.[1]).to.have.property('title');
    expect(rows.slice(1)).to.deep.equal([
      [2, 'too-long'],
      [3, { title: 'B' }],
    ]);
  });

  it('with more than a thousand values in a line, however they are nested: rejects it, and reads the others', async () => {
    const rows = await readNdjson(
      lines(
        `{"genres":[${'0,'.repeat(997)}0]}`,
        `{"genres":[${'0,'.repeat(998)}0]}`,
        `{"genres":${'[{"a":'.repeat(500)}0${'}]'.repeat(500)}}`,
        `{${Array.from({ length: 1_000 }, (_, i) => `"${i}":0`).join()}}`,
        '{"title":"B"}',
      ),
    );
    expect(rows.map(([line, row]) => (line === 1 ? Object.keys(row as object) : row))).to.deep.equal([
      ['genres'],
      'too-many-values',
      'too-many-values',
      'too-many-values',
      { title: 'B' },
    ]);
  });

  it('a rejected row: has a message with the reason', async () => {
    const messages = await withFile(lines('{"title":}', '[]', '{"__proto__":1}', '\x1b[2J'), async (file) => {
      const found: unknown[] = [];
      for await (const rows of fileFormats.ndjson.read(file, columns)) {
        found.push(...rows.flatMap((row) => ('violations' in row ? row.violations : [])));
      }
      return found as { pointer: string; message: string }[];
    });
    expect(messages[0]?.message).to.match(/^the row is not JSON: .*}/);
    expect(messages[3]?.message).to.match(/^the row is not JSON: \P{Cc}+$/u);
    expect(messages[1]).to.include({ pointer: '', message: 'the row is JSON, but not an object' });
    expect(messages[2]).to.include({ pointer: '/__proto__', message: '__proto__ is not allowed' });
  });
});
