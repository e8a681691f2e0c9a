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

/** Returns what the database function `fold` returns for a text. */
export const folded = (text: string): string => {
  const bare = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const letters = [...bare].map((letter) => strokes[small(letter)] ?? small(letter)).join('');
  return [...letters].slice(0, 300).join('');
};

/** Decomposable letters (İ) are already without their marks; those of other scripts are unchanged. */
const small = (letter: string) =>
  letter < '\u0590' && [...letter.toLowerCase()].length === 1 ? letter.toLowerCase() : letter;

/** Compares by code points, as the collation "C" does. */
export const compareFolded = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));
