import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { mustEnrol, ProblemError } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { useTitle } from './title.js';

/** Shown while something is read. Screen readers announce it. */
export const Loading = () => (
  <p className="state" role="status">
    {t('app.loading')}
  </p>
);

const minutes = (seconds: number) =>
  new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: seconds > 90 ? 'minute' : 'second',
    unitDisplay: 'long',
  }).format(seconds > 90 ? Math.ceil(seconds / 60) : seconds);

/** Whether an error says that there is no such item, or not any more. */
export const isGone = (error: unknown): boolean => error instanceof ProblemError && error.status === 404;

/** What a person can do about an error. */
export const messageOf = (error: unknown): string => {
  const { cause } = error as { cause?: unknown };
  const problem = cause instanceof ProblemError ? cause : error;
  if (!(problem instanceof ProblemError)) return t('app.offline');
  const { status, retryAfter = 1 } = problem;
  if (status === 429) return t('app.tooMany', { time: minutes(Math.max(1, Math.ceil(retryAfter))) });
  if (status === 502 || status === 503 || status === 504) return t('app.busy');
  if (problem.code === 'mail-not-configured') return t('app.noMail');
  return problem.message;
};

/** An error that says itself what a person can do, perhaps in more than one sentence. */
export class Explained extends Error {
  constructor(readonly explanation: ReactNode) {
    super('explained');
  }
}

/** Leads to the set-up or, if the session began without a code at an instance that asks for none, to another sign-in. */
const EnrolmentAdvice = () => {
  const isSetUp = useSession().user?.secondFactor === true;
  return (
    <>
      {t(isSetUp ? 'factor.oneStep' : 'factor.enrol')}{' '}
      <Link to={isSetUp ? '/account' : '/account#two-step'}>
        {t(isSetUp ? 'factor.oneStepLink' : 'factor.enrolLink')}
      </Link>
    </>
  );
};

/** What is shown of an error. */
export const explanationOf = (error: unknown): ReactNode => {
  if (error instanceof Explained) return error.explanation;
  return mustEnrol(error) ? <EnrolmentAdvice /> : messageOf(error);
};

/** An error, in place of what could not be read. The frame of the views says once that two-step sign-in is missing. */
export const Failure = ({ error, onRetry }: { error: unknown; onRetry?: () => void }) =>
  mustEnrol(error) ? null : (
    <div className="state" role="alert">
      <p>{explanationOf(error)}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {t('app.retry')}
        </button>
      )}
    </div>
  );

/** What to do about missing two-step sign-in, in the frame of the views. */
export const EnrolmentNotice = () => (
  <div className="message error" role="alert">
    <EnrolmentAdvice />
  </div>
);

export const NotFound = ({ children }: { children?: ReactNode }) => {
  useTitle(t('app.notFound'));
  return (
    <div className="state">
      <h1>{t('app.notFound')}</h1>
      {children ?? <p>{t('app.notFoundAdvice')}</p>}
      <p>
        <Link to="/">{t('app.home')}</Link>
      </p>
    </div>
  );
};

/** In place of a view that the account may not see. */
export const Forbidden = () => (
  <NotFound>
    <p>{t('app.forbidden')}</p>
  </NotFound>
);
