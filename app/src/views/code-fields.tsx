import type { Ref } from 'react';
import { t } from '../texts.js';
import { TextField } from './simple-form.js';

interface Props {
  readonly ref?: Ref<HTMLInputElement>;
}

/** The code of an authenticator app. */
export const CodeField = ({ ref, advice = t('factor.codeAdvice') }: Props & { advice?: string }) => (
  <TextField
    name="code"
    label={t('factor.code')}
    advice={advice}
    inputMode="numeric"
    autoComplete="one-time-code"
    ref={ref}
  />
);

/** A recovery code, for users without their app. */
export const RecoveryCodeField = ({ ref }: Props) => (
  <TextField
    name="recoveryCode"
    label={t('factor.recoveryCode')}
    advice={t('factor.recoveryCodeAdvice')}
    autoComplete="off"
    ref={ref}
  />
);
