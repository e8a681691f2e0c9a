import { isDeepStrictEqual } from 'node:util';
import type { Content, KindName } from './item-history.js';
import type { Random } from './random.js';

/** The genres that writers use. */
export const genresInUse = ['crime', 'drama', 'western'] as const;

/** Returns random content for the n-th write to an item. */
export const randomContent = (
  kind: KindName,
  n: number,
  authors: readonly number[],
  random: Random,
): Content => {
  const common = { n, imdbId: null };
  if (kind === 'authors') return common;
  const genres = genresInUse.filter(() => random.chance(0.4));
  return { ...common, authorId: random.chance(0.25) ? null : random.pick(authors), genres };
};

/** The field that contains the key and the number of the write. */
const nameOf = (kind: KindName) => (kind === 'authors' ? 'name' : 'title');

/** Returns the request body that gives an item this content. */
export const bodyOf = (kind: KindName, key: string, { n, ...fields }: Content) => ({
  [nameOf(kind)]: `${key} n ${n}`,
  ...fields,
});

/** Returns the merge patch from one content to another. */
export const patchOf = (kind: KindName, key: string, before: Content, after: Content) => {
  const known: Record<string, unknown> = bodyOf(kind, key, before);
  const changed = Object.entries(bodyOf(kind, key, after)).filter(
    ([field, value]) => !isDeepStrictEqual(known[field], value),
  );
  return Object.fromEntries(changed);
};

export interface ParsedItem {
  readonly id: number;
  readonly key: string;
  readonly content: Content;
}

/** Parses an item of a response; its key is part of its name. Any row of a crowd represents the crowd. */
export const parseItem = (kind: KindName, json: Readonly<Record<string, unknown>>): ParsedItem => {
  const name = String(json[nameOf(kind)]);
  const [, key = name, n = 'NaN'] = /^(\S+) n (\d+)$/.exec(name) ?? [];
  const imdbId = json.imdbId as string | null;
  const ofTitle = { authorId: json.authorId as number | null, genres: json.genres as string[] };
  return {
    id: json.id as number,
    key,
    content: { n: Number(n), imdbId, ...(kind === 'authors' ? {} : ofTitle) },
  };
};
