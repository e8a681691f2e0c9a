import { expect } from 'chai';
import fc from 'fast-check';
import { expectedVersions } from '../../../src/adapters/http/conditional-requests.js';
import { errorCode, errorPlaces } from '../rejections.js';

const versions = (header: string | undefined, required = false) => expectedVersions(header, required);

describe('the versions that If-Match expects', () => {
  const table: [header: string, expected: readonly number[] | undefined][] = [
    ['*', undefined],
    [' * ', undefined],
    ['"1"', [1]],
    ['"2147483647"', [2147483647]],
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
  it('RFC 9110 section 13.1.1: are the strong tags that are versions; any with *', () => {
    for (const [header, expected] of table) expect(versions(header), header).to.deep.equal(expected);
  });

  it('RFC 9110 section 13.1.1, with any list of versions: are those, with any spaces', () => {
    const comma = fc.constantFrom(',', ', ', ' ,', ' , ', ',\t', ',,', ', ,');
    const list = fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), comma), { minLength: 1 });
    const property = fc.property(list, (items) => {
      const header = items.map(([version, between], i) => `${i === 0 ? '' : between}"${version}"`).join('');
      expect(versions(header)).to.deep.equal(items.map(([version]) => version));
    });
    fc.assert(property);
  });

  it('without If-Match: are any, unless it is required', async () => {
    expect(versions(undefined)).to.equal(undefined);
    expect(await errorCode(() => versions(undefined, true))).to.equal('precondition-required');
    expect([versions('*', true), versions('"1"', true)]).to.deep.equal([undefined, [1]]);
  });
});

describe('an invalid If-Match', () => {
  it('RFC 9110 section 8.8.3: is rejected, naming the header', async () => {
    for (const header of [
      ...['', ' ', ',', '1', 'abc', '"1', '1"', "'1'", '"1" "2"', '"1""2"', '"1"; "2"', '"1", 2', '*, "1"'],
      ...['"1", *', '**', 'w/"1"', 'W/ "1"', 'W/1', '"1 "', '"a"b"', '"\x7f"', '"\0"'],
    ]) {
      expect(await errorCode(() => versions(header)), header).to.equal('invalid-parameter');
      expect(await errorPlaces(() => versions(header))).to.deep.equal(['If-Match']);
    }
  });

  // Quadratic work would take minutes, and exponential work would not end.
  it('ASVS 1.3.12 of a hundred thousand characters: is rejected, or parsed if it is valid', async () => {
    const n = 100_000;
    for (const [name, header] of Object.entries({
      'spaces after a tag': `"1"${' '.repeat(n)}x`,
      'spaces before nothing': `${' '.repeat(n)}x`,
      commas: `"1"${','.repeat(n)}x`,
      'commas and spaces': `"1"${', '.repeat(n / 2)}x`,
      'tags without an end': '"1",'.repeat(n / 4).slice(0, -2),
      'weak tags and then none': `${'W/"1", '.repeat(n / 7)}W/`,
      quotes: '"'.repeat(n + 1),
      'halves of weak': 'W/'.repeat(n / 2),
      stars: '*'.repeat(n),
    }))
      expect(await errorCode(() => versions(header)), name).to.equal('invalid-parameter');
    expect(versions('"1", '.repeat(n / 5))).to.have.length(n / 5);
  });
});
