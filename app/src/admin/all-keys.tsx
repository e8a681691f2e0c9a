import { useListController } from 'ra-core';
import { useRef } from 'react';
import { Link } from 'react-router-dom';
import type { ApiKey } from '../keys/api-keys.js';
import { KeyTable } from '../keys/key-table.js';
import { useFocusAfterRemoval } from '../keys/use-keys.js';
import { t } from '../texts.js';
import { ListItems } from '../views/filtered-list.js';
import { ReferencePicker } from '../views/reference-picker.js';
import { useTitle } from '../views/title.js';
import { people } from './people.js';
import PersonLink from './person-link.js';
import { ServiceAccountLink } from './service-account-link.js';

const pathOf = (id: string) => `/api/v1/keys/${id}`;

const Owner = ({ userId, serviceAccountId }: ApiKey) =>
  userId === null ? <ServiceAccountLink id={Number(serviceAccountId)} /> : <PersonLink id={userId} />;

/** The keys of all accounts. */
export const AllKeysPage = () => {
  useTitle(t('keys.all'));
  const heading = useRef<HTMLHeadingElement>(null);
  // The order is fixed, so that no sort is sent: newest first.
  const list = useListController<ApiKey>({
    resource: 'keys',
    sort: { field: '', order: 'DESC' },
    perPage: 20,
    disableAuthentication: true,
    queryOptions: { onError: () => {} },
  });
  const onRemoved = useFocusAfterRemoval(list.data, heading);
  const { userId } = list.filterValues;
  return (
    <>
      <p className="above">
        <Link to="/users">{t('admin.people')}</Link>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {t('keys.all')}
      </h1>
      <p className="intro">{t('keys.allIntro')}</p>
      <search className="filters">
        <div className="filter">
          <ReferencePicker
            kind={people}
            label={t('audit.person')}
            value={userId === undefined ? null : Number(userId)}
            onChange={(id) => list.setFilters(id === null ? {} : { userId: id })}
          />
        </div>
      </search>
      <ListItems list={list} onClear={() => list.setFilters({})}>
        {(keys) => (
          <KeyTable
            keys={keys}
            pathOf={pathOf}
            canRename={false}
            onRemoved={onRemoved}
            isBusy={list.isFetching}
            ownerOf={(key) => <Owner {...key} />}
          />
        )}
      </ListItems>
    </>
  );
};
