import { useListController, useNotify } from 'ra-core';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { api } from '../api/service.js';
import { useSession } from '../session.js';
import { fieldLabel, t } from '../texts.js';
import { ConfirmButton } from '../views/confirm.js';
import { ListPages } from '../views/pages.js';
import { SimpleForm, TextField } from '../views/simple-form.js';
import { Explained, Failure, Loading } from '../views/states.js';
import { useTitle } from '../views/title.js';
import { type Person, peoplePath, roles } from './people.js';
import { PeopleTable } from './people-table.js';
import { RoleField } from './role-field.js';
import { useInvalidatePeople } from './use-person.js';

/** Invites people, and shows who has not followed an emailed link yet. */
export const InvitationsPage = () => {
  useTitle(t('invite.title'));
  return (
    <>
      <p className="above">
        <Link to="/users">{t('admin.people')}</Link>
      </p>
      <h1>{t('invite.title')}</h1>
      <p className="intro">{t('invite.advice')}</p>
      <InvitationForm />
      <h2>{t('invite.open')}</h2>
      <p className="intro">{t('invite.openAdvice')}</p>
      <Unconfirmed />
    </>
  );
};

const InvitationForm = () => {
  const invalidate = useInvalidatePeople();
  const [role, setRole] = useState<string>('user');
  const invite = async ({ email = '', visibleName = '' }) => {
    await api.post(peoplePath, { body: { email, visibleName, role } });
    await invalidate();
    return t('invite.done', { email });
  };
  return (
    <SimpleForm send={invite} className="invitation" button={t('invite.button')} buttonClass="primary">
      <TextField name="email" label={fieldLabel('email')} type="email" autoComplete="off" />
      <TextField name="visibleName" label={fieldLabel('visibleName')} autoComplete="off" />
      <RoleField roles={roles} value={role} onChange={setRole} />
    </SimpleForm>
  );
};

const Unconfirmed = () => {
  const { user } = useSession();
  const list = useListController<Person>({
    resource: 'users',
    filter: { emailVerified: false },
    sort: { field: 'id', order: 'DESC' },
    perPage: 20,
    disableAuthentication: true,
    disableSyncWithLocation: true,
    storeKey: 'invitations',
    queryOptions: { onError: () => {} },
  });
  const { data, error, isPending, isFetching, hasNextPage, hasPreviousPage, refetch } = list;
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (isPending) return <Loading />;
  if (data.length === 0) return <p className="state">{t('invite.none')}</p>;
  return (
    <>
      <PeopleTable
        people={data}
        ownId={user?.id}
        isBusy={isFetching}
        actions={(person) => person.id !== user?.id && <InvitationActions person={person} />}
      />
      {(hasNextPage || hasPreviousPage) && <ListPages list={list} />}
    </>
  );
};

/** Removes an account, unless its owner has followed a link since the list was read. */
const withdraw = async (path: string) => {
  const { data, response } = await api.get<Person>(path);
  if (data.emailVerified) throw new Explained(t('invite.accepted'));
  await api.remove(path, { headers: { 'If-Match': response.headers.get('ETag') ?? '*' } });
};

const InvitationActions = ({ person: { id, visibleName: name, email } }: { person: Person }) => {
  const notify = useNotify();
  const invalidate = useInvalidatePeople();
  return (
    <>
      <ConfirmButton
        label={t('invite.resend')}
        name={t('invite.resendTo', { name })}
        question={t('invite.resendQuestion', { name })}
        advice={t('invite.resendAdvice', { email })}
        act={async () => {
          await api.post(`${peoplePath}/${id}/password-reset`);
          notify(t('people.resetDone'));
          await invalidate();
        }}
      />
      <ConfirmButton
        label={t('invite.revoke')}
        name={t('invite.revokeOf', { name })}
        question={t('people.removeQuestion', { name })}
        advice={t('people.removeAdvice', { name })}
        isDanger
        act={async () => {
          await withdraw(`${peoplePath}/${id}`);
          notify(t('people.removeDone', { name }));
          await invalidate();
        }}
      />
    </>
  );
};
