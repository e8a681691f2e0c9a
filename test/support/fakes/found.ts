import type { Found } from '../../../src/core/catalogue/catalogue-ports.js';
import { folded } from './folded.js';

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
  const asked = wordsIn(text);
  const scoreOf = (name: string) => {
    const [whole, words] = [folded(name), wordsIn(name)];
    // Of two that fit alike, the shorter one has less that was not asked for.
    const share = Math.min(1, folded(text).length / whole.length) / 5;
    const has = (fits: (word: string, wanted: string, isLast: boolean) => boolean) =>
      asked.length > 0 &&
      asked.every((wanted, i) => words.some((word) => fits(word, wanted, i === asked.length - 1)));
    if (whole === folded(text)) return 1;
    if (whole.startsWith(folded(text))) return 0.75 + share;
    if (has((word, wanted, isLast) => (isLast ? word.startsWith(wanted) : word === wanted)))
      return 0.5 + share;
    return has(isSlip) ? share : 0;
  };
  return items
    .map((item) => ({ score: scoreOf(nameOf(item)), item: structuredClone(item) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.item.id - other.item.id)
    .slice(0, limit);
};
