import { expect } from 'chai';
import fc from 'fast-check';
import { foldCase, foldName } from '../../../src/core/identity/user.js';

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
  it('of text in another case or Unicode form: is equal; of other text: is not', () => {
    for (const [one, other, same] of table)
      expect(foldCase(one) === foldCase(other), `${one} ${other}`).to.equal(same);
  });

  it('an email in ASCII, upper or lower case: is the same', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(foldCase(email.toUpperCase())).to.equal(foldCase(email));
      }),
    );
  });
});

describe('fold a name', () => {
  const table: [one: string, other: string, same: boolean][] = [
    ['Ada', 'ADA', true],
    ['Ａｄａ', 'ada', true],
    ['Ada  L', 'Ada L', true],
    ['Ada\u00a0L', 'ada l', true],
    ['Ada\u3000L', 'Ada L', true],
    ['A\u0308da', 'Äda', true],
    ['ad\u200cmin', 'admin', true],
    ['admin\u202e', 'Admin', true],
    ['Straße', 'STRASSE', true],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος', true],
    ['ΣΙΣΥΦΟΣ', 'σισυφοσ', true],
    ['Ada L', 'AdaL', false],
    ['Ada', 'Àda', false],
  ];
  it('of text in another Unicode form, with other spaces or hidden characters: is equal; of other text: is not', () => {
    for (const [one, other, same] of table)
      expect(foldName(one) === foldName(other), `${one} ${other}`).to.equal(same);
  });

  it('applied twice: returns the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(foldName(foldName(name))).to.equal(foldName(name));
      }),
    );
  });
});
