import {
  type Content,
  type Floor,
  type ItemHistory,
  isSame,
  type Possibility,
  type State,
} from './item-history.js';

export type FindingSort =
  /** An older state than an acknowledged one. */
  | 'stale'
  /** Absent, although its existence was acknowledged. */
  | 'missing'
  /** Present, although its removal was acknowledged. */
  | 'removed and shown'
  /** A state that no write has created. */
  | 'never written'
  /** A rejection without an explanation. */
  | 'no cause';

/** A violation of the consistency promises. */
export interface Finding {
  readonly sort: FindingSort;
  readonly key: string;
  /** What was acknowledged when the read began. */
  readonly floors: readonly Floor[];
  readonly seen: string;
}

const describe = (state: State) => (state === undefined ? 'absent' : JSON.stringify(state));
const isAbsent = ({ state }: { readonly state: State }) => state === undefined;

const finding = (item: ItemHistory, began: number, sort: FindingSort, seen: string): Finding => {
  const expected = item.possibleSince(began).map(({ version, state }) => `${version} ${describe(state)}`);
  return {
    sort,
    key: item.key,
    floors: [item.floorAt(began)],
    seen: `${seen}; possible: ${expected.slice(0, 4).join(' or ')}`,
  };
};

const sortOf = (item: ItemHistory, possible: readonly Possibility[], seen: State): FindingSort => {
  if (seen === undefined) return 'missing';
  if (!item.wasEver(seen)) return 'never written';
  return possible.every(isAbsent) ? 'removed and shown' : 'stale';
};

export type ItemResponse =
  /** `version` from the ETag, if there is one. */
  | { readonly status: 200; readonly version?: number; readonly content: Content }
  | { readonly status: 304; readonly version: number }
  | { readonly status: 404 };

/** Judges a read of one item that began at `began` and ends now. */
export const judgeItem = (item: ItemHistory, began: number, response: ItemResponse): Finding | undefined => {
  const possible = item.possibleSince(began);
  if (response.status === 304) {
    const isCurrent = possible.some(
      ({ version, state }) => version === response.version && state !== undefined,
    );
    return isCurrent ? undefined : finding(item, began, 'stale', `304 for version ${response.version}`);
  }
  const state = response.status === 200 ? response.content : undefined;
  const version = response.status === 200 ? response.version : undefined;
  const fits = possible.some(
    (one) => isSame(one.state, state) && (version === undefined || one.version === version),
  );
  if (fits) return undefined;
  return finding(item, began, sortOf(item, possible, state), `version ${version ?? '?'} ${describe(state)}`);
};

/** Judges the newest recorded version of an item. `state` is undefined if that is its removal. */
export const judgeVersion = (
  item: ItemHistory,
  began: number,
  newest: Possibility | undefined,
): Finding | undefined => {
  if (newest === undefined) return finding(item, began, 'missing', 'no recorded version');
  const isPossible = item
    .possibleSince(began)
    .some(({ version, state }) => version === newest.version && isSame(state, newest.state));
  if (isPossible) return undefined;
  return finding(item, began, 'stale', `recorded last: version ${newest.version} ${describe(newest.state)}`);
};

/** Judges a response that only shows that an item exists. */
export const judgePresence = (item: ItemHistory, began: number): Finding | undefined =>
  item.possibleSince(began).every(isAbsent) ? finding(item, began, 'removed and shown', 'there') : undefined;

/**
 * Judges a read of a whole list.
 * @param items all items that may be in the list
 * @param shown the returned items, by key
 * @param belongs whether an item with this content belongs to the list
 */
export const judgeList = (
  items: readonly ItemHistory[],
  began: number,
  shown: ReadonlyMap<string, Content>,
  belongs: (content: Content) => boolean = () => true,
): Finding[] => {
  const findings = items.flatMap((item) => {
    const seen = shown.get(item.key);
    const possible = item.possibleSince(began);
    const fits = possible.some(({ state }) =>
      seen === undefined ? state === undefined || !belongs(state) : isSame(state, seen) && belongs(seen),
    );
    return fits ? [] : [finding(item, began, sortOf(item, possible, seen), `listed as ${describe(seen)}`)];
  });
  const known = new Set(items.map(({ key }) => key));
  const unknownKeys = [...shown.keys()].filter((key) => !known.has(key));
  return [
    ...findings,
    ...unknownKeys.map((key): Finding => ({ sort: 'never written', key, floors: [], seen: 'listed' })),
  ];
};

/** Judges a count of items. */
export const judgeCount = (
  items: readonly ItemHistory[],
  began: number,
  counts: (content: Content) => boolean,
  { name, count }: { readonly name: string; readonly count: number },
): Finding | undefined => {
  const isCounted = ({ state }: Possibility) => state !== undefined && counts(state);
  let [min, max] = [0, 0];
  for (const item of items) {
    const possible = item.possibleSince(began);
    if (possible.every(isCounted)) min += 1;
    if (possible.some(isCounted)) max += 1;
  }
  if (min <= count && count <= max) return undefined;
  const floors = items.map((item) => item.floorAt(began)).sort((a, b) => b.at - a.at);
  const seen = `counted ${count}; possible: ${min} to ${max}`;
  return { sort: 'stale', key: name, floors: floors.slice(0, 1), seen };
};

export type AuthorResponse =
  | { readonly status: 200; readonly id: number; readonly content: Content }
  | { readonly status: 404 };

/** Judges a read of the author of a title, which shows the states of both. */
export const judgeAuthorOf = (
  title: ItemHistory,
  authors: readonly ItemHistory[],
  began: number,
  response: AuthorResponse,
): Finding | undefined => {
  const possible = title.possibleSince(began);
  const authorWith = (id: number | null | undefined) => authors.find((author) => author.id === id);
  if (response.status === 404) {
    const mayLackOne = ({ state }: Possibility) =>
      state === undefined ||
      state.authorId === null ||
      // Between the two queries of such a read, the title may get another author and the first one may be removed.
      (authorWith(state.authorId)?.possibleSince(began).some(isAbsent) ?? true);
    return possible.some(mayLackOne) ? undefined : finding(title, began, 'missing', 'no author');
  }
  const { id, content } = response;
  if (!possible.some(({ state }) => state?.authorId === id))
    return finding(title, began, 'stale', `its author is ${id}`);
  const author = authorWith(id);
  // A read may return a new author before the response to its creation has arrived with the id.
  return author && judgeItem(author, began, { status: 200, content });
};
