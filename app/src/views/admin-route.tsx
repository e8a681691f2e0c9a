import { lazy } from 'react';
import type { Permission } from '../session.js';
import { Permitted } from './sign-in.js';

const AdminPages = lazy(() => import('../admin/admin-pages.js'));

/** The permission of each group of views for admins. */
const permissions = { users: 'users:manage', audit: 'audit:read' } as const satisfies Record<
  string,
  Permission
>;

/** Shows views for admins to those who may see them. For others, not even their code is loaded. */
export const AdminRoute = ({ views }: { views: keyof typeof permissions }) => (
  <Permitted permission={permissions[views]}>
    <AdminPages views={views} />
  </Permitted>
);
