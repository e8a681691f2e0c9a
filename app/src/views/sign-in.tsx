import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { type Permission, useSession } from '../session.js';
import { t } from '../texts.js';
import { PasswordField, SimpleForm, TextField } from './simple-form.js';
import { Forbidden } from './states.js';
import { useTitle } from './title.js';

/** Signs in. @param onDone called afterwards */
export const SignInForm = ({ email, onDone }: { email?: string; onDone?: () => void }) => {
  const { signIn } = useSession();
  const send = async ({ email = '', password = '' }) => {
    await signIn({ email, password });
    onDone?.();
  };
  return (
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
  );
};

/** Shown in place of a view that guests may not see, until they have signed in. */
export const SignInNeeded = () => {
  useTitle(t('account.signIn'));
  return (
    <div className="narrow">
      <h1>{t('account.signIn')}</h1>
      <p>{t('account.needed')}</p>
      <SignInForm />
      <SignInLinks />
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

/** Shows its children above the page, which stays as it is. */
const Dialog = ({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
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
