import { type ListControllerResult, type RaRecord, useListController } from 'ra-core';
import { type ReactNode, useState } from 'react';
import { type ListQuery, nearestSupported, sortsWith } from '../api/combinations.js';
import { sortParameter } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { fieldLabel, t } from '../texts.js';
import { filterText } from './filter-controls.js';
import { ListPages } from './pages.js';
import { Failure, Loading } from './states.js';

/** `-releaseYear` → `{ field: 'releaseYear', order: 'DESC' }`, in the form of ra-core. */
const sortOf = (parameter: string) =>
  parameter.startsWith('-')
    ? ({ field: parameter.slice(1), order: 'DESC' } as const)
    : ({ field: parameter, order: 'ASC' } as const);

/** `-releaseYear` → `Year, descending`. */
export const sortLabel = (parameter: string) => {
  const { field, order } = sortOf(parameter);
  if (field === 'id') return t(order === 'DESC' ? 'list.newest' : 'list.oldest');
  return t(order === 'DESC' ? 'list.descending' : 'list.ascending', { field: fieldLabel(field) });
};

/**
 * A list whose sort and filters are in the address. Only what the service serves from an index can be chosen: a filter
 * that cannot be combined with the one that was set last is removed.
 */
export const useFilteredList = <Item extends RaRecord>(kind: Kind, defaultSort: string) => {
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const list = useListController<Item>({
    resource: kind.plural,
    perPage: 20,
    sort: sortOf(defaultSort),
    disableAuthentication: true,
    queryOptions: { onError: () => {} },
  });
  const { filterValues: filters } = list;
  const sort = sortParameter(list.sort);
  return {
    list,
    query: { sort, filters } as ListQuery,
    /** The sorts that can be chosen. None: the order is fixed. */
    sorts: 'q' in filters ? [] : sortsWith(kind, filters),
    removed,
    /** @param changed the filter that was set last; undefined: one was removed */
    change: (wanted: ListQuery['filters'], changed: string | undefined) => {
      const query = nearestSupported(kind, { sort, filters: wanted }, changed);
      setRemoved(Object.keys(wanted).filter((name) => !(name in query.filters)));
      list.setFilters(query.filters);
      if (query.sort !== sort) list.setSort(sortOf(query.sort));
    },
    changeSort: (parameter: string) => {
      setRemoved([]);
      list.setSort(sortOf(parameter));
    },
  };
};

/** The sort of a list, beside its children, and a line about removed filters. */
export const ListBar = ({
  of: { query, sorts, removed, changeSort },
  children,
}: {
  of: Pick<ReturnType<typeof useFilteredList>, 'query' | 'sorts' | 'removed' | 'changeSort'>;
  children?: ReactNode;
}) => (
  <>
    <div className="list-bar">
      {children}
      {sorts.length > 0 ? (
        <label className="sort">
          {t('list.sort')}{' '}
          <select value={query.sort} onChange={({ target }) => changeSort(target.value)}>
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
      {removed.length > 0 && t('list.gaveWay', { filters: removed.map(filterText).join(', ') })}
    </p>
  </>
);

/** The items of a list and its pages, or why there are none. */
export const ListItems = <Item extends RaRecord>({
  list,
  onClear,
  children,
}: {
  list: ListControllerResult<Item>;
  /** Removes all filters. */
  onClear: () => void;
  children: (items: Item[]) => ReactNode;
}) => {
  const { data, error, isPending, filterValues, refetch } = list;
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (isPending) return <Loading />;
  if (data.length > 0)
    return (
      <>
        {children(data)}
        <ListPages list={list} />
      </>
    );
  const hasFilters = Object.keys(filterValues).length > 0;
  return (
    <div className="state">
      <p>{t(hasFilters ? 'list.noMatch' : 'list.none')}</p>
      {hasFilters && (
        <button type="button" onClick={onClear}>
          {t('list.clear')}
        </button>
      )}
    </div>
  );
};
