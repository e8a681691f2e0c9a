import {
  type Content,
  type Floor,
  type ItemHistory,
  isSame,
  type Possibility,
  type State,
} from './item-history.js';

export type FindingSort =
  /** A state from before one that was acknowledged. */
  | 'stale'
  /** Not there, although it was acknowledged to be. */
  | 'missing'
  /** There, although it was acknowledged to be gone. */
  | 'removed and shown'
  /** A state that no write can have made. */
  | 'never written'
  /** A refusal that nothing explains. */
  | 'no cause';

/** What must not be. */
export interface Finding {
  readonly sort: FindingSort;
  readonly key: string;
  /** What was acknowledged when the read began. */
  readonly floors: readonly Floor[];
  readonly seen: string;
}

const told = (state: State) => (state === undefined ? 'absent' : JSON.stringify(state));
const isAbsent = ({ state }: { readonly state: State }) => state === undefined;

const finding = (item: ItemHistory, began: number, sort: FindingSort, seen: string): Finding => {
  const expected = item.possibleSince(began).map(({ version, state }) => `${version} ${told(state)}`);
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

export type ItemAnswer =
  /** `version` from the ETag, where there is one. */
  | { readonly status: 200; readonly version?: number; readonly content: Content }
  | { readonly status: 304; readonly version: number }
  | { readonly status: 404 };

/** A read of one item that began at `began` and has just ended. */
export const judgeItem = (item: ItemHistory, began: number, answer: ItemAnswer): Finding | undefined => {
  const possible = item.possibleSince(began);
  if (answer.status === 304) {
    const isCurrent = possible.some(
      ({ version, state }) => version === answer.version && state !== undefined,
    );
    return isCurrent ? undefined : finding(item, began, 'stale', `304 for version ${answer.version}`);
  }
  const state = answer.status === 200 ? answer.content : undefined;
  const version = answer.status === 200 ? answer.version : undefined;
  const fits = possible.some(
    (one) => isSame(one.state, state) && (version === undefined || one.version === version),
  );
  if (fits) return undefined;
  return finding(item, began, sortOf(item, possible, state), `version ${version ?? '?'} ${told(state)}`);
};

/** An answer that says of an item no more than that it is there. */
export const judgePresence = (item: ItemHistory, began: number): Finding | undefined =>
  item.possibleSince(began).every(isAbsent) ? finding(item, began, 'removed and shown', 'there') : undefined;

/**
 * A read of a whole list.
 * @param items all that might be in it
 * @param shown what it held, by key
 * @param belongs whether what holds this is in the list
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
    return fits ? [] : [finding(item, began, sortOf(item, possible, seen), `listed as ${told(seen)}`)];
  });
  const known = new Set(items.map(({ key }) => key));
  const strangers = [...shown.keys()].filter((key) => !known.has(key));
  return [
    ...findings,
    ...strangers.map((key): Finding => ({ sort: 'never written', key, floors: [], seen: 'listed' })),
  ];
};

/** How many of these a read may count. */
export const judgeCount = (
  items: readonly ItemHistory[],
  began: number,
  counts: (content: Content) => boolean,
  { name, count }: { readonly name: string; readonly count: number },
): Finding | undefined => {
  const isCounted = ({ state }: Possibility) => state !== undefined && counts(state);
  let [least, most] = [0, 0];
  for (const item of items) {
    const possible = item.possibleSince(began);
    if (possible.every(isCounted)) least += 1;
    if (possible.some(isCounted)) most += 1;
  }
  if (least <= count && count <= most) return undefined;
  const floors = items.map((item) => item.floorAt(began)).sort((a, b) => b.at - a.at);
  const seen = `counted ${count}; possible: ${least} to ${most}`;
  return { sort: 'stale', key: name, floors: floors.slice(0, 1), seen };
};

export type AuthorAnswer =
  | { readonly status: 200; readonly id: number; readonly content: Content }
  | { readonly status: 404 };

/** A read of a title's author, which speaks of both. */
export const judgeAuthorOf = (
  title: ItemHistory,
  authors: readonly ItemHistory[],
  began: number,
  answer: AuthorAnswer,
): Finding | undefined => {
  const possible = title.possibleSince(began);
  const authorWith = (id: number | null | undefined) => authors.find((author) => author.id === id);
  if (answer.status === 404) {
    const mayLackOne = ({ state }: Possibility) =>
      state === undefined ||
      state.authorId === null ||
      // Moved away and then removed, between the two looks that such a read takes.
      (authorWith(state.authorId)?.possibleSince(began).some(isAbsent) ?? true);
    return possible.some(mayLackOne) ? undefined : finding(title, began, 'missing', 'no author');
  }
  const { id, content } = answer;
  if (!possible.some(({ state }) => state?.authorId === id))
    return finding(title, began, 'stale', `its author is ${id}`);
  const author = authorWith(id);
  // A client may be shown who was made a moment ago, before it is told the id.
  return author && judgeItem(author, began, { status: 200, content });
};
