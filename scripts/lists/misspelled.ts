import type { Random } from '../history/random.js';
import { realTitles } from './real-titles.js';

export interface Misspelled {
  readonly title: string;
  readonly typed: string;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Returns titles of real films, each with one letter replaced. */
export const misspelledTitles = (amount: number, random: Random): Misspelled[] => {
  const titles = realTitles().filter((title) => /\p{L}/u.test(title));
  return Array.from({ length: amount }, () => {
    const title = random.pick(titles);
    const places = [...title.matchAll(/[a-z]/gi)].map(({ index }) => index);
    const at = random.pick(places);
    const others = [...letters].filter((letter) => letter !== title[at]?.toLowerCase());
    return { title, typed: title.slice(0, at) + random.pick(others) + title.slice(at + 1) };
  });
};
