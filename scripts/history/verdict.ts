import { type History, learn } from './history.js';
import type { Content, ItemHistory, Source, State } from './item-history.js';
import { type Finding, judgeItem } from './judge.js';

/** A write to version `base` of an item, which changes it to `state`. */
export interface Write {
  readonly item: ItemHistory;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly base: number;
  readonly state: State;
}

export interface WriteResponse {
  /** 0: no response. */
  readonly status: number;
  /** The code of the problem. */
  readonly code?: string | undefined;
  readonly version?: number | undefined;
  readonly content?: Content;
}

/**
 * done: it succeeded, or an earlier write to the same version did. refused: this try failed, and will not take effect later.
 * unknown: it may or may not have succeeded. unexpected: the same, and the service must never send this response.
 */
export type Verdict = 'done' | 'refused' | 'unknown' | 'unexpected';

/** A try of a write. `began`: moment of the history. `lost`: number of earlier tries that may have succeeded or still may. */
export interface Try {
  readonly began: number;
  readonly lost: number;
  readonly source: Source;
}

/** Returns what the response to a write means. What it shows is acknowledged from now on. */
export const verdictOf = (
  history: History,
  { item, method, base, state }: Write,
  { status, code, version = -1, content }: WriteResponse,
  { began, lost, source }: Try,
): { readonly verdict: Verdict; readonly findings: readonly Finding[] } => {
  const is = (verdict: Verdict, ...findings: readonly (Finding | undefined)[]) => ({
    verdict,
    findings: findings.filter((finding) => finding !== undefined),
  });
  const noCause: Finding = { sort: 'no cause', key: item.key, floors: [item.floor], seen: source.by };
  /** The item has a newer version. Only an earlier try, or an earlier write to the same version, can explain it. */
  const moved = (truth?: { readonly state: State }) => {
    const isExplained = lost > 0 || item.isContested(base + 1);
    if (!isExplained || (truth && !item.mayBe(base + 1, truth.state))) return is('unknown', noCause);
    item.acknowledge(base + 1, source, truth);
    return is('done');
  };

  if (status === 0 || status === 503) return is('unknown');
  if (status === 204) {
    item.acknowledge(base + 1, source, { state: undefined });
    return is('done');
  }
  if (status === 200 || status === 201) {
    item.acknowledge(base + 1, source, { state });
    return is('done', content && judgeItem(item, history.now(), { status: 200, version, content }));
  }
  switch (code) {
    case 'precondition-failed':
      return moved();
    case 'not-found':
      return moved({ state: undefined });
    case 'imdb-id-taken':
      // No other writer uses the IMDb id of a new item, so an earlier try created it.
      return method === 'POST' ? moved({ state }) : is('refused', noCause);
    case 'author-not-found': {
      const author = history.byId('authors', state?.authorId ?? 0);
      return is('refused', author ? learn([author], began, (one) => one === undefined, source) : noCause);
    }
    case 'author-has-titles': {
      const titles = history.ofKinds('movies', 'series');
      return is(
        'refused',
        learn(titles, began, (one) => one?.authorId === item.id, source),
      );
    }
    default:
      return is('unexpected');
  }
};
