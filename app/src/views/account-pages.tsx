import { lazy } from 'react';
import { Navigate, Route, Routes, useSearchParams } from 'react-router-dom';
import { api } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { AccountPage } from './account.js';
import { SessionsPage } from './sessions.js';
import { SignInForm, SignInLinks, SignInNeeded } from './sign-in.js';
import { NewPasswordField, SimpleForm, TextField } from './simple-form.js';
import { NotFound } from './states.js';
import { useTitle } from './title.js';

const OwnKeysPage = lazy(() => import('../keys/own-keys.js'));

/** The path to open after signing in: one of this page, whatever the address says. */
const useNext = () => {
  const next = useSearchParams()[0].get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
};

const SignInPage = () => {
  useTitle(t('account.signIn'));
  const { user } = useSession();
  const next = useNext();
  if (user) return <Navigate to={next} replace />;
  return (
    <div className="narrow">
      <h1>{t('account.signIn')}</h1>
      <SignInForm>
        <SignInLinks />
      </SignInForm>
    </div>
  );
};

const SignUpPage = () => {
  useTitle(t('account.signUp'));
  const { user, signIn } = useSession();
  const next = useNext();
  const register = async ({ email = '', visibleName = '', password = '' }) => {
    await api.post('/api/v1/auth/register', { body: { email, visibleName, password } });
    await signIn({ email, password });
  };
  if (user) return <Navigate to={next} replace />;
  return (
    <div className="narrow">
      <h1>{t('account.signUp')}</h1>
      <SimpleForm send={register} button={t('account.signUp')} buttonClass="primary">
        <TextField name="email" label={t('account.email')} type="email" autoComplete="username" />
        <TextField name="visibleName" label={t('account.visibleName')} autoComplete="nickname" />
        <NewPasswordField name="password" label={t('account.password')} />
      </SimpleForm>
    </div>
  );
};

const ForgotPage = () => {
  useTitle(t('account.forgotTitle'));
  const send = async ({ email = '' }) => {
    await api.post('/api/v1/auth/password/forgot', { body: { email } });
    return t('account.forgotDone');
  };
  return (
    <div className="narrow">
      <h1>{t('account.forgotTitle')}</h1>
      <p>{t('account.forgotAdvice')}</p>
      <SimpleForm send={send} button={t('account.forgotButton')} buttonClass="primary">
        <TextField name="email" label={t('account.email')} type="email" autoComplete="username" />
      </SimpleForm>
    </div>
  );
};

/** The pages under /account: for guests to get in, for users about themselves. */
export default function AccountPages() {
  const { user } = useSession();
  return (
    <Routes>
      <Route path="sign-in" element={<SignInPage />} />
      <Route path="sign-up" element={<SignUpPage />} />
      <Route path="forgot" element={<ForgotPage />} />
      <Route index element={user ? <AccountPage user={user} /> : <SignInNeeded />} />
      <Route path="sessions" element={user ? <SessionsPage /> : <SignInNeeded />} />
      <Route path="keys" element={user ? <OwnKeysPage user={user} /> : <SignInNeeded />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
