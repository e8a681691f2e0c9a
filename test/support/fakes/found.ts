import type { Found } from '../../../src/core/catalogue/catalogue-reader.js';
import { folded } from './folded.js';

/** Distinct words of a text that are looked at, and letters from which on they have similar ones. */
const [maxWords, minSpelled] = [16, 3];

const wordsIn = (text: string) =>
  folded(text)
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Whether two words differ by one letter at most, or by the order of their letters. */
const isSlip = (one: string, other: string): boolean => {
  const without = (word: string) => [...word].map((_, i) => word.slice(0, i) + word.slice(i + 1));
  const holes = (word: string) => [...word].map((_, i) => `${word.slice(0, i)}_${word.slice(i + 1)}`);
  const sorted = (word: string) => [...word].sort().join('');
  return (
    one === other ||
    without(one).includes(other) ||
    without(other).includes(one) ||
    holes(one).some((hole) => holes(other).includes(hole)) ||
    sorted(one) === sorted(other)
  );
};

/** What is called like a text, compared word by word. */
export const found = <Draft extends object>(
  items: readonly Found<Draft>['item'][],
  nameOf: (item: Found<Draft>['item']) => string,
  text: string,
  limit: number,
): readonly Found<Draft>[] => {
  const all = wordsIn(text);
  const asked = [...new Set(all)].slice(0, maxWords);
  const spelled = asked.filter((word) => [...word].length >= minSpelled);
  const scoreOf = (name: string) => {
    const [whole, words] = [folded(name), wordsIn(name)];
    // Of two that fit alike, the shorter one has less that was not asked for.
    const share = Math.min(1, folded(text).length / whole.length) / 5;
    const has = (wanted: readonly string[], fits: (word: string, one: string) => boolean) =>
      wanted.length > 0 && wanted.every((one) => words.some((word) => fits(word, one)));
    const isBegun = (one: string) => all.indexOf(one) === all.length - 1;
    if (whole === folded(text)) return 1;
    if (whole.startsWith(folded(text))) return 0.75 + share;
    if (has(asked, (word, one) => (isBegun(one) ? word.startsWith(one) : word === one))) return 0.5 + share;
    return has(spelled, isSlip) ? share : 0;
  };
  return items
    .map((item) => ({ score: scoreOf(nameOf(item)), item: structuredClone(item) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.item.id - other.item.id)
    .slice(0, limit);
};
