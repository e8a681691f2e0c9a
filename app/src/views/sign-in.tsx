import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { SecondFactorError } from '../api/service.js';
import { type Permission, useSession } from '../session.js';
import { t } from '../texts.js';
import { Dialog } from './dialog.js';
import { PasswordField, SimpleForm, TextField } from './simple-form.js';
import { Forbidden, Loading } from './states.js';
import { useTitle } from './title.js';

const SecondStep = lazy(() => import('./second-step.js'));

/**
 * Signs in; accounts with a second factor in two steps.
 * @param onDone called afterwards
 * @param children shown below the first step
 */
export const SignInForm = ({
  email: initialEmail,
  onDone,
  children,
}: {
  email?: string | undefined;
  onDone?: () => void;
  children?: ReactNode;
}) => {
  const { signIn } = useSession();
  const [email, setEmail] = useState(initialEmail);
  const [required, setRequired] = useState<SecondFactorError>();
  const [reason, setReason] = useState<string>();
  const send = async ({ email = '', password = '' }) => {
    setReason(undefined);
    try {
      await signIn({ email, password });
    } catch (error) {
      if (!(error instanceof SecondFactorError)) throw error;
      setEmail(email);
      return setRequired(error);
    }
    onDone?.();
  };
  const beginAgain = (why?: string) => {
    setRequired(undefined);
    setReason(why);
  };
  if (required)
    return (
      <Suspense fallback={<Loading />}>
        <SecondStep required={required} onDone={onDone} onEnd={beginAgain} />
      </Suspense>
    );
  return (
    <>
      {reason && <Reason text={reason} />}
      <SimpleForm send={send} button={t('account.signIn')} buttonClass="primary">
        <TextField
          name="email"
          label={t('account.email')}
          type="email"
          autoComplete="username"
          defaultValue={email}
        />
        <PasswordField name="password" label={t('account.password')} autoComplete="current-password" />
      </SimpleForm>
      {children}
    </>
  );
};

/** Why the sign-in has to begin again. The focus makes screen readers read it. */
const Reason = ({ text }: { text: string }) => {
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => shown.current?.focus(), []);
  return (
    <div ref={shown} tabIndex={-1} className="message error">
      {text}
    </div>
  );
};

/** Shown in place of a view that guests may not see, until they have signed in. */
export const SignInNeeded = () => {
  useTitle(t('account.signIn'));
  return (
    <div className="narrow">
      <h1>{t('account.signIn')}</h1>
      <p>{t('account.needed')}</p>
      <SignInForm>
        <SignInLinks />
      </SignInForm>
    </div>
  );
};

/** Shows its children to accounts with the permission. Guests can sign in. */
export const Permitted = ({ permission, children }: { permission: Permission; children: ReactNode }) => {
  const { user, can } = useSession();
  if (!user) return <SignInNeeded />;
  return can(permission) ? children : <Forbidden />;
};

export const SignInLinks = () => {
  const { search } = useLocation();
  return (
    <>
      <p>
        <Link to={`/account/forgot${search}`}>{t('account.forgot')}</Link>
      </p>
      <p>
        {t('account.haveNone')} <Link to={`/account/sign-up${search}`}>{t('account.signUp')}</Link>
      </p>
    </>
  );
};

/**
 * Asks for the password when the session has ended while the page was open. The view stays below, with what was typed, and
 * shows the same account until another one signs in.
 */
export const SessionEnded = () => {
  const { isEnded, user, forget } = useSession();
  const [count, setCount] = useState(0);
  if (!isEnded) return null;
  return (
    <Dialog
      key={count}
      title={t('account.ended')}
      onClose={() => {
        setCount(count + 1);
        forget();
      }}
    >
      <p>{t('account.endedAdvice')}</p>
      <SignInForm email={user?.email} />
    </Dialog>
  );
};
