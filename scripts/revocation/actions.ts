import assert from 'node:assert/strict';

export const admin = { email: 'admin@example.com', password: 'a password for this check' };
const password = 'seven quiet violins';

interface Call {
  readonly token?: string;
  readonly body?: object;
}
const send = async (method: string, url: string, { token, body }: Call = {}) => {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
};
/** Sends a request. @throws AssertionError unless the response has this status */
export const call = async (method: string, url: string, wanted: number, options: Call = {}) => {
  const { status, body } = await send(method, url, options);
  assert.equal(status, wanted, `${method} ${url}: ${JSON.stringify(body)}`);
  return body;
};

interface Person {
  readonly id: number;
  readonly email: string;
  /** An access token, or an API key. */
  readonly token: string;
}

/** The owner of an API key, with the key as token. */
interface KeyOwner extends Person {
  readonly keyId: string;
}
let registered = 0;
const signIn = async (api: string, { id, email }: Omit<Person, 'token'>): Promise<Person> => {
  const { accessToken } = await call('POST', `${api}/auth/login`, 200, { body: { email, password } });
  return { id, email, token: accessToken };
};
const register = async (api: string): Promise<Person> => {
  registered += 1;
  const body = { email: `person-${registered}@example.com`, visibleName: `Person ${registered}`, password };
  return signIn(api, await call('POST', `${api}/auth/register`, 201, { body }));
};

/** Returns the rights of a token, by a request that needs no database query: nothing, user or moderator. */
export const rightsOf = async (api: string, token: string) => {
  const { status } = await send('POST', `${api}/authors`, { token, body: {} });
  const rightsByStatus: Record<number, string> = { 401: 'nothing', 403: 'user', 422: 'moderator' };
  return rightsByStatus[status] ?? `${status}`;
};

/** Makes an API key. @param path of the owner */
const withKey = async (
  api: string,
  path: string,
  token: string,
  owner: Omit<Person, 'token'>,
): Promise<KeyOwner> => {
  const body = { name: 'A key', permissions: ['catalogue:read', 'catalogue:write'] };
  const { id: keyId, key } = await call('POST', `${api}/${path}/keys`, 201, { token, body });
  return { ...owner, keyId, token: key };
};

/** A moderator with a key, which has what the role of its owner has. */
const moderatorWithKey = async (api: string, adminToken: string): Promise<KeyOwner> => {
  const person = await register(api);
  await change({ role: 'moderator' })(api, person, adminToken);
  return withKey(api, 'users/me', person.token, person);
};

/** A service account with a key. */
const serviceWithKey = async (api: string, adminToken: string): Promise<KeyOwner> => {
  registered += 1;
  const body = { name: `service ${registered}`, role: 'moderator' };
  const { id } = await call('POST', `${api}/service-accounts`, 201, { token: adminToken, body });
  return withKey(api, `service-accounts/${id}`, adminToken, { id, email: '' });
};

/** A person, an action that changes their rights, and the rights of their token after it. */
export interface Revocation {
  readonly prepare: (api: string, adminToken: string) => Promise<Person>;
  readonly act: (api: string, person: Person, adminToken: string) => Promise<unknown>;
  readonly rightsAfter: string;
}
const change =
  (body: object) =>
  (api: string, { id }: Person, token: string) =>
    call('PATCH', `${api}/users/${id}`, 200, { token, body });

const removeKey = (api: string, person: Person, token: string) =>
  call('DELETE', `${api}/keys/${(person as KeyOwner).keyId}`, 204, { token });
const removeUser = (api: string, { id }: Person, token: string) =>
  call('DELETE', `${api}/users/${id}`, 204, { token });

/** What ends or changes API keys. */
export const revocationsOfKeys = async (
  api: string,
  adminToken: string,
): Promise<Record<string, Revocation>> => {
  const [owner, service] = [await moderatorWithKey(api, adminToken), await serviceWithKey(api, adminToken)];
  const roleChange = (of: KeyOwner, path: string, role: string): Revocation => ({
    prepare: async () => of,
    act: (at, { id }, token) => call('PATCH', `${at}/${path}/${id}`, 200, { token, body: { role } }),
    rightsAfter: role,
  });
  return {
    'key removed': { prepare: moderatorWithKey, act: removeKey, rightsAfter: 'nothing' },
    'key of a deactivated user': {
      prepare: moderatorWithKey,
      act: change({ active: false }),
      rightsAfter: 'nothing',
    },
    'key of a removed user': { prepare: moderatorWithKey, act: removeUser, rightsAfter: 'nothing' },
    'key, role of its user, down': roleChange(owner, 'users', 'user'),
    'key, role of its user, up': roleChange(owner, 'users', 'moderator'),
    'key, role of its service account, down': roleChange(service, 'service-accounts', 'user'),
    'key, role of its service account, up': roleChange(service, 'service-accounts', 'moderator'),
    'key of a removed service account': {
      prepare: serviceWithKey,
      act: (at, { id }, token) => call('DELETE', `${at}/service-accounts/${id}`, 204, { token }),
      rightsAfter: 'nothing',
    },
  };
};

export const revocations = async (api: string): Promise<Record<string, Revocation>> => {
  const known = await register(api);
  const again = (at: string) => signIn(at, known);
  const promoted = await register(api);
  const roleChange = (role: string): Revocation => ({
    prepare: async () => promoted,
    act: change({ role }),
    rightsAfter: role,
  });
  return {
    logout: {
      prepare: again,
      act: (at, { token }) => call('POST', `${at}/auth/logout`, 204, { token }),
      rightsAfter: 'nothing',
    },
    'session end': {
      prepare: again,
      act: (at, { id }, token) => call('DELETE', `${at}/users/${id}/sessions`, 204, { token }),
      rightsAfter: 'nothing',
    },
    deactivation: { prepare: register, act: change({ active: false }), rightsAfter: 'nothing' },
    deletion: { prepare: register, act: removeUser, rightsAfter: 'nothing' },
    'role change, up': roleChange('moderator'),
    'role change, down': roleChange('user'),
  };
};
