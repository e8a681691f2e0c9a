import { useListController } from 'ra-core';
import { t } from '../texts.js';
import { Empty } from '../views/list.js';
import { ListPages } from '../views/pages.js';
import { Failure, Loading } from '../views/states.js';
import { useTitle } from '../views/title.js';
import { AuditFilters } from './audit-filters.js';
import type { AuditEntry } from './audit-words.js';
import { Trail } from './trail.js';

/** The audit trail, newest first. Its order is fixed. */
export const AuditPage = () => {
  useTitle(t('admin.audit'));
  const list = useListController<AuditEntry>({
    resource: 'audit',
    sort: { field: '', order: 'DESC' },
    perPage: 50,
    disableAuthentication: true,
    queryOptions: { onError: () => {} },
  });
  const { data, error, isPending, isFetching, filterValues, refetch, setFilters } = list;
  return (
    <>
      <div className="title-row">
        <h1>{t('admin.audit')}</h1>
      </div>
      <AuditFilters filters={filterValues} onChange={setFilters} />
      {error ? (
        <Failure error={error} onRetry={refetch} />
      ) : isPending ? (
        <Loading />
      ) : data.length === 0 ? (
        <Empty hasFilters={Object.keys(filterValues).length > 0} onClear={() => setFilters({})} />
      ) : (
        <div aria-busy={isFetching}>
          <Trail entries={data} />
          <ListPages list={list} />
        </div>
      )}
    </>
  );
};
