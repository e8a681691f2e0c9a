import { type History, learn } from './history.js';
import type { Content, ItemHistory, State, Told } from './item-history.js';
import { type Finding, judgeItem } from './judge.js';

/** A write that is for version `base` of an item, and makes `state` of it. */
export interface Write {
  readonly item: ItemHistory;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly base: number;
  readonly state: State;
}

export interface WriteAnswer {
  /** 0: none came. */
  readonly status: number;
  /** Of a problem. */
  readonly code?: string | undefined;
  readonly version?: number | undefined;
  readonly content?: Content;
}

/**
 * done: it happened, or an earlier write for the same version did; refused: this try did not happen, nor will it;
 * unknown: it may or may not have happened; unexpected: the same, by an answer that the service must not give.
 */
export type Verdict = 'done' | 'refused' | 'unknown' | 'unexpected';

/** When a try was sent, as a moment of the history; how many before it may have done it, or may yet do it. */
export interface Try {
  readonly began: number;
  readonly lost: number;
  readonly told: Told;
}

/** What the answer to a write tells. All of it is acknowledged from now on. */
export const verdictOf = (
  history: History,
  { item, method, base, state }: Write,
  { status, code, version = -1, content }: WriteAnswer,
  { began, lost, told }: Try,
): { readonly verdict: Verdict; readonly findings: readonly Finding[] } => {
  const is = (verdict: Verdict, ...findings: readonly (Finding | undefined)[]) => ({
    verdict,
    findings: findings.filter((finding) => finding !== undefined),
  });
  const noCause: Finding = { sort: 'no cause', key: item.key, floors: [item.floor], seen: told.by };
  /** The item has moved on, which only an earlier try or an earlier write for the same version can explain. */
  const moved = (truth?: { readonly state: State }) => {
    const isExplained = lost > 0 || item.isContested(base + 1);
    if (!isExplained || (truth && !item.mayBe(base + 1, truth.state))) return is('unknown', noCause);
    item.acknowledge(base + 1, told, truth);
    return is('done');
  };

  if (status === 0 || status === 503) return is('unknown');
  if (status === 204) {
    item.acknowledge(base + 1, told, { state: undefined });
    return is('done');
  }
  if (status === 200 || status === 201) {
    item.acknowledge(base + 1, told, { state });
    return is('done', content && judgeItem(item, history.now(), { status: 200, version, content }));
  }
  switch (code) {
    case 'precondition-failed':
      return moved();
    case 'not-found':
      return moved({ state: undefined });
    case 'imdb-id-taken':
      // Nobody else asks for the id of a new item: it was made by an earlier try.
      return method === 'POST' ? moved({ state }) : is('refused', noCause);
    case 'author-not-found': {
      const author = history.byId('authors', state?.authorId ?? 0);
      return is('refused', author ? learn([author], began, (one) => one === undefined, told) : noCause);
    }
    case 'author-has-titles': {
      const titles = history.ofKinds('movies', 'series');
      return is(
        'refused',
        learn(titles, began, (one) => one?.authorId === item.id, told),
      );
    }
    default:
      return is('unexpected');
  }
};
