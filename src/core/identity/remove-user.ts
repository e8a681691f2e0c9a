import type { Repositories } from '../repositories.js';
import { requireAnotherAdmin } from './last-admin.js';
import type { User } from './user.js';

/**
 * Removes an account, unless `allow` throws or it is the last active admin. Also erases personal data in rows that stay
 * or have no foreign key: email jobs for its address, and IP addresses in the mail queue and the audit trail.
 * Returns false if there is no such user.
 */
export const removeUser = async (
  { users, emailJobs, audit }: Repositories,
  id: number,
  allow: (current: User) => void,
): Promise<boolean> => {
  const admins = await users.lockActiveAdmins();
  let email = '';
  const isRemoved = await users.remove(id, (current) => {
    allow(current);
    requireAnotherAdmin(admins, id);
    email = current.email;
  });
  if (!isRemoved) return false;
  await emailJobs.removeAllTo(email);
  await emailJobs.forgetAddressesOf(id);
  await audit.forgetAddressesOf(id);
  return true;
};
