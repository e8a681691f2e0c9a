import { useEffect, useRef, useState } from 'react';
import { fieldErrors } from '../api/data-provider.js';
import { proofOf } from '../api/proofs.js';
import { ProblemError, type SecondFactorError } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { CodeField, RecoveryCodeField } from './code-fields.js';
import { SimpleForm } from './simple-form.js';
import { Explained } from './states.js';

/** Codes that the service accepts for one sign-in. */
const maxCodes = 5;

const isWrongCode = (error: unknown) =>
  error instanceof ProblemError && error.code === 'second-factor-invalid';

/** Whether codes of the app cannot be checked, while recovery codes can. */
const needsRecoveryCode = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.status === 503 && 'code' in fieldErrors(error);

/** The second step of a sign-in. @param onEnd called when it has to begin again, with the reason if it is not a choice */
export default function SecondStep({
  required,
  onDone,
  onEnd,
}: {
  required: SecondFactorError;
  onDone: (() => void) | undefined;
  onEnd: (reason?: string) => void;
}) {
  const { signInWithCode } = useSession();
  const [isRecovery, setRecovery] = useState(false);
  const wrongCodes = useRef(0);
  const [expiresAt] = useState(() => performance.now() + required.expiresIn * 1000);
  const field = useRef<HTMLInputElement>(null);
  // The focus makes screen readers read what is asked for now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another field gets the focus, too
  useEffect(() => field.current?.focus(), [isRecovery]);

  const send = async (values: Readonly<Record<string, string>>) => {
    try {
      await signInWithCode({ challenge: required.challenge, ...proofOf(values) });
    } catch (error) {
      if (isWrongCode(error)) wrongCodes.current += 1;
      if (needsRecoveryCode(error)) throw new Explained(`${error.message} ${t('factor.chooseRecoveryCode')}`);
      if (wrongCodes.current < maxCodes && performance.now() < expiresAt) throw error;
      return onEnd(t('factor.stepEnded'));
    }
    onDone?.();
  };
  return (
    <>
      <SimpleForm key={String(isRecovery)} send={send} button={t('account.signIn')} buttonClass="primary">
        {isRecovery ? <RecoveryCodeField ref={field} /> : <CodeField ref={field} />}
      </SimpleForm>
      {required.methods.includes('recovery-code') && (
        <p>
          <button type="button" className="link" onClick={() => setRecovery(!isRecovery)}>
            {t(isRecovery ? 'factor.useCode' : 'factor.useRecoveryCode')}
          </button>
        </p>
      )}
      <p>
        <button type="button" className="link" onClick={() => onEnd()}>
          {t('factor.startAgain')}
        </button>
      </p>
    </>
  );
}
