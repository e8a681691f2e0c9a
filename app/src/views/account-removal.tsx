import { useNotify } from 'ra-core';
import { useNavigate } from 'react-router-dom';
import { api } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { PasswordField, SimpleForm } from './simple-form.js';

/** Deletes the account of the person who is signed in, and asks for the password. */
export const AccountRemoval = () => {
  const { forget } = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const remove = async ({ currentPassword = '' }) => {
    await api.remove('/api/v1/users/me', { body: { currentPassword } });
    forget();
    notify(t('account.removed'));
    navigate('/');
  };
  return (
    <section>
      <h2>{t('account.remove')}</h2>
      <details>
        <summary>{t('account.remove')} …</summary>
        <p>{t('account.removeAdvice')}</p>
        <SimpleForm send={remove} button={t('account.removeButton')} buttonClass="danger">
          <PasswordField
            name="currentPassword"
            label={t('account.currentPassword')}
            autoComplete="current-password"
          />
        </SimpleForm>
      </details>
    </section>
  );
};
