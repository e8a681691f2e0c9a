import { useListController } from 'ra-core';
import { useRef } from 'react';
import { Link } from 'react-router-dom';
import type { ApiKey } from '../keys/api-keys.js';
import { KeyPermissions } from '../keys/key-permissions.js';
import { KeyTable } from '../keys/key-table.js';
import { useFocusAfterRemoval } from '../keys/use-keys.js';
import { t } from '../texts.js';
import { ListItems } from '../views/filtered-list.js';
import { useTitle } from '../views/title.js';
import { PersonFilter } from './audit-controls.js';
import PersonLink from './person-link.js';
import { ServiceAccountFilter } from './service-account-filter.js';
import { ServiceAccountLink } from './service-account-link.js';
import { useName } from './use-name.js';

const pathOf = (id: string) => `/api/v1/keys/${id}`;

const Owner = ({ userId, serviceAccountId }: ApiKey) =>
  userId === null ? <ServiceAccountLink id={Number(serviceAccountId)} /> : <PersonLink id={userId} />;

const Permissions = ({ userId, serviceAccountId, permissions }: ApiKey) => {
  const resource = userId === null ? 'service-accounts' : 'users';
  const role = useName(resource, userId ?? Number(serviceAccountId))?.role;
  return <KeyPermissions permissions={permissions} role={role} />;
};

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
  const { userId, serviceAccountId } = list.filterValues;
  const setOwner = (field: string) => (id: number | null) =>
    list.setFilters(id === null ? {} : { [field]: id });
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
        <PersonFilter value={userId} onSet={setOwner('userId')} />
        <ServiceAccountFilter value={serviceAccountId} onSet={setOwner('serviceAccountId')} />
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
            permissionsOf={(key) => <Permissions {...key} />}
          />
        )}
      </ListItems>
    </>
  );
};
