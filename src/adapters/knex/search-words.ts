import { divisions, piecesOfMany, piecesOfPairs } from './search-divisions.js';
import { connectives, equivalentsOf } from './search-equivalents.js';

/** Maximum number of distinct words of a text. */
const maxWords = 16;
/** Minimum length of words that match similar spellings. */
const minSpelled = 3;
/** In a text with at least this many words, one may be missing in a title. */
const minWordsToOmitOne = 4;

/** A word of a text. */
export interface TextWord {
  readonly word: string;
  /** Its lexemes in the index: the word itself, or in text without spaces each pair of letters and the last letter. */
  readonly tokens: readonly string[];
  /** The word with those that only punctuation separates from it: `oceans` of `ocean-s`. */
  readonly joined: string;
}

/**
 * @param parts the words, separated by a hyphen where the text has only punctuation, else by a space
 * @param tokens the lexemes of each word; words without an entry are left out
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
  /** The forms whose similar spellings are searched; empty for numbers, short words and text without spaces. */
  readonly spelledAs: readonly string[];
}

/** Letters and digits only, so nothing has to be escaped. */
const lexeme = (word: string, isPrefix = false) => `'${word}'${isPrefix ? ':*' : ''}`;
/** A prefix like `'the':*` is slow: it reads every title that has a word with this prefix. */
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

const isLetter = (one: TextWord | undefined) => [...(one?.word ?? '')].length === 1;

/** The expressions of words that mean the same. One of several words requires all of them. */
const equivalents = (word: string) =>
  equivalentsOf(word).map((other) => `(${all(other.split(' ').map((one) => lexeme(one)))})`);

/**
 * Neighbouring words, and rows of single letters, as if they were written without the space or punctuation between them.
 */
const joinedWith = (words: readonly TextWord[], at: number): string[] => {
  const text = (from: number, to: number) =>
    words
      .slice(from, to)
      .map(({ word }) => word)
      .join('');
  let [from, to] = [at, at + 1];
  while (isLetter(words[at]) && isLetter(words[from - 1])) from -= 1;
  while (isLetter(words[at]) && isLetter(words[to])) to += 1;
  const spans = [
    [at - 1, at + 1],
    [at, at + 2],
    [from, to],
  ] as const;
  return spans
    .filter(([first, end]) => first >= 0 && end <= words.length && end - first > 1)
    .flatMap(([first, end]) => [
      lexeme(text(first, end), end === words.length),
      ...equivalents(text(first, end)),
    ]);
};

/**
 * Returns what a title must have for each distinct word of a text, up to 16. Words like "and" are left out if there are
 * others; single letters beside each other, as in `e t`, are kept. The last word may be incomplete, unless it also occurs
 * earlier in the text, or is a single letter after punctuation, as in `friend's`.
 * @param isLastComplete whether the last word is known to be complete
 */
export const slotsOf = (words: readonly TextWord[], isLastComplete = false): Slot[] => {
  const isOptional = (one: TextWord, at: number) =>
    connectives.has(one.word) && !(isLetter(one) && (isLetter(words[at - 1]) || isLetter(words[at + 1])));
  const areAllOptional = words.every(isOptional);
  return words
    .flatMap((one, at): Slot[] => {
      const { word, joined } = one;
      if (words.findIndex((other) => other.word === word) !== at || (isOptional(one, at) && !areAllOptional))
        return [];
      const isPrefix =
        at === words.length - 1 && !isLastComplete && (joined === word || [...word].length > 1);
      const forms = isUnspaced(one) ? [] : [...new Set([word, joined])];
      return [
        {
          word,
          alternatives: [
            own(one, isPrefix),
            ...equivalents(word),
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

/** Returns the pieces that the words may consist of. The database selects those that are words. */
export const piecesOf = (slots: readonly Slot[]): string[] => {
  const forms = slots.flatMap(({ spelledAs }) => spelledAs);
  // A text of one word may be a whole title.
  return [...new Set(forms.flatMap(slots.length === 1 ? piecesOfMany : piecesOfPairs))];
};

/** A word of the vocabulary. */
export interface Spelling {
  /** The form of a word in the text that it is similar to; null: it is one of `piecesOf`. */
  readonly word: string | null;
  readonly spelling: string;
}

const spellingsOf = (found: readonly Spelling[], one: string | null) =>
  found.filter(({ word }) => word === one).map(({ spelling }) => spelling);

/** The words of the vocabulary that a word consists of, for each way to divide it. */
const dividedForms = ({ spelledAs }: Slot, found: readonly Spelling[]): string[] => {
  const pieces = new Set(spellingsOf(found, null));
  return spelledAs
    .flatMap((form) => divisions(form, pieces))
    .map((some) => `(${all(some.map((piece) => lexeme(piece)))})`);
};

/** Returns the slots, with the ways to divide their words; undefined if there are none. */
export const withDivisions = (slots: readonly Slot[], found: readonly Spelling[]): Slot[] | undefined => {
  const divided = slots.map((slot) => dividedForms(slot, found));
  if (divided.every((forms) => forms.length === 0)) return undefined;
  return slots.map((slot, i) => ({
    ...slot,
    alternatives: [...slot.alternatives.map(withoutPrefix), ...(divided[i] ?? [])],
  }));
};

/**
 * Returns the slots of words that have similar spellings, or consist of words of the vocabulary, and adds these as
 * alternatives. Drops all other slots.
 */
export const withSpellings = (slots: readonly Slot[], found: readonly Spelling[]): Slot[] =>
  slots.flatMap((slot) => {
    const spellings = slot.spelledAs.flatMap((form) => spellingsOf(found, form));
    const similar = [...spellings.map((one) => lexeme(one)), ...dividedForms(slot, found)];
    const alternatives = [...slot.alternatives.map(withoutPrefix), ...similar];
    return similar.length === 0 ? [] : [{ ...slot, alternatives }];
  });

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
  slots.length < minWordsToOmitOne
    ? undefined
    : allButOne(slots.map(({ alternatives }) => either(alternatives.map(withoutPrefix))));
