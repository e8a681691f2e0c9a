import { expect } from 'chai';
import fc from 'fast-check';
import {
  findInvisible,
  findUnneededInvisible,
  hasVisibleCharacter,
  normalizeText,
  removeInvisible,
  storedForms,
} from '../../../src/core/shared/text.js';

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
const bidirectional = [...between(0x202a, 0x202e), ...between(0x2066, 0x2069)];
const zeroWidth = ['\u200b', '\u2060', '\ufeff', '\u00ad', '\u034f', '\u180e', '\u3164', '\u115f', '\ufff9'];
const named = (character: string) =>
  `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;

describe('hidden characters', () => {
  it('that set the direction or have no width: are found at any position', () => {
    for (const character of [...bidirectional, ...zeroWidth, '\u{e0041}', '\u{e0001}'])
      for (const [before, after] of ['', '-ab', 'a-b', 'ab-', 'ש-ש', 'می-خ'].map((text) => text.split('-')))
        for (const find of [findInvisible, findUnneededInvisible])
          expect(find(`${before}${character}${after ?? ''}`)).to.equal(named(character));
  });

  for (const [what, text] of [
    ['Persian with ZWNJ', 'می\u200cخواهم'],
    ['Sinhala with ZWJ', 'ශ්\u200dරී'],
    ['Hindi with ZWNJ after a virama', 'क्\u200cष'],
    ['a family', '👩\u200d👩\u200d👧'],
    ['a singer of a skin tone', '👩🏽\u200d🎤'],
    ['a heart on fire', '❤\ufe0f\u200d🔥'],
    ['a rainbow flag', '🏳\ufe0f\u200d🌈'],
    ['the flag of Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['a variant of a Han character', '葛\u{e0100}城'],
    ['a variant of a Mongolian letter', 'ᠠ\u180b'],
    ['Hebrew with marks of direction', 'C++\u200e בעברית\u200f'],
    ['Arabic with its mark of direction', 'فيلم\u061c 1999'],
  ] as const) {
    it(`in ${what}: are needed`, () => {
      expect(findInvisible(text)).to.match(/^U\+/);
      expect(findUnneededInvisible(text)).to.equal(undefined);
    });
  }

  for (const [what, text, found] of [
    ['ZWNJ between Latin letters', 'ad\u200cmin', 'U+200C'],
    ['ZWJ between Cyrillic letters', 'да\u200dнет', 'U+200D'],
    ['ZWJ between Greek letters', 'α\u200dβ', 'U+200D'],
    ['ZWNJ at the beginning', '\u200cمی', 'U+200C'],
    ['ZWNJ at the end', 'می\u200c', 'U+200C'],
    ['ZWNJ next to a space', 'می\u200c خ', 'U+200C'],
    ['two joiners', 'می\u200c\u200cخ', 'U+200C'],
    ['ZWJ after an emoji and before a letter', '👩\u200da', 'U+200D'],
    ['a mark of direction in Latin text', 'admin\u200e', 'U+200E'],
    ['a variation selector of nothing', '\ufe0fa', 'U+FE0F'],
    ['two variation selectors', 'a\ufe0f\ufe0f', 'U+FE0F'],
    ['tags without a flag', 'a\u{e0067}\u{e007f}', 'U+E0067'],
    ['tags that do not end', '🏴\u{e0067}\u{e0062}', 'U+E0067'],
  ] as const) {
    it(`such as ${what}: are found as unneeded`, () => {
      expect(findUnneededInvisible(text)).to.equal(found);
    });
  }

  it('in ordinary text: are not found', () => {
    for (const text of ['', 'Cléo from 5 to 7', '七人の侍', 'Ёлки', 'Σίσυφος', 'ne\u0301', '\u00a0', 'שלום'])
      expect([findInvisible(text), findUnneededInvisible(text)]).to.deep.equal([undefined, undefined]);
  });
});

describe('text without hidden characters', () => {
  it('from any text: has none of them, and is otherwise unchanged', () => {
    expect(removeInvisible('\u200ba\u202eb\ufeffc\u{e0041}')).to.equal('abc');
    expect(removeInvisible('Amélie 😀')).to.equal('Amélie 😀');
  });
});

describe('visible text', () => {
  it('with a visible character: is visible; with marks, spaces and hidden characters only: is not', () => {
    for (const text of ['a', '1', '…', '+', '😀', '❤\ufe0f', '漢', '\u200b.', ' x '])
      expect(hasVisibleCharacter(text), text).to.equal(true);
    const invisible = [
      '',
      ' ',
      '\u200b',
      '\u200d\u200d',
      '\u3164',
      '\u2800',
      '\u0301',
      '\u00a0\u202e',
      '\ufe0f',
    ];
    for (const text of invisible)
      expect(hasVisibleCharacter(text), [...text].map(named).join()).to.equal(false);
  });
});

describe('the normal form of a name or key', () => {
  it('of a text: is NFC, with single spaces inside and none around', () => {
    for (const [text, form] of Object.entries({
      'Ame\u0301lie': 'Am\u00e9lie',
      'A  B': 'A B',
      'A\u00a0B': 'A B',
      'A \u2003\u3000B': 'A B',
      'A\u2028B': 'A B',
      ' A ': 'A',
      ﬁ: 'ﬁ',
    }))
      expect(normalizeText(text)).to.equal(form);
  });

  it('of any text: is stable, and the same for NFC and NFD', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normalizeText(normalizeText(text))).to.equal(normalizeText(text));
        expect(normalizeText(text.normalize('NFD'))).to.equal(normalizeText(text.normalize('NFC')));
      }),
    );
  });

  it('of a text that may be stored in several forms: storedForms returns each', () => {
    expect(storedForms('abc')).to.deep.equal(['abc']);
    expect(storedForms('e\u0301  x')).to.deep.equal(['e\u0301  x', 'é x', 'e\u0301 x']);
    expect(storedForms('é')).to.deep.equal(['é', 'e\u0301']);
  });
});
