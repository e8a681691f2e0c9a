import { useNotify } from 'ra-core';
import { useState } from 'react';
import { api, ProblemError } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { Dialog } from './dialog.js';
import { CurrentPasswordField, NewPasswordField, SimpleForm } from './simple-form.js';

/**
 * A button and a dialog that turn off the user's own second factor. If the password is too short without it, the dialog
 * asks for a new one.
 */
export const SecondFactorRemoval = ({ onRemoved }: { onRemoved: () => void }) => {
  const { reload } = useSession();
  const notify = useNotify();
  const [isOpen, setOpen] = useState(false);
  const [needsPassword, setNeedsPassword] = useState(false);
  const close = () => {
    setOpen(false);
    setNeedsPassword(false);
  };
  const remove = async (body: Readonly<Record<string, string>>) => {
    try {
      await api.remove('/api/v1/users/me/totp', { body });
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'weak-password') setNeedsPassword(true);
      throw error;
    }
    notify(t('factor.removed'));
    close();
    await reload();
    onRemoved();
  };
  return (
    <>
      <button type="button" className="danger" onClick={() => setOpen(true)}>
        {t('factor.turnOff')}
      </button>
      {isOpen && (
        <Dialog title={t('factor.removeQuestion')} onClose={close}>
          <p>{t('factor.removeAdvice')}</p>
          <SimpleForm send={remove} button={t('factor.turnOff')} buttonClass="danger" onCancel={close}>
            {needsPassword && (
              <>
                <CurrentPasswordField />
                <NewPasswordField name="newPassword" label={t('account.newPassword')} />
              </>
            )}
          </SimpleForm>
        </Dialog>
      )}
    </>
  );
};
