import { Link, useNavigate } from 'react-router-dom';
import { api } from '../api/service.js';
import { type User, useSession } from '../session.js';
import { t, valueLabel } from '../texts.js';
import { AccountRemoval } from './account-removal.js';
import { NewPasswordField, PasswordField, TextField, useSubmit } from './simple-form.js';
import { useTitle } from './title.js';
import { DateTime } from './value.js';

/** The path of the own account. */
const me = '/api/v1/users/me';

/** The account of the person who is signed in. */
export const AccountPage = ({ user }: { user: User }) => {
  useTitle(t('account.title'));
  const { signOut } = useSession();
  const navigate = useNavigate();
  const leave = useSubmit(async () => {
    await signOut();
    navigate('/');
  });
  return (
    <div className="account">
      <div className="title-row">
        <h1>{t('account.title')}</h1>
        <form onSubmit={leave.onSubmit}>
          {leave.message}
          <button type="submit" disabled={leave.isBusy}>
            {t('account.signOut')}
          </button>
        </form>
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
      </dl>
      {!user.emailVerified && <Verification />}
      <div className="cards">
        <Name user={user} />
        <Email />
        <Password />
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

const Verification = () => {
  const { onSubmit, isBusy, message } = useSubmit(async () => {
    await api.post('/api/v1/auth/email/verification');
    return t('account.verifyDone');
  });
  return (
    <form onSubmit={onSubmit}>
      {message}
      <button type="submit" disabled={isBusy}>
        {t('account.verify')}
      </button>
    </form>
  );
};

const Name = ({ user }: { user: User }) => {
  const { reload } = useSession();
  const { onSubmit, isBusy, message, errors } = useSubmit(async ({ visibleName }) => {
    await api.patch(me, { body: { visibleName } });
    await reload();
    return t('account.saved');
  });
  return (
    <section>
      <h2>{t('account.name')}</h2>
      <form onSubmit={onSubmit} className="simple">
        {message}
        <TextField
          key={user.visibleName}
          name="visibleName"
          label={t('account.visibleName')}
          defaultValue={user.visibleName}
          autoComplete="nickname"
          error={errors.visibleName}
        />
        <button type="submit" disabled={isBusy}>
          {t('account.save')}
        </button>
      </form>
    </section>
  );
};

const Email = () => {
  const { reload } = useSession();
  const { onSubmit, isBusy, message, errors } = useSubmit(async ({ email, currentPassword }) => {
    await api.patch(me, { body: { email, currentPassword } });
    await reload();
    return t('account.emailSaved');
  });
  return (
    <section>
      <h2>{t('account.changeEmail')}</h2>
      <form onSubmit={onSubmit} className="simple">
        {message}
        <TextField
          name="email"
          label={t('account.newEmail')}
          type="email"
          autoComplete="email"
          error={errors.email}
        />
        <PasswordField
          name="currentPassword"
          label={t('account.currentPassword')}
          autoComplete="current-password"
          error={errors.currentPassword}
        />
        <button type="submit" disabled={isBusy}>
          {t('account.changeEmail')}
        </button>
      </form>
    </section>
  );
};

const Password = () => {
  const { onSubmit, isBusy, message, errors } = useSubmit(async ({ currentPassword, newPassword }) => {
    await api.put(`${me}/password`, { body: { currentPassword, newPassword } });
    return t('account.passwordSaved');
  });
  return (
    <section>
      <h2>{t('account.changePassword')}</h2>
      <form onSubmit={onSubmit} className="simple">
        {message}
        <PasswordField
          name="currentPassword"
          label={t('account.currentPassword')}
          autoComplete="current-password"
          error={errors.currentPassword}
        />
        <NewPasswordField name="newPassword" label={t('account.newPassword')} error={errors.newPassword} />
        <button type="submit" disabled={isBusy}>
          {t('account.changePassword')}
        </button>
      </form>
    </section>
  );
};
