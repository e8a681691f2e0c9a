/** The roles of accounts, from least to most permissions. */
export const roles = ['user', 'moderator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The sender of a request: an account, by its role, or a `guest` without a token. */
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

/** The actors that have each permission. */
export type PermissionTable = Readonly<Record<Permission, readonly Actor[]>>;

/** The only table of permissions. Without public reads, guests cannot read anything. */
export const permissionTable = (settings: { readonly publicReads: boolean }): PermissionTable => ({
  ...table,
  'catalogue:read': table['catalogue:read'].filter((actor) => actor !== 'guest' || settings.publicReads),
});
