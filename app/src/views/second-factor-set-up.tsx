import { useEffect, useRef } from 'react';
import { encode } from 'uqr';
import { codeIn } from '../api/proofs.js';
import { api, ProblemError, type Schemas } from '../api/service.js';
import { t } from '../texts.js';
import { CodeField } from './code-fields.js';
import { CopyButton } from './copy-button.js';
import { SimpleForm } from './simple-form.js';
import { Explained } from './states.js';

export type TotpSecret = Schemas['TotpSecret'];

/** Modules of white around a QR code (ISO/IEC 18004). */
const border = 4;

/** A QR code. Black on white in every colour scheme, as scanners expect. */
const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { data, size } = encode(text, { ecc: 'M', border });
  const modules = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')));
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`}>
      <path d={modules.join('')} />
    </svg>
  );
};

const confirm = async ({ code = '' }: Readonly<Record<string, string>>) => {
  const path = '/api/v1/users/me/totp/confirm';
  try {
    return (await api.post<Schemas['TotpConfirmed']>(path, { body: { code: codeIn(code) } })).data
      .recoveryCodes;
  } catch (error) {
    // Another tab has begun again, or it was a day ago.
    if (error instanceof ProblemError && error.status === 404) throw new Explained(t('factor.setUpEnded'));
    throw error;
  }
};

/** Shows the secret to an authenticator app, and asks for a code of it. */
export default function SecondFactorSetUp({
  secret: { secret, uri },
  onConfirmed,
  onCancel,
}: {
  secret: TotpSecret;
  onConfirmed: (recoveryCodes: readonly string[]) => Promise<void>;
  onCancel: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The focus makes screen readers read the new step.
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h3 ref={heading} tabIndex={-1}>
        {t('factor.scan')}
      </h3>
      <p>{t('factor.scanAdvice')}</p>
      <QrCode text={uri} label={t('factor.qrCode')} />
      <p>{t('factor.secretAdvice')}</p>
      <p className="secret">
        <code>{secret.match(/.{1,4}/g)?.join(' ')}</code> <CopyButton text={secret} />
        <a href={uri}>{t('factor.openApp')}</a>
      </p>
      <SimpleForm
        send={async (values) => onConfirmed(await confirm(values))}
        button={t('factor.turnOn')}
        buttonClass="primary"
        onCancel={onCancel}
      >
        <CodeField advice={t('factor.firstCodeAdvice')} />
      </SimpleForm>
    </>
  );
}
