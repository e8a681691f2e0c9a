import { useNotify } from 'ra-core';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { api, ConflictError } from '../api/service.js';
import { KeysOfOwner } from '../keys/keys-of-owner.js';
import { fieldLabel, t, valueLabel } from '../texts.js';
import { ConfirmButton } from '../views/confirm.js';
import { SimpleForm, TextField } from '../views/simple-form.js';
import { Explained, Failure, isGone, Loading, NotFound } from '../views/states.js';
import { useTitle } from '../views/title.js';
import { trailOf } from '../views/trail-address.js';
import { Day } from '../views/value.js';
import { RoleField } from './role-field.js';
import { type ServiceAccount, serviceAccountChanges, serviceRoles } from './service-account-facts.js';
import { Meanwhile } from './use-person.js';
import { useInvalidateServiceAccounts, useServiceAccount } from './use-service-account.js';

const pathOfKey = (id: string) => `/api/v1/keys/${id}`;

/** A service account: its name, role and keys. */
export const ServiceAccountPage = () => {
  const { id = '' } = useParams();
  const { account, etag, path, error, isPending, refetch, showStored } = useServiceAccount(id);
  useTitle(account?.name ?? t('service.title'));
  if (isGone(error))
    return (
      <NotFound>
        <p>{t('service.gone')}</p>
        {/^\d{1,10}$/.test(id) && <TrailLinks id={id} />}
      </NotFound>
    );
  if (isPending) return <Loading />;
  if (account === undefined) return <Failure error={error} onRetry={refetch} />;
  const versioned = { 'If-Match': etag ?? '*' };
  return (
    <>
      <p className="above">
        <Link to="/users/service-accounts">{t('service.title')}</Link>
      </p>
      <div className="title-row">
        <h1>{account.name}</h1>
        <RemoveAccount account={account} path={path} />
      </div>
      <dl className="facts">
        <div>
          <dt>{fieldLabel('role')}</dt>
          <dd>{valueLabel(account.role)}</dd>
        </div>
        <div>
          <dt>{t('keys.created')}</dt>
          <dd>
            <Day value={account.createdAt} />
          </dd>
        </div>
        <div>
          <dt>{t('admin.audit')}</dt>
          <dd>
            <TrailLinks id={id} />
          </dd>
        </div>
      </dl>
      <KeysOfOwner
        owner={{ listPath: `${path}/keys`, pathOf: pathOfKey, canRename: false, role: account.role }}
        heading="h2"
      />
      <h2>{t('people.profile')}</h2>
      <Profile
        key={id}
        account={account}
        send={(body) => api.patch(path, { body, headers: versioned })}
        showStored={showStored}
      />
    </>
  );
};

const TrailLinks = ({ id }: { id: string }) => (
  <span className="trail-links">
    <Link to={trailOf({ subjectKind: 'service-account', subjectId: id })}>{t('people.aboutAll')}</Link>{' '}
    <Link to={trailOf({ serviceAccountId: Number(id) })}>{t('service.didAll')}</Link>
  </span>
);

const Profile = ({
  account,
  send,
  showStored,
}: {
  account: ServiceAccount;
  send: (body: object) => Promise<unknown>;
  showStored: (error: ConflictError) => Promise<ServiceAccount | undefined>;
}) => {
  const invalidate = useInvalidateServiceAccounts();
  const notify = useNotify();
  // What is changed here is sent, and nothing else.
  const [typed, setTyped] = useState<{ name?: string; role?: string }>({});
  const { name, role } = { ...account, ...typed };
  const patch = {
    ...(name.trim() !== account.name && { name: name.trim() }),
    ...(role !== account.role && { role }),
  };
  const save = async () => {
    if (Object.keys(patch).length === 0) throw new Explained(t('people.unchanged'));
    try {
      await send(patch);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const stored = await showStored(error);
      if (stored === undefined) throw new Explained(t('service.gone'));
      throw new Explained(<Meanwhile changes={serviceAccountChanges(account, stored)} />);
    }
    notify(t('people.saved'));
    await invalidate();
    setTyped({});
  };
  return (
    <SimpleForm send={save} className="invitation two-fields" button={t('account.save')}>
      <TextField
        name="name"
        label={fieldLabel('visibleName')}
        autoComplete="off"
        value={name}
        onChange={({ target }) => setTyped({ ...typed, name: target.value })}
      />
      <RoleField
        roles={serviceRoles}
        value={role}
        onChange={(chosen) => setTyped({ ...typed, role: chosen })}
      />
    </SimpleForm>
  );
};

const RemoveAccount = ({ account: { name }, path }: { account: ServiceAccount; path: string }) => {
  const invalidate = useInvalidateServiceAccounts();
  const notify = useNotify();
  const navigate = useNavigate();
  return (
    <ConfirmButton
      label={t('form.remove')}
      question={t('form.removeQuestion', { name })}
      advice={t('service.removeAdvice')}
      isDanger
      act={async () => {
        await api.remove(path, { headers: { 'If-Match': '*' } }).catch((error) => {
          // It is removed already: by an earlier attempt whose response was lost, or by somebody else.
          if (!isGone(error)) throw error;
        });
        notify(t('form.removed', { name }));
        await navigate('/users/service-accounts');
        await invalidate();
      }}
    />
  );
};
