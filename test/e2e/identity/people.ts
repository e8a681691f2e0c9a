import { ids } from '../../../src/composition/service-ids.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import type { CallResult, SignedIn, TestService } from '../../support/service.js';

export const password = 'seven quiet violins';
export const newPassword = 'eight louder trumpets';
export const me = '/api/v1/users/me';

let made = 0;

/** A sign-up body with an email and a name that no other account has. */
export const registration = (overrides: object = {}) => {
  made += 1;
  return { email: `someone-${made}@example.com`, visibleName: `Someone ${made}`, password, ...overrides };
};

export const register = (service: TestService, overrides: object = {}): Promise<CallResult> =>
  service.call('POST', '/api/v1/auth/register', { body: registration(overrides) });

export const logIn = (service: TestService, email: string, given = password) =>
  service.call('POST', '/api/v1/auth/login', { body: { email, password: given } });

export const refresh = (service: TestService, refreshToken: unknown) =>
  service.call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });

let hash: Promise<string> | undefined;
/** The hash of the password that `logIn` sends; computed once, since that is slow. */
export const passwordHash = (service: TestService) => {
  hash ??= service.service.container.get(ids.Accounts).hasher.hash(password);
  return hash;
};

/** Creates an account with the password that `logIn` sends. */
export const personWithPassword = async (service: TestService, overrides: Partial<Account> = {}) =>
  service.user({ passwordHash: await passwordHash(service), ...overrides });

export type Person = User & SignedIn;

/** The same with a session. Without a sign-up and a login, which would hash the password. */
export const signedIn = async (service: TestService, overrides: Partial<Account> = {}): Promise<Person> => {
  const user = await personWithPassword(service, overrides);
  return { ...user, ...service.signedIn(user) };
};

/** One JSON part of a JWT: 0 its header, 1 its claims. */
export const partOf = (token: string, index: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[index] as string, 'base64url').toString());

export const databaseOf = ({ service }: TestService) => service.container.get(ids.Database);

/** The status and the problem code of a response. */
export const outcomeOf = ({ status, body }: CallResult): [status: number, code: string | undefined] => [
  status,
  body?.code,
];

/** The parts of responses that a client can compare: everything except the request's id and path, and the date. */
export const distinguishable = ({ status, body, headers }: CallResult) => {
  const { requestId, instance, ...problem } = body ?? {};
  const kept = [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
  return { status, problem, headers: Object.fromEntries(kept) };
};
