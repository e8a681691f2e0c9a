import { lazy } from 'react';
import { type Permission, useSession } from '../session.js';
import { SignInNeeded } from './sign-in.js';
import { Forbidden } from './states.js';

const AdminPages = lazy(() => import('../admin/admin-pages.js'));

/** The permission of each group of views for admins. */
const permissions = { users: 'users:manage', audit: 'audit:read' } as const satisfies Record<
  string,
  Permission
>;

/** Shows views for admins to those who may see them. For others, not even their code is loaded. */
export const AdminRoute = ({ views }: { views: keyof typeof permissions }) => {
  const { user, can } = useSession();
  if (!user) return <SignInNeeded />;
  return can(permissions[views]) ? <AdminPages views={views} /> : <Forbidden />;
};
