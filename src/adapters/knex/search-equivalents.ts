/**
 * Words that mean "and", in many languages, folded. A search ignores them beside other words, so that it also finds `&`,
 * which is not a word.
 */
export const connectives: ReadonlySet<string> = new Set(
  'and und et y e och og en n ja ve es si dan и і та και و'.split(' '),
);

/** Words that stand for each other, folded: a row for each set. A member with a space is several words of a title. */
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
  ['no', 'nr', 'number', 'nummer', 'numero'],
  ['xmas', 'christmas'],
  ['100', 'hundred'],
  ['1000', 'thousand'],
];

const words = (text: string) => text.split(' ');

/** The numbers to 20 and their ordinals, and then the tens. */
const units = words(
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
);
const ordinals = words(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
);
const tens = words('twenty thirty forty fifty sixty seventy eighty ninety');

/**
 * The words of a number from 1 to 99, written together and apart: `twentyone` and `twenty one`.
 * @param last `units` or `ordinals`
 */
const inWords = (number: number, last: readonly string[]): string[] => {
  const [ten, unit] = [tens[Math.floor(number / 10) - 2], last[(number % 10) - 1]];
  if (number <= units.length) return last.slice(number - 1, number);
  if (unit !== undefined) return [`${ten}${unit}`, `${ten} ${unit}`];
  return last === units ? [`${ten}`] : [`${ten}`.replace(/y$/, 'ieth')];
};

const suffix = (number: number) =>
  Math.floor(number / 10) === 1 ? 'th' : (['', 'st', 'nd', 'rd'][number % 10] ?? 'th') || 'th';

/** The largest number with a Roman form. */
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

const numbers = Array.from({ length: 99 }, (_, i) => i + 1).flatMap((number) => [
  [`${number}`, ...(number <= maxRoman ? [roman(number)] : []), ...inWords(number, units)],
  [`${number}${suffix(number)}`, ...inWords(number, ordinals)],
]);

const byWord = new Map<string, Set<string>>();
for (const set of [...sets, ...numbers])
  for (const word of set) byWord.set(word, new Set([...(byWord.get(word) ?? []), ...set]));

/** Returns the other words that stand for a word; one with spaces is several words. */
export const equivalentsOf = (word: string): readonly string[] =>
  [...(byWord.get(word) ?? [])].filter((one) => one !== word);
