import { History } from '../../../scripts/history/history.js';
import type { Content, ItemHistory, KindName } from '../../../scripts/history/item-history.js';

/** What a movie holds that was written for the n-th time. */
export const movie = (n: number, overrides: Partial<Content> = {}): Content => ({
  n,
  imdbId: null,
  authorId: null,
  genres: [],
  ...overrides,
});

export const author = (n: number): Content => ({ n, imdbId: null });

export const told = { by: 'an answer', at: 1 };

/** An item for which each of these was written and acknowledged, one after the other; undefined: removed. */
export const known = (
  history: History,
  kind: KindName,
  key: string,
  ...states: readonly (Content | undefined)[]
): ItemHistory => {
  const item = history.add(kind, key);
  states.forEach((state, version) => {
    item.attempt(version, state);
    item.acknowledge(version + 1, told, { state });
  });
  return item;
};

/** A movie alone in its history. */
export const aMovie = (...states: readonly (Content | undefined)[]) => {
  const history = new History();
  return { history, item: known(history, 'movies', 'movies-1.1', ...states) };
};
