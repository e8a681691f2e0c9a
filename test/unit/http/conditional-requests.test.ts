import { expect } from 'chai';
import fc from 'fast-check';
import { expectedVersions } from '../../../src/adapters/http/conditional-requests.js';
import { refusalCode, refusalPlaces } from '../refusal.js';

const versions = (header: string | undefined, required = false) => expectedVersions(header, required);
const refuse = async (header: string) => {
  expect(await refusalCode(() => versions(header)), header.slice(0, 80)).to.equal('invalid-parameter');
};

describe('the versions that If-Match expects', () => {
  const table: [header: string, expected: readonly number[] | undefined][] = [
    ['*', undefined],
    [' * ', undefined],
    ['"1"', [1]],
    ['"2147483647"', [2147483647]],
    ['"1", "2"', [1, 2]],
    ['"1","2" ,\t"3"', [1, 2, 3]],
    ['"1",, ,"2",', [1, 2]],
    [', "1"', [1]],
    ['W/"1"', []],
    ['W/"1", "2"', [2]],
    ['""', []],
    ['"01"', []],
    ['"1.0"', []],
    ['"-1"', []],
    ['"1e0"', []],
    ['"*"', []],
    ['"abc", "7"', [7]],
    ['"1,2", "3"', [3]],
    ['"W/", "3"', [3]],
    ['"\xfc"', []],
    [`"${'9'.repeat(400)}"`, []],
  ];
  for (const [header, expected] of table) {
    const says = expected === undefined ? 'any' : JSON.stringify(expected);
    it(`RFC 9110 section 13.1.1, with ${header.slice(0, 30)}: expects ${says}`, () => {
      expect(versions(header)).to.deep.equal(expected);
    });
  }

  it('RFC 9110 section 13.1.1, with any list of versions: expects those, however it is spaced', () => {
    const comma = fc.constantFrom(',', ', ', ' ,', ' , ', ',\t', ',,', ', ,');
    const list = fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), comma), { minLength: 1 });
    fc.assert(
      fc.property(list, (items) => {
        const header = items.map(([version, between], i) => `${i === 0 ? '' : between}"${version}"`).join('');
        expect(versions(header)).to.deep.equal(items.map(([version]) => version));
      }),
    );
  });
});

describe('a malformed If-Match', () => {
  const malformed = [
    '',
    ' ',
    ',',
    '1',
    'abc',
    '"1',
    '1"',
    "'1'",
    '"1" "2"',
    '"1""2"',
    '"1"; "2"',
    '"1", 2',
    '*, "1"',
    '"1", *',
    '**',
    'w/"1"',
    'W/ "1"',
    'W/1',
    '"1 "',
    '"a"b"',
    '"\x7f"',
    '"\0"',
  ];
  for (const header of malformed) {
    it(`RFC 9110 section 8.8.3, ${JSON.stringify(header)}: refuses, naming the header`, async () => {
      await refuse(header);
      expect(await refusalPlaces(() => versions(header))).to.deep.equal(['If-Match']);
    });
  }

  it('any text: is refused, or a list, and never fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('"', '1', 'W/', ',', ' ', '*', 'x') }),
        async (header) => {
          const outcome = await Promise.resolve()
            .then(() => versions(header) ?? [])
            .catch((error: { code: string }) => error.code);
          expect(Array.isArray(outcome) || outcome === 'invalid-parameter').to.equal(true);
        },
      ),
    );
  });
});

describe('no If-Match', () => {
  it('where it is not required: expects any', () => expect(versions(undefined)).to.equal(undefined));

  it('where it is required: refuses, and takes * or a tag', async () => {
    expect(await refusalCode(() => versions(undefined, true))).to.equal('precondition-required');
    expect(versions('*', true)).to.equal(undefined);
    expect(versions('"1"', true)).to.deep.equal([1]);
  });
});

/** So long that work which grows with the square would take minutes, and exponential work for ever. */
describe('a hostile If-Match of a hundred thousand characters', () => {
  const n = 100_000;
  const hostile: [name: string, header: string][] = [
    ['spaces behind a tag', `"1"${' '.repeat(n)}x`],
    ['spaces before nothing', `${' '.repeat(n)}x`],
    ['commas', `"1"${','.repeat(n)}x`],
    ['commas and spaces', `"1"${', '.repeat(n / 2)}x`],
    ['tags without an end', '"1",'.repeat(n / 4).slice(0, -2)],
    ['weak tags and then none', `${'W/"1", '.repeat(n / 7)}W/`],
    ['quotes', '"'.repeat(n + 1)],
    ['halves of weak', 'W/'.repeat(n / 2)],
    ['stars', '*'.repeat(n)],
  ];
  for (const [name, header] of hostile) it(`ASVS 1.3.12, ${name}: refuses`, () => refuse(header));

  it('ASVS 1.3.12, tags that are all right: takes them all', () => {
    expect(versions('"1", '.repeat(n / 5))).to.have.length(n / 5);
  });
});
