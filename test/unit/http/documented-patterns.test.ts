import { expect } from 'chai';
import fc from 'fast-check';
import { bodyValidator } from '../../../src/adapters/http/validation.js';
import { findUnneededInvisible, hasVisibleCharacter } from '../../../src/core/shared/text.js';
import { runs } from '../../support/thorough.js';
import { accepts, ajv, bodies, document } from './documented-operations.js';

describe('patterns in the OpenAPI document', () => {
  const patternsIn = (value: unknown): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) =>
          key === 'pattern' && typeof inner === 'string' ? [inner] : patternsIn(inner),
        );
  const patterns = [...new Set(patternsIn(document))];

  it('all: use only syntax that means the same in ECMA-262, RE2 and Python', () => {
    expect(patterns).to.have.length.above(10);
    // Groups without a name, classes with ranges, and these escapes. No lookarounds or backreferences.
    const portable = /^(?:[^\\(]|\((?!\?)|\(\?:|\\(?:x[0-9a-f]{2}|[tnrsS.*/]))*$/;
    for (const pattern of patterns) expect(pattern).to.match(portable);
  });

  it('all: mean the same with and without the flag u, which generated code leaves out', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', '🎬', ' 🎬', '🎬 x', 'a\u2028', '\u00a0a', 'a\nb', 'ada@🎬.example'),
    );
    const pairs = patterns.map((pattern) => [new RegExp(pattern), new RegExp(pattern, 'u')] as const);
    fc.assert(
      fc.property(texts, (text) => {
        expect(pairs.filter(([plain, unicode]) => plain.test(text) !== unicode.test(text))).to.deep.equal([]);
      }),
      { numRuns: runs(100) },
    );
  });

  it('of text: match exactly what the service accepts, except for hidden characters, which are documented in words', () => {
    const movie = bodies.find(({ name }) => name === 'post /api/v1/movies');
    const validate = bodyValidator<object>(movie?.joi as never);
    const documented = ajv.compile(movie?.schema as object);
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (title, description) => {
        const body = { title, description };
        const isReadable = hasVisibleCharacter(title) && findUnneededInvisible(title) === undefined;
        expect(accepts(validate, body)).to.equal(documented(body) && isReadable);
      }),
      { numRuns: runs(300) },
    );
  });
});
