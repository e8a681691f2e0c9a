import { useEffect, useRef, useState } from 'react';
import { confirm } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { CodeField, proofOf } from './code-fields.js';
import { Dialog } from './dialog.js';
import { PasswordField, SimpleForm } from './simple-form.js';

/** Asks for the password, or for a code of the second factor. */
export default function IdentityDialog({
  startsWithCode,
  onConfirmed,
  onCancel,
}: {
  startsWithCode: boolean;
  onConfirmed: () => void;
  onCancel: () => void;
}) {
  const { user } = useSession();
  const [isByCode, setByCode] = useState(startsWithCode);
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another field gets the focus, too
  useEffect(() => field.current?.focus(), [isByCode]);
  const send = async ({ password, ...values }: Readonly<Record<string, string>>) => {
    await confirm(password === undefined ? proofOf(values) : { password });
    onConfirmed();
  };
  return (
    <Dialog title={t('identity.title')} onClose={onCancel}>
      <p>{t('identity.advice')}</p>
      <SimpleForm
        key={String(isByCode)}
        send={send}
        button={t('identity.button')}
        buttonClass="primary"
        onCancel={onCancel}
      >
        {isByCode ? (
          <CodeField ref={field} />
        ) : (
          <PasswordField
            name="password"
            label={t('account.password')}
            autoComplete="current-password"
            ref={field}
          />
        )}
      </SimpleForm>
      {user?.secondFactor && (
        <p>
          <button type="button" className="link" onClick={() => setByCode(!isByCode)}>
            {t(isByCode ? 'identity.usePassword' : 'factor.useCode')}
          </button>
        </p>
      )}
    </Dialog>
  );
}
