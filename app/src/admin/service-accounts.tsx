import { useListController } from 'ra-core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { api } from '../api/service.js';
import { fieldLabel, t, valueLabel } from '../texts.js';
import { ListItems } from '../views/filtered-list.js';
import { SimpleForm, TextField } from '../views/simple-form.js';
import { useTitle } from '../views/title.js';
import { Day } from '../views/value.js';
import { RoleField } from './role-field.js';
import { type ServiceAccount, serviceAccountsPath, serviceRoles } from './service-account-facts.js';
import { useInvalidateServiceAccounts } from './use-service-account.js';

/** The accounts of programs. */
export const ServiceAccountsPage = () => {
  useTitle(t('service.title'));
  const list = useListController<ServiceAccount>({
    resource: 'service-accounts',
    sort: { field: 'id', order: 'DESC' },
    perPage: 20,
    disableAuthentication: true,
    queryOptions: { onError: () => {} },
  });
  return (
    <>
      <p className="above">
        <Link to="/users">{t('admin.people')}</Link>
      </p>
      <h1>{t('service.title')}</h1>
      <p className="intro">{t('service.intro')}</p>
      <NewServiceAccount />
      <ListItems list={list} onClear={() => list.setFilters({})}>
        {(accounts) => <ServiceAccountTable accounts={accounts} isBusy={list.isFetching ?? false} />}
      </ListItems>
    </>
  );
};

const NewServiceAccount = () => {
  const [role, setRole] = useState<string>('user');
  const invalidate = useInvalidateServiceAccounts();
  const navigate = useNavigate();
  const create = async ({ name = '' }) => {
    const { data } = await api.post<ServiceAccount>(serviceAccountsPath, { body: { name, role } });
    await navigate(`/users/service-accounts/${data.id}`);
    await invalidate();
  };
  return (
    <SimpleForm
      send={create}
      className="invitation two-fields"
      button={t('service.create')}
      buttonClass="primary"
    >
      <TextField name="name" label={fieldLabel('visibleName')} autoComplete="off" />
      <RoleField roles={serviceRoles} value={role} onChange={setRole} />
    </SimpleForm>
  );
};

const ServiceAccountTable = ({
  accounts,
  isBusy,
}: {
  accounts: readonly ServiceAccount[];
  isBusy: boolean;
}) => (
  <table className="items people" aria-busy={isBusy}>
    <thead>
      <tr>
        <th scope="col">{fieldLabel('visibleName')}</th>
        <th scope="col">{fieldLabel('role')}</th>
        <th scope="col">{t('keys.created')}</th>
      </tr>
    </thead>
    <tbody>
      {accounts.map(({ id, name, role, createdAt }) => (
        <tr key={id}>
          <th scope="row">
            <Link to={`/users/service-accounts/${id}`}>{name}</Link>
          </th>
          <td data-label={fieldLabel('role')}>{valueLabel(role)}</td>
          <td data-label={t('keys.created')}>
            <Day value={createdAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
