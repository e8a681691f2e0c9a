import { ListContextProvider, useListController } from 'ra-core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router-dom';
import { type ListQuery, nearestSupported, sortsWith } from '../api/combinations.js';
import { sortParameter } from '../api/data-provider.js';
import { exportOf } from '../api/exports.js';
import type { Kind } from '../api/kinds.js';
import { useCatalogue } from '../catalogue.js';
import { useSession } from '../session.js';
import { fieldLabel, kindLabel, kindNoun, t } from '../texts.js';
import { filterText } from './filter-controls.js';
import { FilterPanel } from './filters.js';
import { ItemTable } from './item-table.js';
import { ListPages } from './pages.js';
import { Failure, Loading } from './states.js';
import { useTitle } from './title.js';

const ExportDialog = lazy(() => import('./export-dialog.js'));

const perPage = 20;

/** `-releaseYear` → `{ field: 'releaseYear', order: 'DESC' }`, as ra-core has it. */
export const sortOf = (parameter: string) =>
  parameter.startsWith('-')
    ? ({ field: parameter.slice(1), order: 'DESC' } as const)
    : ({ field: parameter, order: 'ASC' } as const);

/** `-releaseYear` → `Year, descending`. */
export const sortLabel = (parameter: string) => {
  const { field, order } = sortOf(parameter);
  if (field === 'id') return t(order === 'DESC' ? 'list.newest' : 'list.oldest');
  return t(order === 'DESC' ? 'list.descending' : 'list.ascending', { field: fieldLabel(field) });
};

/** The list of a kind. It offers only what the service serves from an index. */
export const ListPage = ({ kind }: { kind: Kind }) => {
  useTitle(kindLabel(kind.plural));
  const { can } = useSession();
  const [gaveWay, setGaveWay] = useState<readonly string[]>([]);
  const list = useListController({
    resource: kind.plural,
    perPage,
    sort: sortOf(kind.combinations[0]?.sort[0] ?? 'id'),
    disableAuthentication: true,
    queryOptions: { onError: () => {} },
  });
  const { data, error, isPending, isFetching, filterValues, sort, refetch } = list;
  const isSearch = 'q' in filterValues;

  const change = (filters: Record<string, unknown>, changed: string | undefined) => {
    const query = nearestSupported(kind, { sort: sortParameter(sort), filters }, changed);
    setGaveWay(Object.keys(filters).filter((name) => !(name in query.filters)));
    list.setFilters(query.filters);
    if (query.sort !== sortParameter(sort)) list.setSort(sortOf(query.sort));
  };
  const sorts = isSearch ? [] : sortsWith(kind, filterValues);

  return (
    <ListContextProvider value={list}>
      <div className="title-row">
        <h1>{kindLabel(kind.plural)}</h1>
        {can('catalogue:write') && (
          <ModeratorActions
            kind={kind}
            query={{ sort: sortParameter(sort), filters: filterValues }}
            hasItems={Boolean(data?.length)}
          />
        )}
      </div>
      <FilterPanel kind={kind} filters={filterValues} onChange={change} />
      <div className="list-bar">
        <ActiveFilters kind={kind} filters={filterValues} onChange={change} />
        {sorts.length > 0 ? (
          <label className="sort">
            {t('list.sort')}{' '}
            <select
              value={sortParameter(sort)}
              onChange={({ target }) => {
                setGaveWay([]);
                list.setSort(sortOf(target.value));
              }}
            >
              {sorts.map((one) => (
                <option key={one} value={one}>
                  {sortLabel(one)}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <span className="sort">{t('list.order')}</span>
        )}
      </div>
      <p role="status" className="gave-way">
        {gaveWay.length > 0 && t('list.gaveWay', { filters: gaveWay.map(filterText).join(', ') })}
      </p>
      {error ? (
        <Failure error={error} onRetry={refetch} />
      ) : isPending ? (
        <Loading />
      ) : data.length === 0 ? (
        <Empty hasFilters={Object.keys(filterValues).length > 0} onClear={() => change({}, undefined)} />
      ) : (
        <>
          <ItemTable kind={kind} items={data} isBusy={isFetching} />
          <ListPages list={list} />
        </>
      )}
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
  filters: Record<string, unknown>;
  onChange: (filters: Record<string, unknown>, changed: string | undefined) => void;
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

/** In place of an empty list. */
export const Empty = ({ hasFilters, onClear }: { hasFilters: boolean; onClear: () => void }) => (
  <div className="state">
    <p>{t(hasFilters ? 'list.noMatch' : 'list.none')}</p>
    {hasFilters && (
      <button type="button" onClick={onClear}>
        {t('list.clear')}
      </button>
    )}
  </div>
);
