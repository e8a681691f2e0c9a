import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import { isEncoding, openText } from '../../../../src/adapters/import/files/text-source.js';
import { columns, inputErrorOf, rowsBy } from './reading.js';

const encode = (text: string, encoding: string): Buffer =>
  execFileSync('iconv', ['-f', 'utf-8', '-t', encoding], { input: text });

/** A file that is read in pieces of this size. */
const inPieces = (content: Buffer, size = content.length) => ({
  name: 'rows',
  async *chunks() {
    for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
  },
});

const readText = async (content: Buffer, encoding?: string, size?: number) =>
  rowsBy(fileFormats.csv.read(await openText(inPieces(content, size), encoding), columns));

const films = {
  'utf-8': 'Za\u017c\u00f3\u0142\u0107 \u{1f3ac}',
  'utf-16le': '\u7eb8\u706f\u7b3c \u{1f3ac}',
  'utf-16be': '\u7eb8\u706f\u7b3c \u{1f3ac}',
  'windows-1252': 'Am\u00e9lie \u2013 \u20ac 5 \u201cStra\u00dfe der V\u00f6gel\u201d, \u00e0 c\u00f4t\u00e9',
  'windows-1250':
    'Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 ja\u017a\u0144; Poci\u0105g; N\u00f3\u017c w wodzie',
  'windows-1251': '\u0421\u0442\u0430\u043b\u043a\u0435\u0440',
  'koi8-r': '\u0418\u0440\u043e\u043d\u0438\u044f \u0441\u0443\u0434\u044c\u0431\u044b',
  'windows-1253':
    '\u03a4\u03bf \u03bb\u03b9\u03b2\u03ac\u03b4\u03b9 \u03c0\u03bf\u03c5 \u03b4\u03b1\u03ba\u03c1\u03cd\u03b6\u03b5\u03b9',
  big5: '\u60b2\u60c5\u57ce\u5e02',
  gbk: '\u9738\u738b\u522b\u59ec',
  shift_jis: '\u4e03\u4eba\u306e\u4f8d, \u3068\u306a\u308a\u306e\u30c8\u30c8\u30ed',
  'euc-kr': '\uc62c\ub4dc\ubcf4\uc774, \uc0b4\uc778\uc758 \ucd94\uc5b5',
};

describe('text in an encoding', () => {
  for (const [encoding, title] of Object.entries(films)) {
    const content = encode(`title\tseasons\r\n${title}\t1\r\n\t\r\n`, encoding);
    const isUnicode = encoding.startsWith('utf');

    it(`of ${encoding}: is read, wherever pieces cut it`, async () => {
      for (const size of [1, 3, 7, content.length])
        expect(await readText(content, isUnicode ? undefined : encoding, size)).to.deep.equal([
          [2, { title, seasons: 1 }],
        ]);
    });

    it(`of ${encoding}: is ${isUnicode ? 'recognized' : 'rejected, and named'}`, async () => {
      const mark = Buffer.from('\ufeff');
      const marks = {
        'utf-8': mark,
        'utf-16le': encode('\ufeff', 'utf-16le'),
        'utf-16be': encode('\ufeff', 'utf-16be'),
      };
      if (isUnicode) {
        const marked = Buffer.concat([marks[encoding as keyof typeof marks], content]);
        expect(await readText(marked, 'windows-1252')).to.deep.equal([[2, { title, seasons: 1 }]]);
      } else
        expect(await inputErrorOf(openText(inPieces(content)))).to.equal(
          `rows: it is not valid UTF-8, and looks like ${encoding}: --encoding ${encoding}`,
        );
    });
  }

  it('with damaged lines in UTF-8 or UTF-16: rejects those only', async () => {
    const text = 'title\nZa\u017c\u00f3\u0142\u0107\nbad?\nA\n';
    const utf8 = Buffer.from(text);
    utf8[utf8.indexOf('?')] = 0xff;
    const expected = (code: string) => [
      [2, { title: 'Za\u017c\u00f3\u0142\u0107' }],
      [3, code],
      [4, { title: 'A' }],
    ];
    expect(await readText(utf8)).to.deep.equal(expected('not-utf8'));
    const loneSurrogate = Buffer.from(text.replace('?', '\ud83c'), 'utf16le');
    expect(await readText(loneSurrogate)).to.deep.equal(expected('not-decoded'));
  });

  it('with a NUL, or a byte order mark in the middle: keeps them', async () => {
    expect(await readText(Buffer.from('title\nA\0\n\ufeffB\n'))).to.deep.equal([
      [2, { title: 'A\0' }],
      [3, { title: '\ufeffB' }],
    ]);
  });

  it('with lines that end in \\r alone: is read; beside other ends, a \\r is text', async () => {
    expect(await readText(Buffer.from('title\rA\r"B"\r'))).to.deep.equal([
      [2, { title: 'A' }],
      [3, { title: 'B' }],
    ]);
    expect(await readText(Buffer.from('title\nA\rB\r\nC\n'))).to.deep.equal([
      [2, { title: 'A\rB' }],
      [3, { title: 'C' }],
    ]);
  });

  const notText = {
    'a picture': [
      Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff', 'latin1'),
      'it is not a text file',
    ],
    'UTF-32': [Buffer.from('\xff\xfe\0\0t\0\0\0', 'latin1'), 'it is UTF-32'],
    'bytes of no encoding': [Buffer.from('title\nA\xff\x81', 'latin1'), 'it is not valid UTF-8'],
  } as const;
  for (const [name, [content, reason]] of Object.entries(notText)) {
    it(`of ${name}: is rejected`, async () => {
      expect(await inputErrorOf(openText(inPieces(content)))).to.include(reason);
    });
  }

  it('is named as in the Encoding Standard', () => {
    expect(['windows-1252', 'GBK', 'latin1', 'nonsense', ''].map(isEncoding)).to.deep.equal([
      ...[true, true, true],
      ...[false, false],
    ]);
  });
});
