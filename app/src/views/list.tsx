import { ListContextProvider } from 'ra-core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router-dom';
import type { ListQuery } from '../api/combinations.js';
import { exportOf } from '../api/exports.js';
import type { Kind } from '../api/kinds.js';
import { useCatalogue } from '../catalogue.js';
import { useSession } from '../session.js';
import { kindLabel, kindNoun, t } from '../texts.js';
import { filterText } from './filter-controls.js';
import { ListBar, ListItems, useFilteredList } from './filtered-list.js';
import { FilterPanel } from './filters.js';
import { ItemTable } from './item-table.js';
import { useTitle } from './title.js';

const ExportDialog = lazy(() => import('./export-dialog.js'));

/** The list of a kind. It offers only what the service serves from an index. */
export const ListPage = ({ kind }: { kind: Kind }) => {
  useTitle(kindLabel(kind.plural));
  const { can } = useSession();
  const filtered = useFilteredList(kind, kind.combinations[0]?.sort[0] ?? 'id');
  const { list, query, change } = filtered;
  return (
    <ListContextProvider value={list}>
      <div className="title-row">
        <h1>{kindLabel(kind.plural)}</h1>
        {can('catalogue:write') && (
          <ModeratorActions kind={kind} query={query} hasItems={Boolean(list.data?.length)} />
        )}
      </div>
      <FilterPanel kind={kind} filters={query.filters} onChange={change} />
      <ListBar of={filtered}>
        <ActiveFilters kind={kind} filters={query.filters} onChange={change} />
      </ListBar>
      <ListItems list={list} onClear={() => change({}, undefined)}>
        {(items) => <ItemTable kind={kind} items={items} isBusy={list.isFetching} />}
      </ListItems>
    </ListContextProvider>
  );
};

/** What those who may change the catalogue can do with a list. */
const ModeratorActions = ({ kind, query, hasItems }: { kind: Kind; query: ListQuery; hasItems: boolean }) => {
  const { document } = useCatalogue();
  const [isExporting, setExporting] = useState(false);
  const source = exportOf(document, kind);
  return (
    <div className="actions">
      {`${kind.path}/duplicates` in document.paths && (
        <Link className="button" to={`/${kind.plural}/duplicates`}>
          {t('list.duplicates')}
        </Link>
      )}
      {source && (
        <button type="button" disabled={!hasItems} onClick={() => setExporting(true)}>
          {t('list.export')}
        </button>
      )}
      <Link className="button primary" to={`/${kind.plural}/create`}>
        {t('list.add', { kind: kindNoun(kind) })}
      </Link>
      {source && isExporting && (
        <Suspense fallback={null}>
          <ExportDialog kind={kind} source={source} query={query} onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </div>
  );
};

const ActiveFilters = ({
  kind,
  filters,
  onChange,
}: {
  kind: Kind;
  filters: ListQuery['filters'];
  onChange: (filters: ListQuery['filters'], changed: string | undefined) => void;
}) => {
  const known = kind.parameters.filter(({ name }) => name in filters);
  return (
    <ul className="chips" aria-label={t('list.filters')}>
      {known.map(({ name }) => {
        const { [name]: value, ...others } = filters;
        const text = `${filterText(name)}: ${[value].flat().join(', ')}`;
        return (
          <li key={name}>
            <button
              type="button"
              className="chip"
              aria-label={t('list.remove', { filter: text })}
              onClick={() => onChange(others, undefined)}
            >
              {text} <span aria-hidden="true">×</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
};
