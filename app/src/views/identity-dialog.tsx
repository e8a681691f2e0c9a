import { useEffect, useRef, useState } from 'react';
import { proofOf } from '../api/proofs.js';
import { confirm, type RequiredProof } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { CodeField, RecoveryCodeField } from './code-fields.js';
import { Dialog } from './dialog.js';
import { PasswordField, SimpleForm } from './simple-form.js';

/** The ways to confirm who one is, and the button that leads to each. */
const ways = {
  code: 'factor.useCode',
  recoveryCode: 'factor.useRecoveryCode',
  password: 'identity.usePassword',
} as const;
type Way = keyof typeof ways;

/** The ways that help: the first one is asked for. */
const waysFor = (required: RequiredProof, hasFactor: boolean): readonly Way[] => {
  if (required === 'code') return ['code', 'recoveryCode'];
  return hasFactor ? ['code', 'recoveryCode', 'password'] : ['password'];
};

/** Asks for the password, or for a code of the second factor. */
export default function IdentityDialog({
  required,
  onConfirmed,
  onCancel,
}: {
  required: RequiredProof;
  onConfirmed: () => void;
  onCancel: () => void;
}) {
  const { user } = useSession();
  // The account in this tab is from before, if another tab has set the second factor up.
  const possible = waysFor(required, required !== 'any' || user?.secondFactor === true);
  const [way, setWay] = useState(possible[0]);
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another field gets the focus, too
  useEffect(() => field.current?.focus(), [way]);
  const send = async ({ password, ...values }: Readonly<Record<string, string>>) => {
    await confirm(password === undefined ? proofOf(values) : { password });
    onConfirmed();
  };
  return (
    <Dialog title={t('identity.title')} onClose={onCancel}>
      <p>{t(required === 'code' ? 'identity.codeAdvice' : 'identity.advice')}</p>
      <SimpleForm
        key={way}
        send={send}
        button={t('identity.button')}
        buttonClass="primary"
        onCancel={onCancel}
      >
        {way === 'code' && <CodeField ref={field} />}
        {way === 'recoveryCode' && <RecoveryCodeField ref={field} />}
        {way === 'password' && (
          <PasswordField
            name="password"
            label={t('account.password')}
            autoComplete="current-password"
            ref={field}
          />
        )}
      </SimpleForm>
      {possible
        .filter((other) => other !== way)
        .map((other) => (
          <p key={other}>
            <button type="button" className="link" onClick={() => setWay(other)}>
              {t(ways[other])}
            </button>
          </p>
        ))}
    </Dialog>
  );
}
