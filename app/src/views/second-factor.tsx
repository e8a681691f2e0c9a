import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { api } from '../api/service.js';
import { type User, useSession } from '../session.js';
import { t } from '../texts.js';
import { ConfirmButton } from './confirm.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SecondFactorRemoval } from './second-factor-removal.js';
import type { TotpSecret } from './second-factor-set-up.js';
import { SimpleForm } from './simple-form.js';
import { Loading } from './states.js';

const SetUp = lazy(() => import('./second-factor-set-up.js'));

const me = '/api/v1/users/me';
/** The part of the page that `/account#two-step` leads to. */
const id = 'two-step';

/** The secret or the recovery codes that the card shows. The API returns each of them only once. */
type Step = { readonly secret: TotpSecret } | { readonly recoveryCodes: readonly string[] };

/** The second factor of the user's own account: set-up, new recovery codes, removal. */
export const SecondFactorCard = ({ user }: { user: User }) => {
  const { reload } = useSession();
  const [step, setStep] = useState<Step>();
  const heading = useRef<HTMLHeadingElement>(null);
  const hasLeft = useRef(false);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === `#${id}`) heading.current?.focus();
  }, [hash]);
  useEffect(() => {
    if (step === undefined && hasLeft.current) heading.current?.focus();
    hasLeft.current = step !== undefined;
  }, [step]);

  const begin = async () => {
    const { data } = await api.post<TotpSecret>(`${me}/totp`);
    setStep({ secret: data });
  };
  const confirmed = async (recoveryCodes: readonly string[]) => {
    setStep({ recoveryCodes });
    await reload();
  };
  const replaceCodes = async () => {
    const { data } = await api.post<{ recoveryCodes: string[] }>(`${me}/recovery-codes`);
    setStep({ recoveryCodes: data.recoveryCodes });
  };
  return (
    <section id={id}>
      <h2 ref={heading} tabIndex={-1}>
        {t('factor.title')}
      </h2>
      <div>
        {step === undefined ? (
          user.secondFactor ? (
            <>
              <p>{t('factor.on')}</p>
              <div className="buttons">
                <ConfirmButton
                  label={t('factor.newCodes')}
                  question={t('factor.newCodesQuestion')}
                  advice={t('factor.newCodesAdvice')}
                  act={replaceCodes}
                />
                <SecondFactorRemoval onRemoved={() => heading.current?.focus()} />
              </div>
            </>
          ) : (
            <>
              <p>{t('factor.off')}</p>
              <SimpleForm send={begin} button={t('factor.setUp')} />
            </>
          )
        ) : 'secret' in step ? (
          <Suspense fallback={<Loading />}>
            <SetUp secret={step.secret} onConfirmed={confirmed} onCancel={() => setStep(undefined)} />
          </Suspense>
        ) : (
          <RecoveryCodes codes={step.recoveryCodes} onDone={() => setStep(undefined)} />
        )}
      </div>
    </section>
  );
};
