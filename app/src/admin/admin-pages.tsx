import { Route, Routes } from 'react-router-dom';
import { NotFound } from '../views/states.js';
import { AllKeysPage } from './all-keys.js';
import { AuditPage } from './audit.js';
import { InvitationsPage } from './invitations.js';
import { PeoplePage } from './people-list.js';
import { PersonPage } from './person.js';
import { ServiceAccountPage } from './service-account.js';
import { ServiceAccountsPage } from './service-accounts.js';

/** The views for admins. They are loaded on demand. */
export default function AdminPages({ views }: { views: 'users' | 'audit' }) {
  return (
    <Routes>
      {views === 'audit' ? (
        <Route index element={<AuditPage />} />
      ) : (
        <>
          <Route index element={<PeoplePage />} />
          <Route path="invitations" element={<InvitationsPage />} />
          <Route path="service-accounts" element={<ServiceAccountsPage />} />
          <Route path="service-accounts/:id" element={<ServiceAccountPage />} />
          <Route path="keys" element={<AllKeysPage />} />
          <Route path=":id" element={<PersonPage />} />
        </>
      )}
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
