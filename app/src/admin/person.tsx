import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router-dom';
import { api } from '../api/service.js';
import { useSession } from '../session.js';
import { fieldLabel, t, valueLabel } from '../texts.js';
import { Failure, Loading, NotFound } from '../views/states.js';
import { useTitle } from '../views/title.js';
import { trailOf } from '../views/trail-address.js';
import { DateTime } from '../views/value.js';
import { AccessCard } from './access-card.js';
import type { AuditEntry } from './audit-words.js';
import { type Person, stateText } from './people.js';
import { Badges } from './people-table.js';
import { ProfileCard } from './profile-card.js';
import { Trail } from './trail.js';
import { usePerson } from './use-person.js';

/** Enough entries to find the last sign-in of most accounts. */
const readEntries = 50;
const shownEntries = 8;

/** An account: what is known about it, and what an admin can do. */
export const PersonPage = () => {
  const { id = '' } = useParams();
  const account = usePerson(id);
  const { user } = useSession();
  const { person, isGone, error, isPending, refetch } = account;
  useTitle(person?.visibleName ?? t('admin.people'));
  const about = useQuery({
    queryKey: ['audit', 'about', id],
    queryFn: async ({ signal }) => {
      const query = { subjectKind: 'user', subjectId: id, limit: readEntries };
      return (await api.get<{ items: AuditEntry[] }>('/api/v1/audit', { query, signal })).data.items;
    },
    enabled: person !== undefined,
  });
  if (isGone) return <Gone id={id} />;
  if (isPending) return <Loading />;
  if (person === undefined) return <Failure error={error} onRetry={refetch} />;
  const isOwn = person.id === user?.id;
  const lastSignIn = about.data?.find(({ action }) => action === 'session.started');
  return (
    <>
      <p className="above">
        <Link to="/users">{t('admin.people')}</Link>
      </p>
      <div className="title-row">
        <div className="with-badges">
          <h1>{person.visibleName}</h1>
          <Badges person={person} isOwn={isOwn} />
        </div>
      </div>
      <Facts person={person} lastSignIn={about.isPending ? '…' : lastSignIn?.at} />
      <div className="cards account-cards">
        <ProfileCard key={id} account={{ ...account, person }} isOwn={isOwn} />
        <AccessCard account={{ ...account, person }} isOwn={isOwn} />
      </div>
      <section className="recent">
        <h2>{t('people.recent')}</h2>
        {about.error ? (
          <Failure error={about.error} onRetry={about.refetch} />
        ) : about.isPending ? (
          <Loading />
        ) : about.data.length === 0 ? (
          <p>{t('people.noEntries')}</p>
        ) : (
          <Trail entries={about.data.slice(0, shownEntries)} heading="h3" />
        )}
        <TrailLinks id={person.id} />
      </section>
    </>
  );
};

const TrailLinks = ({ id }: { id: number }) => (
  <p className="trail-links">
    <Link to={trailOf({ subjectKind: 'user', subjectId: String(id) })}>{t('people.aboutAll')}</Link>{' '}
    <Link to={trailOf({ actorId: id })}>{t('people.didAll')}</Link>
  </p>
);

/** Shown for a removed account, whose audit entries are kept. */
const Gone = ({ id }: { id: string }) => (
  <NotFound>
    <p>{t('people.gone')}</p>
    {/^\d{1,10}$/.test(id) && <TrailLinks id={Number(id)} />}
  </NotFound>
);

const Facts = ({ person, lastSignIn }: { person: Person; lastSignIn: string | undefined }) => {
  const { email, emailVerified, pendingEmail, role, secondFactor, createdAt } = person;
  return (
    <dl className="facts account-facts">
      <div>
        <dt>{fieldLabel('email')}</dt>
        <dd>
          {email}{' '}
          <span className="hint">({t(emailVerified ? 'account.verified' : 'account.unverified')})</span>
        </dd>
      </div>
      {pendingEmail && (
        <div>
          <dt>{fieldLabel('pendingEmail')}</dt>
          <dd>{pendingEmail}</dd>
        </div>
      )}
      <div>
        <dt>{fieldLabel('role')}</dt>
        <dd>{valueLabel(role)}</dd>
      </div>
      <div>
        <dt>{t('people.state')}</dt>
        <dd>{stateText(person)}</dd>
      </div>
      <div>
        <dt>{fieldLabel('secondFactor')}</dt>
        <dd>{t(secondFactor ? 'people.factorOn' : 'people.factorOff')}</dd>
      </div>
      <div>
        <dt>{t('people.since')}</dt>
        <dd>
          <DateTime value={createdAt} />
        </dd>
      </div>
      <div>
        <dt>{t('people.lastSignIn')}</dt>
        <dd>
          {lastSignIn === undefined ? (
            <span className="none">{t('people.noSignIn')}</span>
          ) : lastSignIn === '…' ? (
            lastSignIn
          ) : (
            <DateTime value={lastSignIn} />
          )}
        </dd>
      </div>
    </dl>
  );
};
