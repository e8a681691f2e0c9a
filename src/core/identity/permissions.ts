/** What an account may be, from least to most. */
export const roles = ['user', 'moderator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who asks: an account by its role, or a `guest`, who brought no token. */
export const actors = ['guest', ...roles] as const;
export type Actor = (typeof actors)[number];

const table = {
  'catalogue:read': ['guest', 'user', 'moderator', 'admin'],
  'catalogue:write': ['moderator', 'admin'],
  'account:own': ['user', 'moderator', 'admin'],
  'users:manage': ['admin'],
  'audit:read': ['admin'],
} as const satisfies Record<string, readonly Actor[]>;

export type Permission = keyof typeof table;

/** Who may do what: permission → actors. */
export type PermissionTable = Readonly<Record<Permission, readonly Actor[]>>;

/** The one table of permissions; without public reads, guests read nothing. */
export const permissionTable = (settings: { readonly publicReads: boolean }): PermissionTable => ({
  ...table,
  'catalogue:read': table['catalogue:read'].filter((actor) => actor !== 'guest' || settings.publicReads),
});
