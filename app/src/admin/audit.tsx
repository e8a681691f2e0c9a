import { useListController } from 'ra-core';
import { t } from '../texts.js';
import { ListItems } from '../views/filtered-list.js';
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
  const { isFetching, filterValues, setFilters } = list;
  return (
    <>
      <div className="title-row">
        <h1>{t('admin.audit')}</h1>
      </div>
      <AuditFilters filters={filterValues} onChange={setFilters} />
      <ListItems list={list} onClear={() => setFilters({})}>
        {(entries) => (
          <div aria-busy={isFetching}>
            <Trail entries={entries} />
          </div>
        )}
      </ListItems>
    </>
  );
};
