import { useNotify } from 'ra-core';
import { useNavigate } from 'react-router-dom';
import { api } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { PasswordField, useSubmit } from './simple-form.js';

/** Deletes the own account, after the password. */
export const AccountRemoval = () => {
  const { forget } = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const { onSubmit, isBusy, message, errors } = useSubmit(async ({ currentPassword }) => {
    await api.remove('/api/v1/users/me', { body: { currentPassword } });
    forget();
    notify(t('account.removed'));
    navigate('/');
  });
  return (
    <section>
      <h2>{t('account.remove')}</h2>
      <details>
        <summary>{t('account.remove')} …</summary>
        <p>{t('account.removeAdvice')}</p>
        <form onSubmit={onSubmit} className="simple">
          {message}
          <PasswordField
            name="currentPassword"
            label={t('account.currentPassword')}
            autoComplete="current-password"
            error={errors.currentPassword}
          />
          <button type="submit" className="danger" disabled={isBusy}>
            {t('account.removeButton')}
          </button>
        </form>
      </details>
    </section>
  );
};
