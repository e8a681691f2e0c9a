import { useListController } from 'ra-core';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { nearestSupported, sortsWith } from '../api/combinations.js';
import { sortParameter } from '../api/data-provider.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { filterText, TextFilter } from '../views/filter-controls.js';
import { Empty, sortLabel, sortOf } from '../views/list.js';
import { ListPages } from '../views/pages.js';
import { Failure, Loading } from '../views/states.js';
import { useTitle } from '../views/title.js';
import { Choice } from './choice.js';
import { type Person, people, roles } from './people.js';
import { PeopleTable } from './people-table.js';

type Filters = Readonly<Record<string, unknown>>;

/** The accounts. */
export const PeoplePage = () => {
  useTitle(t('admin.people'));
  const { user } = useSession();
  const [gaveWay, setGaveWay] = useState<readonly string[]>([]);
  const list = useListController<Person>({
    resource: 'users',
    sort: { field: 'id', order: 'DESC' },
    perPage: 20,
    disableAuthentication: true,
    queryOptions: { onError: () => {} },
  });
  const { data, error, isPending, isFetching, filterValues, sort, refetch } = list;
  const sorts = 'q' in filterValues ? [] : sortsWith(people, filterValues);

  const change = (filters: Filters, changed: string | undefined) => {
    const query = nearestSupported(people, { sort: sortParameter(sort), filters }, changed);
    setGaveWay(Object.keys(filters).filter((name) => !(name in query.filters)));
    list.setFilters(query.filters);
    if (query.sort !== sortParameter(sort)) list.setSort(sortOf(query.sort));
  };
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = filterValues;
    if (value === undefined || value === '') change(others, undefined);
    else change({ ...others, [name]: value }, name);
  };
  const choice = (name: string, label: string, options: readonly [value: string, text?: string][]) => (
    <Choice label={label} value={filterValues[name]} options={options} onSet={(value) => set(name, value)} />
  );
  return (
    <>
      <div className="title-row">
        <h1>{t('admin.people')}</h1>
        <Link className="button" to="/users/invitations">
          {t('people.invite')}
        </Link>
      </div>
      <search className="filters">
        <TextFilter
          field={{ name: 'q', type: 'text', schema: { maxLength: 200 }, isRequired: false, options: [] }}
          label={t('people.search')}
          value={filterValues.q}
          onSet={set}
        />
        {choice(
          'role',
          filterText('role'),
          roles.map((role) => [role]),
        )}
        {choice('active', t('people.state'), [
          ['true', t('people.active')],
          ['false', t('people.suspended')],
        ])}
        {choice('emailVerified', t('people.confirmed'), [['true'], ['false']])}
      </search>
      <div className="list-bar">
        <p role="status" className="gave-way">
          {gaveWay.length > 0 && t('list.gaveWay', { filters: gaveWay.map(filterText).join(', ') })}
        </p>
        {sorts.length > 0 ? (
          <label className="sort">
            {t('list.sort')}{' '}
            <select value={sortParameter(sort)} onChange={({ target }) => list.setSort(sortOf(target.value))}>
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
      {error ? (
        <Failure error={error} onRetry={refetch} />
      ) : isPending ? (
        <Loading />
      ) : data.length === 0 ? (
        <Empty hasFilters={Object.keys(filterValues).length > 0} onClear={() => change({}, undefined)} />
      ) : (
        <>
          <PeopleTable people={data} ownId={user?.id} isBusy={isFetching} />
          <ListPages list={list} />
        </>
      )}
    </>
  );
};
