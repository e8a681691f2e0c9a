import { useNotify } from 'ra-core';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { api } from '../api/service.js';
import { t } from '../texts.js';
import { ConfirmButton } from '../views/confirm.js';
import type { Account } from './profile-card.js';

const Action = ({ what, children }: { what: string; children: ReactNode }) => (
  <li>
    <p>{what}</p>
    {children}
  </li>
);

const keysOf = ({ id }: Account['person']) =>
  `/users/keys?${new URLSearchParams({ filter: JSON.stringify({ userId: id }) })}`;

/** Deactivates or activates an account, and ends its sessions. Admins change their own account on its own page. */
export const AccessCard = ({ account, isOwn }: { account: Account; isOwn: boolean }) => (
  <section>
    <h2>{t('people.access')}</h2>
    {isOwn ? (
      <>
        <p>
          {t('people.own')} {t('people.ownAdvice')}
        </p>
        <Link className="button" to="/account">
          {t('account.title')}
        </Link>
      </>
    ) : (
      <ul className="action-list">
        {account.person.active ? <Suspend {...account} /> : <Reinstate {...account} />}
        <EndSessions {...account} />
        <ResetPassword {...account} />
        <Action what={t('keys.personWhat')}>
          <Link className="button" to={keysOf(account.person)}>
            {t('keys.title')}
          </Link>
        </Action>
        {account.person.secondFactor && <RemoveSecondFactor {...account} />}
        <Remove {...account} />
      </ul>
    )}
  </section>
);

const Suspend = ({ person: { visibleName: name }, path, change }: Account) => {
  const notify = useNotify();
  return (
    <Action what={t('people.suspendWhat')}>
      <ConfirmButton
        label={t('people.suspend')}
        question={t('people.suspendQuestion', { name })}
        advice={t('people.suspendAdvice', { name })}
        isDanger
        act={async () => {
          await change((headers) => api.patch(path, { body: { active: false }, headers }));
          notify(t('people.suspendDone', { name }));
        }}
      />
    </Action>
  );
};

const Reinstate = ({ person: { visibleName: name }, path, change }: Account) => {
  const notify = useNotify();
  return (
    <Action what={t('people.reinstateWhat')}>
      <ConfirmButton
        label={t('people.reinstate')}
        question={t('people.reinstateQuestion', { name })}
        advice={t('people.reinstateAdvice', { name })}
        act={async () => {
          await change((headers) => api.patch(path, { body: { active: true }, headers }));
          notify(t('people.reinstateDone', { name }));
        }}
      />
    </Action>
  );
};

const EndSessions = ({ person: { visibleName: name }, path, change }: Account) => {
  const notify = useNotify();
  return (
    <Action what={t('people.endSessionsWhat')}>
      <ConfirmButton
        label={t('people.endSessions')}
        question={t('people.endSessionsQuestion', { name })}
        advice={t('people.endSessionsAdvice')}
        isDanger
        act={async () => {
          await change(() => api.remove(`${path}/sessions`));
          notify(t('people.endSessionsDone', { name }));
        }}
      />
    </Action>
  );
};

const ResetPassword = ({ person: { visibleName: name, email, active }, path, change }: Account) => {
  const notify = useNotify();
  return (
    <Action what={t('people.resetWhat')}>
      <ConfirmButton
        label={t('people.reset')}
        question={t('people.resetQuestion', { name })}
        advice={[t('people.resetAdvice', { email }), !active && t('people.resetSuspended')]
          .filter(Boolean)
          .join(' ')}
        isDanger
        act={async () => {
          await change(() => api.post(`${path}/password-reset`));
          notify(t('people.resetDone'));
        }}
      />
    </Action>
  );
};

const RemoveSecondFactor = ({ person: { visibleName: name, email }, path, change }: Account) => {
  const notify = useNotify();
  return (
    <Action what={t('people.removeFactorWhat')}>
      <ConfirmButton
        label={t('people.removeFactor')}
        question={t('people.removeFactorQuestion', { name })}
        advice={t('people.removeFactorAdvice', { name, email })}
        isDanger
        act={async () => {
          await change(() => api.remove(`${path}/totp`));
          notify(t('people.removeFactorDone', { name }));
        }}
      />
    </Action>
  );
};

const Remove = ({ person: { visibleName: name }, path, change }: Account) => {
  const notify = useNotify();
  const navigate = useNavigate();
  return (
    <Action what={t('people.removeWhat')}>
      <ConfirmButton
        label={t('people.remove')}
        question={t('people.removeQuestion', { name })}
        advice={t('people.removeAdvice', { name })}
        isDanger
        act={async () => {
          await change(
            (headers) => api.remove(path, { headers }),
            () => navigate('/users'),
          );
          notify(t('people.removeDone', { name }));
        }}
      />
    </Action>
  );
};
