import { setUp } from './owner-of-factor.js';

/** Ada with a second factor, and the initiator of her next request. */
export const withFactor = async (shortPassword = false) => {
  const all = await setUp();
  await all.enrol();
  await all.addSession(all.ada.id, 'another');
  if (shortPassword) await all.users.change(all.ada.id, (current) => ({ ...current, shortPassword }));
  all.work.audit = [];
  all.work.mailRows.emailJobs.clear();
  const { id: userId, role } = await all.add('admin', { role: 'admin' });
  const admin = { ...all.caller, userId, role };
  const account = async () => (await all.users.find(all.ada.id)) ?? all.ada;
  const left = async () => [
    await all.work.totpFactors.find(all.ada.id),
    await all.work.recoveryCodes.count(all.ada.id),
  ];
  return { ...all, admin, account, left };
};

export const subjectOf = ({ id }: { readonly id: number }) => ({ kind: 'user', id });
