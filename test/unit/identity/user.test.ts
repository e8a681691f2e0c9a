import { expect } from 'chai';
import fc from 'fast-check';
import { foldCase } from '../../../src/core/identity/user.js';

describe('fold case', () => {
  const table: [one: string, other: string, same: boolean][] = [
    ['Ada', 'ada', true],
    ['ÄDA', 'äda', true],
    ['A\u0308da', 'Äda', true],
    ['Ａｄａ', 'ada', true],
    ['ﬁn', 'FIN', true],
    ['ada', 'àda', false],
    ['ada', 'adа', false],
  ];
  for (const [one, other, same] of table) {
    it(`${one} and ${other}: are ${same ? 'the same' : 'different'}`, () => {
      expect(foldCase(one) === foldCase(other)).to.equal(same);
    });
  }

  it('an email in ASCII, upper or lower case: is the same', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(foldCase(email.toUpperCase())).to.equal(foldCase(email));
      }),
    );
  });
});
