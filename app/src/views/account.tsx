import { useNotify } from 'ra-core';
import { Link, useNavigate } from 'react-router-dom';
import { api } from '../api/service.js';
import { type User, useSession } from '../session.js';
import { t, valueLabel } from '../texts.js';
import { AccountRemoval } from './account-removal.js';
import { SecondFactorCard } from './second-factor.js';
import { CurrentPasswordField, NewPasswordField, SimpleForm, TextField } from './simple-form.js';
import { useTitle } from './title.js';
import { DateTime } from './value.js';

/** The path of the user's own account. */
const me = '/api/v1/users/me';

/** The account of the person who is signed in. */
export const AccountPage = ({ user }: { user: User }) => {
  useTitle(t('account.title'));
  const { signOut } = useSession();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut();
    navigate('/');
  };
  return (
    <div className="account">
      <div className="title-row">
        <h1>{t('account.title')}</h1>
        <SimpleForm className="" send={leave} button={t('account.signOut')} />
      </div>
      <dl className="facts">
        <div>
          <dt>{t('account.email')}</dt>
          <dd>
            {user.email} ({t(user.emailVerified ? 'account.verified' : 'account.unverified')})
          </dd>
        </div>
        <div>
          <dt>{t('account.role')}</dt>
          <dd>{valueLabel(user.role)}</dd>
        </div>
        <div>
          <dt>{t('account.since')}</dt>
          <dd>
            <DateTime value={user.createdAt} />
          </dd>
        </div>
        <div>
          <dt>{t('account.sessions')}</dt>
          <dd>
            <Link to="/account/sessions">{t('account.sessionsAdvice')}</Link>
          </dd>
        </div>
        <div>
          <dt>{t('keys.title')}</dt>
          <dd>
            <Link to="/account/keys">{t('keys.accountAdvice')}</Link>
          </dd>
        </div>
      </dl>
      {!user.emailVerified && user.pendingEmail === null && (
        <SimpleForm className="" send={sendVerification} button={t('account.verify')} />
      )}
      <div className="cards">
        <Name user={user} />
        <Email user={user} />
        <Password user={user} />
        <SecondFactorCard user={user} />
        <section>
          <h2>{t('account.data')}</h2>
          <p>{t('account.dataAdvice')}</p>
          <a className="button" href={`${me}/export`} download>
            {t('account.download')}
          </a>
        </section>
        <AccountRemoval />
      </div>
    </div>
  );
};

const sendVerification = async () => {
  await api.post('/api/v1/auth/email/verification');
  return t('account.verifyDone');
};

const Name = ({ user }: { user: User }) => {
  const { reload } = useSession();
  const save = async ({ visibleName = '' }) => {
    await api.patch(me, { body: { visibleName } });
    await reload();
    return t('account.saved');
  };
  return (
    <section>
      <h2>{t('account.name')}</h2>
      <SimpleForm send={save} button={t('account.save')}>
        <TextField
          key={user.visibleName}
          name="visibleName"
          label={t('account.visibleName')}
          defaultValue={user.visibleName}
          autoComplete="nickname"
        />
      </SimpleForm>
    </section>
  );
};

const Email = ({ user }: { user: User }) => {
  const { reload } = useSession();
  const save = async ({ email = '', currentPassword = '' }) => {
    const { data } = await api.patch<User>(me, { body: { email, currentPassword } });
    await reload();
    return data.pendingEmail
      ? t('account.emailSent', { pending: data.pendingEmail })
      : t('account.emailSaved');
  };
  return (
    <section>
      <h2>{t('account.changeEmail')}</h2>
      {user.pendingEmail && <PendingEmail email={user.email} pending={user.pendingEmail} />}
      <SimpleForm send={save} button={t('account.changeEmail')}>
        <TextField name="email" label={t('account.newEmail')} type="email" autoComplete="email" />
        <CurrentPasswordField />
      </SimpleForm>
    </section>
  );
};

/** A change of the email whose link was not followed yet. The current email ends it. */
const PendingEmail = ({ email, pending }: { email: string; pending: string }) => {
  const { reload } = useSession();
  const notify = useNotify();
  const cancel = async ({ currentPassword = '' }) => {
    await api.patch(me, { body: { email, currentPassword } });
    notify(t('account.emailKept'));
    await reload();
  };
  return (
    <>
      <p>{t('account.emailPending', { email, pending })}</p>
      <SimpleForm className="" send={sendVerification} button={t('account.resendLink')} />
      <details>
        <summary>{t('account.keepEmail')} …</summary>
        <SimpleForm send={cancel} button={t('account.keepEmail')}>
          <CurrentPasswordField />
        </SimpleForm>
      </details>
    </>
  );
};

const savePassword = async ({ currentPassword = '', newPassword = '' }) => {
  await api.put(`${me}/password`, { body: { currentPassword, newPassword } });
  return t('account.passwordSaved');
};

const Password = ({ user }: { user: User }) => (
  <section>
    <h2>{t('account.changePassword')}</h2>
    <SimpleForm send={savePassword} button={t('account.changePassword')}>
      <CurrentPasswordField />
      <NewPasswordField
        name="newPassword"
        label={t('account.newPassword')}
        hasSecondFactor={user.secondFactor}
      />
    </SimpleForm>
  </section>
);
