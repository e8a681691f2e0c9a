import { ListContextProvider, useListController } from 'ra-core';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { nearestSupported, sortsWith } from '../api/combinations.js';
import { sortParameter } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { useSession } from '../session.js';
import { fieldLabel, kindLabel, kindNoun, t } from '../texts.js';
import { filterText } from './filter-controls.js';
import { FilterPanel } from './filters.js';
import { ItemTable } from './item-table.js';
import { Failure, Loading } from './states.js';
import { useTitle } from './title.js';

const perPage = 20;

/** `-releaseYear` → `{ field: 'releaseYear', order: 'DESC' }`, as ra-core has it. */
const sortOf = (parameter: string) =>
  parameter.startsWith('-')
    ? ({ field: parameter.slice(1), order: 'DESC' } as const)
    : ({ field: parameter, order: 'ASC' } as const);

const sortLabel = (parameter: string) => {
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
          <Link className="button primary" to={`/${kind.plural}/create`}>
            {t('list.add', { kind: kindNoun(kind) })}
          </Link>
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
          <Pages list={list} />
        </>
      )}
    </ListContextProvider>
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

const Empty = ({ hasFilters, onClear }: { hasFilters: boolean; onClear: () => void }) => (
  <div className="state">
    <p>{t(hasFilters ? 'list.noMatch' : 'list.none')}</p>
    {hasFilters && (
      <button type="button" onClick={onClear}>
        {t('list.clear')}
      </button>
    )}
  </div>
);

/** Previous and next: the service pages by cursors, so there are no page numbers. */
const Pages = ({ list }: { list: ReturnType<typeof useListController> }) => (
  <nav className="pages" aria-label={t('list.pages')}>
    <button
      type="button"
      disabled={!list.hasPreviousPage || list.isPlaceholderData}
      onClick={() => list.setPage(list.page - 1)}
    >
      ← {t('list.previous')}
    </button>
    <button
      type="button"
      disabled={!list.hasNextPage || list.isPlaceholderData}
      onClick={() => list.setPage(list.page + 1)}
    >
      {t('list.next')} →
    </button>
  </nav>
);
