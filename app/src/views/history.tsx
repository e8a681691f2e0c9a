import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useGetOne } from 'ra-core';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router-dom';
import { ifMatch, versionKey } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { api, ConflictError } from '../api/service.js';
import { useSession } from '../session.js';
import { fieldLabel, findText, t } from '../texts.js';
import { Shown } from './conflict.js';
import type { Draft } from './item-form.js';
import { useSubmit } from './simple-form.js';
import { Explained, Failure, Loading } from './states.js';
import { useTitle } from './title.js';
import { trailOf } from './trail-address.js';
import { DateTime } from './value.js';

export interface Version {
  readonly version: number;
  readonly at: string;
  readonly action: string;
  readonly actorId: number | null;
  readonly serviceAccountId: number | null;
  readonly keyId: string | null;
  readonly before: Draft;
  readonly after: Draft;
  readonly item: Draft;
}

interface Page {
  readonly items: readonly Version[];
  readonly page: { readonly nextCursor: string | null };
}

/** The versions of an item, newest first. Each can be restored. */
export const HistoryPage = ({ kind, id }: { kind: Kind; id: string }) => {
  const { plural, path, namedBy } = kind;
  const { can } = useSession();
  const current = useGetOne(plural, { id });
  const queries = useQueryClient();
  const history = useInfiniteQuery({
    queryKey: [plural, 'history', id],
    queryFn: async ({ pageParam, signal }) =>
      (
        await api.get<Page>(`${path}/${id}/history`, {
          query: pageParam ? { cursor: pageParam } : {},
          signal,
        })
      ).data,
    initialPageParam: '',
    getNextPageParam: ({ page }) => page.nextCursor,
  });
  const versions = history.data?.pages.flatMap(({ items }) => items) ?? [];
  const name = String(current.data?.[namedBy] ?? versions[0]?.item[namedBy] ?? id);
  useTitle(t('history.of', { name }));
  const restore = useSubmit(async ({ version }) => {
    const chosen = versions.find((one) => one.version === Number(version));
    const invalidate = () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === plural });
    try {
      await api.put(`${path}/${id}`, { body: chosen?.item, headers: ifMatch(current.data) });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      await invalidate();
      throw new Explained(t('history.changedMeanwhile'));
    }
    await invalidate();
    return t('history.restored');
  });
  if (history.error) return <Failure error={history.error} onRetry={history.refetch} />;
  if (history.isPending) return <Loading />;
  return (
    <>
      <p className="above">
        <Link to={`/${plural}/${id}/show`}>{name}</Link>
        {can('audit:read') && (
          <>
            {' '}
            · <Link to={trailOf({ subjectKind: kind.name, subjectId: id })}>{t('audit.itemTrail')}</Link>
          </>
        )}
      </p>
      <h1>{t('history.of', { name })}</h1>
      {restore.message}
      {versions.length === 0 && <p className="state">{t('history.none')}</p>}
      <ol className="history">
        {versions.map((version, index) => (
          <li key={`${version.version} ${version.at}`}>
            <h2>
              <DateTime value={version.at} />
            </h2>
            <p className="hint">
              {actionText(version.action)} <Actor version={version} />
              {version.keyId !== null && <> {t('history.withKey')}</>}
            </p>
            <Changes kind={kind} version={version} />
            {/* An item of a list comes without its version, until the item itself is read. */}
            {index > 0 && current.data?.[versionKey] && (
              <form onSubmit={restore.onSubmit}>
                <input type="hidden" name="version" value={version.version} />
                <button type="submit" disabled={restore.isBusy}>
                  {t('history.restore')}
                </button>
              </form>
            )}
          </li>
        ))}
      </ol>
      {history.hasNextPage && (
        <button type="button" disabled={history.isFetching} onClick={() => history.fetchNextPage()}>
          {t('history.more')}
        </button>
      )}
    </>
  );
};

/** Only admins may read the names of accounts. The code for that is not loaded for others. */
const PersonLink = lazy(() => import('../admin/person-link.js'));

const Actor = ({ version: { actorId: id, serviceAccountId } }: { version: Version }) => {
  const { user, can } = useSession();
  if (serviceAccountId !== null) return t('history.byService', { id: String(serviceAccountId) });
  if (id === null) return t('history.bySystem');
  if (id === user?.id) return t('history.byMe');
  const text = t('history.by', { id: String(id) });
  if (!can('users:manage')) return text;
  return (
    <Suspense fallback={text}>
      {t('history.byPerson')} <PersonLink id={id} />
    </Suspense>
  );
};

const actionText = (action: string) => {
  const verb = action.split('.')[1] ?? action;
  return findText(`history.${verb}`) ?? verb;
};

/** The changed fields of a version, before and after. */
export const Changes = ({ kind, version }: { kind: Kind; version: Version }) => {
  const changed = kind.draft.filter(({ name }) => name in version.before || name in version.after);
  if (changed.length === 0) return null;
  return (
    <table className="items">
      <thead>
        <tr>
          <th scope="col">{t('history.field')}</th>
          <th scope="col">{t('history.before')}</th>
          <th scope="col">{t('history.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changed.map((field) => (
          <tr key={field.name}>
            <th scope="row">{fieldLabel(field.name)}</th>
            <td data-label={t('history.before')}>
              <Shown field={field} record={version.before} />
            </td>
            <td data-label={t('history.after')}>
              <Shown field={field} record={version.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
