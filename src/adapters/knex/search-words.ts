import { connectives, equivalentsOf } from './search-equivalents.js';

/** Maximum number of distinct words of a text. */
const maxWords = 16;
/** Lengths of words that may be two words without a space, and the minimum length of each of these. */
const [minJoined, maxJoined, minPiece] = [4, 30, 2];
/** Minimum length of words that match similar spellings. */
const minSpelled = 3;
/** Minimum number of words of a text of which one can be missing in a title. */
const minWordsOfWhichOneIsMissing = 4;

/** A word of a text. */
export interface TextWord {
  readonly word: string;
  /** The word itself; of text without spaces its pairs of letters, and its last letter. */
  readonly tokens: readonly string[];
  /** The word with those that only punctuation separates from it: `oceans` of `ocean-s`. */
  readonly joined: string;
}

/**
 * @param parts the words, with hyphens where there was only punctuation, and otherwise spaces between them
 * @param tokens of the first words, and not necessarily of all
 */
export const textWords = (parts: string, tokens: readonly (readonly string[])[]): TextWord[] =>
  parts
    .split(' ')
    .flatMap((chunk) => chunk.split('-').map((word) => ({ word, joined: chunk.replaceAll('-', '') })))
    .slice(0, tokens.length)
    .map((one, i) => ({ ...one, tokens: tokens[i] ?? [] }));

/** What a title must have for one word of a text: one of these expressions of a tsquery. */
export interface Slot {
  readonly word: string;
  readonly alternatives: readonly string[];
  /** The forms whose other spellings are searched: none of numbers, short words and text without spaces. */
  readonly spelledAs: readonly string[];
}

/** Letters and digits only, so nothing has to be escaped. */
const lexeme = (word: string, isPrefix = false) => `'${word}'${isPrefix ? ':*' : ''}`;
/** A prefix like `'the':*` is slow: it reads every title with a word that begins so. */
const withoutPrefix = (expression: string) => expression.replace(/:\*$/, '');
const all = (expressions: readonly string[]) => expressions.join(' & ');
const either = (expressions: readonly string[]) => `(${[...new Set(expressions)].join(' | ')})`;

const isUnspaced = ({ word, tokens }: TextWord) => tokens.length !== 1 || tokens[0] !== word;

/** A single letter of a script without spaces begins pairs of letters. */
const isLetterOfPairs = (word: string) => [...word].length === 1 && word > '\u0e00';

const own = (one: TextWord, isPrefix: boolean) =>
  isUnspaced(one)
    ? `(${all(one.tokens.slice(0, -1).map((token) => lexeme(token)))})`
    : lexeme(one.word, isPrefix || isLetterOfPairs(one.word));

/** Words that were written without the space or punctuation between them: neighbours, and rows of single letters. */
const joinedWith = (words: readonly TextWord[], at: number): string[] => {
  const text = (from: number, to: number) =>
    words
      .slice(from, to)
      .map(({ word }) => word)
      .join('');
  const isLetter = (i: number) => [...(words[i]?.word ?? '')].length === 1;
  let [from, to] = [at, at + 1];
  while (isLetter(at) && isLetter(from - 1)) from -= 1;
  while (isLetter(at) && isLetter(to)) to += 1;
  const spans = [
    [at - 1, at + 1],
    [at, at + 2],
    [from, to],
  ] as const;
  return spans
    .filter(([first, end]) => first >= 0 && end <= words.length && end - first > 1)
    .map(([first, end]) => lexeme(text(first, end), end === words.length));
};

/**
 * Returns what a title must have for each distinct word of a text, up to 16. Words like "and" are left out if there are
 * others. The last word may be incomplete, unless it also occurs earlier in the text, or is a letter like that of `friend's`.
 * @param isLastComplete the last word is complete, too
 */
export const slotsOf = (words: readonly TextWord[], isLastComplete = false): Slot[] => {
  const isOptional = ({ word }: TextWord) => connectives.has(word);
  const isEvery = words.every(isOptional);
  return words
    .flatMap((one, at): Slot[] => {
      const { word, joined } = one;
      if (words.findIndex((other) => other.word === word) !== at || (isOptional(one) && !isEvery)) return [];
      const isPrefix =
        at === words.length - 1 && !isLastComplete && (joined === word || [...word].length > 1);
      const forms = isUnspaced(one) ? [] : [...new Set([word, joined])];
      return [
        {
          word,
          alternatives: [
            own(one, isPrefix),
            ...equivalentsOf(word).map((other) => lexeme(other)),
            ...(isUnspaced(one) ? [] : joinedWith(words, at)),
          ],
          spelledAs: forms.filter((form) => [...form].length >= minSpelled && /\D/.test(form)),
        },
      ];
    })
    .slice(0, maxWords);
};

/** Returns the tsquery of titles with all words. */
export const allWords = (slots: readonly Slot[]): string =>
  all(slots.map(({ alternatives }) => either(alternatives)));

/** Returns the words that a word may consist of, for the database to select those that exist. */
const splits = (word: string): (readonly [string, string])[] => {
  const letters = [...word];
  if (letters.length < minJoined || letters.length > maxJoined) return [];
  const pairs = letters.map((_, i) => [letters.slice(0, i).join(''), letters.slice(i).join('')] as const);
  return pairs.slice(minPiece).filter(([, tail]) => tail.length >= minPiece || /^\d$/.test(tail));
};

export const piecesOf = (slots: readonly Slot[]): string[] => [
  ...new Set(slots.flatMap(({ spelledAs }) => spelledAs.flatMap((form) => splits(form).flat()))),
];

/** A word of the vocabulary that is similar to a form of a word, or, without one, a word of `piecesOf`. */
export interface Spelling {
  readonly word: string | null;
  readonly spelling: string;
}

/**
 * Returns the slots of the words that have similar ones, with these, or that consist of two words of the vocabulary. All
 * other words are ignored.
 */
export const withSpellings = (slots: readonly Slot[], found: readonly Spelling[]): Slot[] => {
  const spellingsOf = (one: string | null) =>
    found.filter(({ word }) => word === one).map(({ spelling }) => spelling);
  const pieces = new Set(spellingsOf(null));
  const similarTo = (form: string) => [
    ...spellingsOf(form).map((spelling) => lexeme(spelling)),
    ...splits(form)
      .filter((pair) => pair.every((piece) => pieces.has(piece)))
      .map((pair) => `(${all(pair.map((piece) => lexeme(piece)))})`),
  ];
  return slots.flatMap((slot) => {
    const similar = slot.spelledAs.flatMap(similarTo);
    const alternatives = [...slot.alternatives.map(withoutPrefix), ...similar];
    return similar.length === 0 ? [] : [{ ...slot, alternatives }];
  });
};

/** Returns the tsquery of titles that match all expressions, or all but one of them. */
const allButOne = (expressions: readonly string[]): string => {
  const middle = Math.ceil(expressions.length / 2);
  const [some, others] = [expressions.slice(0, middle), expressions.slice(middle)];
  if (others.length === 0) return '';
  const halves = [
    all([...some, allButOne(others)].filter(Boolean)),
    all([allButOne(some), ...others].filter(Boolean)),
  ];
  return either(halves.map((half) => `(${half})`));
};

/** Returns the tsquery of titles with all words but one; undefined for a text with few words. */
export const allWordsButOne = (slots: readonly Slot[]): string | undefined =>
  slots.length < minWordsOfWhichOneIsMissing
    ? undefined
    : allButOne(slots.map(({ alternatives }) => either(alternatives.map(withoutPrefix))));
