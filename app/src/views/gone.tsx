import { Link, Navigate, useLocation } from 'react-router-dom';
import type { Kind } from '../api/kinds.js';
import { ProblemError } from '../api/service.js';
import { t } from '../texts.js';
import { Failure, isGone, NotFound } from './states.js';

/** The id of the item that one was merged into; undefined if the error is another one. */
export const mergedInto = (error: unknown): number | undefined =>
  error instanceof ProblemError
    ? (error.problem as { mergedInto?: number } | undefined)?.mergedInto
    : undefined;

/** What led to an item: a merge, or the address of an item that was merged into it. */
interface MergeState {
  /** The names of the items that were merged. */
  readonly merged?: readonly string[];
  /** The address of the duplicates that the merge began with. */
  readonly from?: string;
  /** The id in the address that was followed. */
  readonly followed?: number;
}

/** In place of an item that cannot be read. The address of a merged item leads to the one that it was merged into. */
export const Gone = ({
  kind,
  id,
  error,
  onRetry,
}: {
  kind: Kind;
  id: string;
  error: unknown;
  onRetry: () => void;
}) => {
  const into = mergedInto(error);
  if (into !== undefined) {
    const state: MergeState = { followed: Number(id) };
    return <Navigate to={`/${kind.plural}/${into}/show`} replace state={state} />;
  }
  if (!isGone(error)) return <Failure error={error} onRetry={onRetry} />;
  return (
    <NotFound>
      <p>{t('item.gone')}</p>
    </NotFound>
  );
};

/** Above an item: which others have become it. */
export const MergeNotice = () => {
  const { merged, from, followed } = (useLocation().state ?? {}) as MergeState;
  if (merged === undefined && followed === undefined) return null;
  const names = new Intl.ListFormat().format((merged ?? []).map((name) => `“${name}”`));
  return (
    <p role="status" className="message merge-notice">
      {merged ? t('merge.done', { names }) : t('merge.followed', { id: String(followed) })}{' '}
      {from && <Link to={from}>{t('merge.back')}</Link>}
    </p>
  );
};
