import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { type ImportSummary, importsPath, isRunning, percent, totalOf } from '../../api/imports.js';
import { api } from '../../api/service.js';
import { findText, t } from '../../texts.js';
import { Failure, Loading } from '../states.js';
import { useTitle } from '../title.js';
import { DateTime } from '../value.js';
import { useNameOfAccount } from './state.js';

interface Page {
  readonly items: readonly ImportSummary[];
  readonly page: { readonly nextCursor: string | null };
}

const pageSize = 20;
/** Milliseconds between two reads of the list while an import runs. */
const pollEvery = 5_000;

/** The imports of all accounts, newest first. */
export const ImportList = () => {
  useTitle(t('import.list'));
  const nameOfAccount = useNameOfAccount();
  const list = useInfiniteQuery({
    queryKey: ['imports', 'list'],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: pageSize, ...(pageParam && { cursor: pageParam }) };
      return (await api.get<Page>(importsPath, { query, signal })).data;
    },
    initialPageParam: '',
    getNextPageParam: ({ page }) => page.nextCursor,
    refetchInterval: ({ state }) =>
      !document.hidden && state.data?.pages.some(({ items }) => items.some(isRunning)) ? pollEvery : false,
    refetchOnWindowFocus: true,
  });
  const all = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <div className="title-row">
        <h1>{t('import.list')}</h1>
        {all.length > 0 && (
          <Link className="button" to="/imports/new">
            {t('import.new')}
          </Link>
        )}
      </div>
      {list.data === undefined && list.error ? (
        <Failure error={list.error} onRetry={list.refetch} />
      ) : list.isPending ? (
        <Loading />
      ) : all.length === 0 ? (
        <div className="state">
          <p>{t('import.none')}</p>
          <p className="hint">{t('import.noneAdvice')}</p>
          <p>
            <Link className="button primary" to="/imports/new">
              {t('import.new')}
            </Link>
          </p>
        </div>
      ) : (
        <table className="items imports">
          <thead>
            <tr>
              <th scope="col">{t('import.file')}</th>
              <th scope="col">{t('import.status')}</th>
              <th scope="col">{t('import.rows')}</th>
              <th scope="col">{t('import.by')}</th>
              <th scope="col">{t('import.when')}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Link to={`/imports/${one.id}`}>{one.name}</Link>
                </th>
                <td data-label={t('import.status')}>
                  <StatusText one={one} />
                </td>
                <td data-label={t('import.rows')}>{countsText(one)}</td>
                <td data-label={t('import.by')}>{nameOfAccount(one)}</td>
                <td data-label={t('import.when')}>
                  <DateTime value={one.createdAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {list.hasNextPage && (
        <p>
          <button type="button" disabled={list.isFetching} onClick={() => list.fetchNextPage()}>
            {t('import.earlier')}
          </button>
        </p>
      )}
    </>
  );
};

/** What was stored, or why nothing was. */
const countsText = ({ counts, status, failure }: ImportSummary): string => {
  const { created, changed, rejected } = totalOf(counts);
  if (failure && Object.keys(counts).length === 0)
    return findText(`import.failed.${failure.reason}`) ?? failure.reason;
  if (Object.keys(counts).length === 0)
    return status === 'done' ? t('import.counted', { created, changed }) : '';
  const texts = [t('import.counted', { created, changed })];
  if (rejected > 0) texts.push(t('import.countedRejected', { rejected }));
  return texts.join(', ');
};

const StatusText = ({ one: { status, progress } }: { one: ImportSummary }) => {
  const percents = status === 'importing' ? percent(progress.read, progress.total) : undefined;
  return (
    <span className={`badge badge-${status}`}>
      {t(`import.status.${status}`)}
      {percents !== undefined && ` ${percents} %`}
    </span>
  );
};
