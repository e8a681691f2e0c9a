import type { Random } from '../history/random.js';
import { misspelledTitles } from '../lists/misspelled.js';
import { connectives, isConnective, swaps } from './equivalents.js';
import { elidedTitles, persianTitles, pointedTitles, unspacedNames, unspacedTitles } from './world-titles.js';

/** A text that somebody types, and the title or name that should be among the first five results; null: no results. */
export interface SearchCase {
  readonly typed: string;
  readonly wanted: string | null;
}

/** A title of the catalogue. */
export interface KnownTitle {
  readonly title: string;
  readonly year: number | null;
}

/** A class of cases, with the share of them that has to be found. */
export interface CaseClass {
  readonly name: string;
  readonly bar: number;
  readonly cases: readonly SearchCase[];
}

const isCase = (one: SearchCase | undefined): one is SearchCase => one !== undefined;
const wordsOf = (title: string) => title.split(/\s+/);
const bare = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const apostrophe = /(?<=\p{L})['’](?=\p{L})/u;
const inner = /(?<=\p{L})[-/](?=\p{L})/u;

/** Returns the inner characters of a text: its second half, and what follows its first character. */
const innerPart = (text: string, random: Random) => {
  const letters = [...text.replace(/[。・]/g, '')];
  const from = random.between(1, Math.max(1, letters.length - 2));
  const part = letters
    .slice(from, from + random.between(2, 4))
    .join('')
    .trim();
  return [...part].length > 1 ? part : letters.slice(-2).join('').trim();
};

/** Returns the classes of cases for the titles of a catalogue. */
export const caseClasses = (known: readonly KnownTitle[], random: Random, perClass = 40): CaseClass[] => {
  const titles = known.map(({ title }) => title);
  const vocabulary = new Set(
    titles
      .flatMap(wordsOf)
      .map(bare)
      .filter((word) => word.length > 2),
  );
  const pick = (all: readonly (SearchCase | undefined)[]) =>
    random.shuffled(all.filter(isCase)).slice(0, perClass);
  const ofTitles = (make: (title: string) => string | undefined) =>
    pick(
      random.shuffled(titles).map((title) => {
        const typed = make(title);
        return typed === undefined || typed === title ? undefined : { typed, wanted: title };
      }),
    );
  const split = (title: string) => {
    const long = wordsOf(title).find((word) => word.length > 6 && /^\p{L}+$/u.test(word));
    for (let at = 3; long !== undefined && at < long.length - 2; at += 1) {
      const [head, tail] = [long.slice(0, at), long.slice(at)];
      if (vocabulary.has(bare(head)) && vocabulary.has(bare(tail)))
        return title.replace(long, `${head} ${tail}`);
    }
    return undefined;
  };
  const join = (title: string) =>
    inner.test(title)
      ? title.replace(inner, random.pick(['', ' ']))
      : wordsOf(title).length === 2 && random.chance(0.1) && /^[\p{L} ]{7,}$/u.test(title)
        ? title.replace(' ', '')
        : undefined;
  const of = (name: string, bar: number, cases: readonly SearchCase[]): CaseClass => ({ name, bar, cases });
  return [
    of(
      'exact title',
      1,
      ofTitles((title) => title.toUpperCase()),
    ),
    of(
      'and, &, und, et, y, e, och',
      38 / 40,
      ofTitles((title) => {
        const found = isConnective.exec(title)?.[0].toLowerCase();
        return found && title.replace(isConnective, random.pick(connectives.filter((one) => one !== found)));
      }),
    ),
    of(
      'title and year',
      39 / 40,
      pick(
        random
          .shuffled(known)
          .slice(0, 400)
          .map(({ title, year }) =>
            year === null
              ? undefined
              : { typed: random.pick([`${title} ${year}`, `${title} (${year})`]), wanted: title },
          ),
      ),
    ),
    of(
      'apostrophe as a space or left out',
      38 / 40,
      ofTitles((title) =>
        apostrophe.test(title)
          ? title.replaceAll(new RegExp(apostrophe, 'gu'), random.pick([' ', '']))
          : undefined,
      ),
    ),
    of(
      'dotted letters',
      34 / 36,
      ofTitles((title) => (/\p{L}[.*/]\p{L}\b/u.test(title) ? title.replaceAll(/[.*/]/g, '') : undefined)),
    ),
    of('joined or split', 38 / 40, [
      ...ofTitles(join).slice(0, perClass / 2),
      ...ofTitles(split).slice(0, perClass / 2),
    ]),
    of(
      'elisions',
      18 / 20,
      pick(
        elidedTitles.map((title) => {
          const part = /['’](\p{L}{4,})/u.exec(title)?.[1];
          return part ? { typed: part, wanted: title } : undefined;
        }),
      ),
    ),
    of(
      'inner parts of unspaced text',
      57 / 60,
      [...unspacedTitles, ...unspacedNames].flatMap((text) =>
        Array.from({ length: 2 }, () => ({ typed: innerPart(text, random), wanted: text })),
      ),
    ),
    of(
      'Korean with other spaces',
      1,
      unspacedTitles
        .filter((title) => /\p{Script=Hangul} /u.test(title))
        .map((title) => ({ typed: title.replaceAll(' ', ''), wanted: title })),
    ),
    of(
      'Arabic and Hebrew vowel points',
      1,
      pointedTitles.flatMap(([pointed, typed]) => [{ typed, wanted: pointed }]),
    ),
    of(
      'Persian and Arabic ye and kaf',
      1,
      persianTitles.map(([title, typed]) => ({ typed, wanted: title })),
    ),
    of(
      'one letter wrong',
      0.98,
      misspelledTitles(5 * perClass, random).map(({ title, typed }) => ({ typed, wanted: title })),
    ),
    of(
      'one word missing',
      0.8,
      ofTitles((title) => {
        const words = wordsOf(title);
        return words.length < 4
          ? undefined
          : words.toSpliced(random.between(0, words.length - 1), 1).join(' ');
      }),
    ),
    of(
      'one word too many',
      0.8,
      ofTitles((title) => {
        const words = wordsOf(title);
        const another = random.pick(wordsOf(random.pick(titles)));
        return words.length < 4
          ? undefined
          : words.toSpliced(random.between(0, words.length), 0, another).join(' ');
      }),
    ),
    of(
      'abbreviations and numbers',
      0.8,
      ofTitles((title) => {
        const [pattern, instead] = random.shuffled(swaps).find(([one]) => one.test(title)) ?? [];
        return pattern && title.replace(pattern, instead as string);
      }),
    ),
    of(
      'junk',
      1,
      ['🙂', '́', '🎬🎬', '\u200d', '؛', '༄', 'ѫ', '﷽﷽', '!', '・', '鿿', '་'].map((typed) => ({
        typed,
        wanted: null,
      })),
    ),
  ];
};
