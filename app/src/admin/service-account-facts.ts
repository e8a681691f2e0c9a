import type { Schemas } from '../api/service.js';
import { fieldLabel, t, valueLabel } from '../texts.js';

/** An account of a program. */
export type ServiceAccount = Schemas['ServiceAccount'];

export const serviceAccountsPath = '/api/v1/service-accounts';
/** A service account cannot be an admin. */
export const serviceRoles = ['user', 'moderator'] as const;

/** In words, what is different in two versions of a service account. */
export const serviceAccountChanges = (before: ServiceAccount, now: ServiceAccount): string[] => [
  ...(before.name === now.name
    ? []
    : [t('people.change', { field: fieldLabel('visibleName'), before: before.name, now: now.name })]),
  ...(before.role === now.role
    ? []
    : [
        t('people.change', {
          field: fieldLabel('role'),
          before: valueLabel(before.role),
          now: valueLabel(now.role),
        }),
      ]),
];
