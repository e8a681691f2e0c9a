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

/** Quotes, dashes, Arabic letters and digits, each followed by what it equals. */
const alike = new Map<string, string>();
for (const [equal, others] of Object.entries({
  "'": '’‘‛ʼ′׳',
  '"': '“”„‟״',
  '-': '‐‑‒–—―−',
  ي: 'ىی',
  ك: 'ک',
  ا: 'ٱ',
  ه: 'ةۀە',
}))
  for (const other of others) alike.set(other, equal);
for (let digit = 0; digit < 10; digit += 1)
  for (const zero of [0x660, 0x6f0]) alike.set(String.fromCharCode(zero + digit), `${digit}`);

/** Vowel points of Hebrew and Arabic, accents, and characters that cannot be seen. */
const marks = new RegExp(
  '[' +
    '\\u00ad\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f' +
    '\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff' +
    ']',
  'g',
);

/** Returns what the database function `fold` returns for a text. */
export const folded = (text: string): string => {
  const bare = text.normalize('NFKD').replace(marks, '');
  const letters = [...bare]
    .map((letter) => strokes[small(letter)] ?? alike.get(letter) ?? small(letter))
    .join('');
  return [...letters].slice(0, 300).join('');
};

/** Decomposable letters (İ) are already without their marks; those of other scripts are unchanged. */
const small = (letter: string) =>
  letter < '\u0590' && [...letter.toLowerCase()].length === 1 ? letter.toLowerCase() : letter;

/** Compares by code points, as the collation "C" does. */
export const compareFolded = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));
