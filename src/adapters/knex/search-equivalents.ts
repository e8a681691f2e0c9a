/**
 * Words that join others, in many languages, folded. They are left out of a search that has other words, since `&` has none.
 */
export const connectives: ReadonlySet<string> = new Set(
  'and und et y e och og en n ja ve es si dan и і та και و'.split(' '),
);

/** Words that stand for each other, folded. A row for each set. */
const sets: readonly (readonly string[])[] = [
  ['dr', 'doctor', 'doktor', 'docteur', 'dottor', 'dottore'],
  ['mr', 'mister'],
  ['mrs', 'missus', 'mistress'],
  ['st', 'saint', 'sankt', 'sint', 'san', 'street'],
  ['ste', 'sainte', 'santa'],
  ['sts', 'saints'],
  ['jr', 'junior'],
  ['sr', 'senior', 'senor'],
  ['sra', 'senora'],
  ['hr', 'herr'],
  ['fr', 'frau', 'father'],
  ['mme', 'madame'],
  ['mlle', 'mademoiselle'],
  ['prof', 'professor', 'professeur'],
  ['capt', 'captain'],
  ['col', 'colonel'],
  ['gen', 'general'],
  ['lt', 'lieutenant'],
  ['maj', 'major'],
  ['sgt', 'sergeant'],
  ['pvt', 'private'],
  ['gov', 'governor'],
  ['sen', 'senator'],
  ['rev', 'reverend'],
  ['bros', 'brothers'],
  ['co', 'company'],
  ['inc', 'incorporated'],
  ['corp', 'corporation'],
  ['dept', 'department'],
  ['ave', 'avenue'],
  ['mt', 'mount'],
  ['ft', 'fort', 'featuring'],
  ['ep', 'episode'],
  ['pt', 'part'],
  ['vol', 'volume'],
  ['ch', 'chapter'],
  ['vs', 'v', 'versus'],
  ['ok', 'okay'],
  ['1st', 'first'],
  ['2nd', 'second'],
  ['3rd', 'third'],
  ['4th', 'fourth'],
  ['5th', 'fifth'],
  ['6th', 'sixth'],
  ['7th', 'seventh'],
  ['8th', 'eighth'],
  ['9th', 'ninth'],
  ['10th', 'tenth'],
];

/** The words of the numbers from 1. */
const numberWords =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/** Numbers that have a Roman form. */
const maxRoman = 40;

const roman = (number: number): string => {
  const signs = [
    ['xl', 40],
    ['x', 10],
    ['ix', 9],
    ['v', 5],
    ['iv', 4],
    ['i', 1],
  ] as const;
  const [sign, value] = signs.find(([, one]) => one <= number) ?? ['', 0];
  return value === 0 ? '' : sign + roman(number - value);
};

const numbers = Array.from({ length: maxRoman }, (_, i) => [
  `${i + 1}`,
  roman(i + 1),
  ...numberWords.slice(i, i + 1),
]);

const byWord = new Map<string, Set<string>>();
for (const set of [...sets, ...numbers])
  for (const word of set) byWord.set(word, new Set([...(byWord.get(word) ?? []), ...set]));

/** Returns the other words that stand for a word. */
export const equivalentsOf = (word: string): readonly string[] =>
  [...(byWord.get(word) ?? [])].filter((one) => one !== word);
