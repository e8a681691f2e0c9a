import { Link } from 'react-router-dom';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { filterText, TextFilter } from '../views/filter-controls.js';
import { ListBar, ListItems, useFilteredList } from '../views/filtered-list.js';
import { useTitle } from '../views/title.js';
import { Choice } from './choice.js';
import { type Person, people, roles } from './people.js';
import { PeopleTable } from './people-table.js';

/** The accounts. */
export const PeoplePage = () => {
  useTitle(t('admin.people'));
  const { user } = useSession();
  const filtered = useFilteredList<Person>(people, '-id');
  const { list, query, change } = filtered;
  const { filters } = query;
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = filters;
    if (value === undefined || value === '') change(others, undefined);
    else change({ ...others, [name]: value }, name);
  };
  const choice = (name: string, label: string, options: readonly [value: string, text?: string][]) => (
    <Choice label={label} value={filters[name]} options={options} onSet={(value) => set(name, value)} />
  );
  return (
    <>
      <div className="title-row">
        <h1>{t('admin.people')}</h1>
        <div className="actions">
          <Link className="button" to="/users/service-accounts">
            {t('service.title')}
          </Link>
          <Link className="button" to="/users/keys">
            {t('keys.title')}
          </Link>
          <Link className="button" to="/users/invitations">
            {t('people.invite')}
          </Link>
        </div>
      </div>
      <search className="filters">
        <TextFilter
          field={{ name: 'q', type: 'text', schema: { maxLength: 200 }, isRequired: false, options: [] }}
          label={t('people.search')}
          value={filters.q}
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
      <ListBar of={filtered} />
      <ListItems list={list} onClear={() => change({}, undefined)}>
        {(items) => <PeopleTable people={items} ownId={user?.id} isBusy={list.isFetching} />}
      </ListItems>
    </>
  );
};
