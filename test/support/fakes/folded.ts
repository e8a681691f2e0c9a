const strokes: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ß: 'ss',
};

/** What the function `fold` of the database makes of a text. */
export const folded = (text: string): string => {
  const bare = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const letters = [...bare].map((letter) => strokes[small(letter)] ?? small(letter)).join('');
  return [...letters].slice(0, 300).join('');
};

/** Letters with parts (İ) have lost them already; those of other scripts stay as they are. */
const small = (letter: string) =>
  letter < '\u0590' && [...letter.toLowerCase()].length === 1 ? letter.toLowerCase() : letter;

/** By code points, as the collation "C" compares. */
export const compareFolded = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));
