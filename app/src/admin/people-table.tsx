import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { fieldLabel, t, valueLabel } from '../texts.js';
import { DateTime } from '../views/value.js';
import { type Person, stateText } from './people.js';

/** Badges for the admin's own account, and for an unusual state. */
export const Badges = ({ person, isOwn }: { person: Person; isOwn: boolean }) => (
  <>
    {isOwn && <span className="badge">{t('people.you')}</span>}
    {!person.active && <span className="badge warning">{stateText(person)}</span>}
  </>
);

/**
 * Accounts as rows; on a narrow screen as cards.
 * @param actions buttons of a row. With them, all rows are accounts without a confirmed email.
 */
export const PeopleTable = ({
  people,
  ownId,
  isBusy = false,
  actions,
}: {
  people: readonly Person[];
  ownId: number | undefined;
  isBusy?: boolean;
  actions?: (person: Person) => ReactNode;
}) => (
  <table className="items people" aria-busy={isBusy}>
    <thead>
      <tr>
        <th scope="col">{fieldLabel('visibleName')}</th>
        <th scope="col">{fieldLabel('email')}</th>
        <th scope="col">{fieldLabel('role')}</th>
        <th scope="col">{t('people.since')}</th>
        {actions && <td />}
      </tr>
    </thead>
    <tbody>
      {people.map((person) => (
        <tr key={person.id}>
          <th scope="row">
            <span className="with-badges">
              <Link to={`/users/${person.id}`}>{person.visibleName}</Link>
              <Badges person={person} isOwn={person.id === ownId} />
            </span>
          </th>
          <td data-label={fieldLabel('email')}>
            {person.email}
            {!actions && !person.emailVerified && <span className="hint"> ({t('account.unverified')})</span>}
          </td>
          <td data-label={fieldLabel('role')}>{valueLabel(person.role)}</td>
          <td data-label={t('people.since')}>
            <DateTime value={person.createdAt} />
          </td>
          {actions && <td className="row-actions">{actions(person)}</td>}
        </tr>
      ))}
    </tbody>
  </table>
);
