import { Route, Routes } from 'react-router-dom';
import { NotFound } from '../views/states.js';
import { AuditPage } from './audit.js';
import { InvitationsPage } from './invitations.js';
import { PeoplePage } from './people-list.js';
import { PersonPage } from './person.js';

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
          <Route path=":id" element={<PersonPage />} />
        </>
      )}
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
