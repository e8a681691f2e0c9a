import { expect } from 'chai';
import fc from 'fast-check';
import { json } from '../../../../src/adapters/import/files/json.js';
import { runs } from '../../../support/thorough.js';
import { columns, inputErrorOf, rowsBy } from './reading.js';

const inPieces = (content: Uint8Array, size: number) => ({
  name: 'rows',
  async *chunks() {
    for (let at = 0; at < content.length; at += size) yield Buffer.from(content.subarray(at, at + size));
  },
});

/** The same rows are found wherever the text is cut. */
const readJson = async (content: string | Uint8Array, sizes = [1, 5, 64 * 1024]) => {
  const bytes = Buffer.from(content);
  const [first, ...others] = await Promise.all(
    sizes.map((size) => rowsBy(json.read(inPieces(bytes, size), columns))),
  );
  for (const one of others) expect(one).to.deep.equal(first);
  return first;
};

const a = { title: 'A', genres: ['drama', 'war'], x: { y: [{}, '}]"\\'] } };
const b = { title: 'B, "]}' };
const pretty = (value: unknown) => JSON.stringify(value, null, 2);

describe('reading JSON', () => {
  const shapes = {
    'in one line': [JSON.stringify([a, b]), 1, 1],
    'over many lines': [pretty([a, b]), 2, 15],
    'in one line each': [`[${JSON.stringify(a)},\r\n${JSON.stringify(b)}\r\n]\n`, 1, 2],
    'with a byte order mark': [`\ufeff [\n${JSON.stringify(a)}\n,${JSON.stringify(b)}]`, 2, 3],
    'in an object': [`{"page":{"a":[{}]},"tags":["t", 1],\n"movies":${JSON.stringify([a, b])}}`, 2, 2],
    'as NDJSON': [`${JSON.stringify(a)}\n\n${JSON.stringify(b)}`, 1, 3],
  } as const;
  for (const [name, [content, lineOfA, lineOfB]] of Object.entries(shapes)) {
    it(`with objects ${name}: gives their fields with their lines`, async () => {
      expect(await readJson(content)).to.deep.equal([
        [lineOfA, a],
        [lineOfB, b],
      ]);
    });
  }

  it('without objects: gives none', async () => {
    for (const content of ['[]', ' [ \n ] ']) expect(await readJson(content)).to.deep.equal([]);
  });

  const one = (title: string) => `  {\n    "title": "${title}"\n  }`;
  const errors = {
    'a quote that is not closed': [
      `[\n${one('A')},\n${one('B').replace('B"', 'B')},\n${one('C')}\n]`,
      [5, 'not-closed'],
      8,
    ],
    'a bracket that is not closed': [`[\n${one('A')},\n  {"x": [\n${one('C')}\n]`, [5, 'not-closed'], 6],
    'a bracket of the other kind': [`[\n${one('A')},\n{"x": [1}},\n${one('C')}\n]`, [5, 'not-json'], 6],
    'an element that is not JSON': [`[\n${one('A')},\n{'x': 1},\n${one('C')}\n]`, [5, 'not-json'], 6],
    'an element that is no object': [`[\n${one('A')},\n"text",\n${one('C')}\n]`, [5, 'not-an-object'], 6],
    'a closing brace too many': [`[\n${one('A')},\n}, \n${one('C')}\n]`, [5, 'not-json'], 6],
    'a comma too many': [`[\n${one('A')},\n,\n${one('C')}\n]`, [5, 'missing-element'], 6],
    'a NUL': [`[\n${one('A')},\n{"x":"\0"},\n${one('C')}\n]`, [5, 'not-json'], 6],
    'bytes that are not UTF-8': [`[\n${one('A')},\n{"x":"\xff"},\n${one('C')}\n]`, [5, 'not-utf8'], 6],
  } as const;
  for (const [name, [content, error, next]] of Object.entries(errors)) {
    it(`with ${name}: rejects that one, and reads the others`, async () => {
      expect(await readJson(Buffer.from(content, 'latin1'))).to.deep.equal([
        [2, { title: 'A' }],
        error,
        [next, { title: 'C' }],
      ]);
    });
  }

  const ends = {
    'before the end of the list': [`[\n${one('A')}\n`, [5, 'list-not-closed']],
    'after a comma': [`[\n${one('A')},\n]`, [5, 'missing-element']],
    'within text': [`[\n${one('A')},\n  {"title": "B`, [5, 'not-closed']],
    'in the object around the list': [`{"movies":[\n${one('A')}],\n"x": {`, [5, 'list-not-closed']],
    'with other text': [`[\n${one('A')}]\n[{}]`, [5, 'text-after-list']],
    'with another list': [`{"a":[\n${one('A')}],\n"b":[{"title":"B"},{}]}`, [5, 'second-list']],
  } as const;
  for (const [name, [content, error]] of Object.entries(ends)) {
    it(`that ends ${name}: reports it after the rows`, async () => {
      expect(await readJson(content)).to.deep.equal([[2, { title: 'A' }], error]);
    });
  }

  const mebibyte = 2 ** 20;
  const long = (length: number) => `{"x":"${'x'.repeat(length - 8)}"}`;
  it('with an object of 1 MiB, and of a byte more: reads the first, and rejects the second', async () => {
    for (const [before, between, after] of [
      ['[', ',', ']'],
      ['[\n', ',\n', '\n]'],
    ]) {
      const content = `${before}${long(mebibyte)}${between}${long(mebibyte + 1)}${between}{}${after}`;
      const rows = (await readJson(content, [64 * 1024])) ?? [];
      expect(rows.map(([, row]) => (row as object | string).constructor)).to.deep.equal([
        Object,
        String,
        Object,
      ]);
      expect(rows[1]?.[1]).to.equal('element-too-long');
    }
  });

  it('with more and more that is not closed: stops', async () => {
    const content = `[\n${'{"x":\n'.repeat(1_000)}`;
    expect(await inputErrorOf(readJson(content, [64 * 1024]))).to.match(
      /^rows, line \d+: the JSON is damaged from here on$/,
    );
  });

  const refused = {
    '': 'rows, line 1: the file is empty',
    'title\nA': 'rows, line 1: it is not JSON: it should begin with [ or {',
    '{\n"movies": ["A"]}': 'rows, line 1: the JSON object has no list of objects',
  };
  for (const [content, reason] of Object.entries(refused)) {
    it(`with ${JSON.stringify(content)}: is rejected as a whole`, async () => {
      expect(await inputErrorOf(readJson(content, [5]))).to.equal(reason);
    });
  }

  it('with whatever objects, however they are written: reads what JSON.parse reads', async () => {
    const key = fc.string({ unit: 'binary' }).filter((one) => one !== '__proto__');
    const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
    const spaces = fc.constantFrom(undefined, 1, '\t');
    await fc.assert(
      fc.asyncProperty(fc.array(object), spaces, fc.nat(20), async (objects, indent, size) => {
        for (const value of [objects, { other: 1, list: [...objects, {}] }]) {
          const text = JSON.stringify(value, null, indent);
          const rows = (await readJson(text, [size + 1])) ?? [];
          const expected = Array.isArray(value) ? value : value.list;
          expect(rows.map(([, row]) => row)).to.deep.equal(JSON.parse(JSON.stringify(expected)));
        }
      }),
      { numRuns: runs(100) },
    );
  });
});
