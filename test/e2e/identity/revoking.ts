import type { CallResult, TestService } from '../../support/service.js';
import { me, newPassword, type Person, password } from './people.js';

const statusOf = async (service: TestService, token: string, path: string) =>
  (await service.call('GET', path, { token })).status;

/** The statuses that a token gets for its own account, and for the list of all. */
export const worthOf = async (service: TestService, token: string) => [
  await statusOf(service, token, me),
  await statusOf(service, token, '/api/v1/users'),
];

export const aUser = [200, 403];
export const anAdmin = [200, 200];
export const none = [401, 401];

interface Act {
  readonly name: string;
  readonly id: string;
  readonly act: (service: TestService, person: Person, admin: string) => Promise<CallResult>;
  /** The statuses that the token gets then. */
  readonly worth: readonly number[];
}

const patch =
  (...bodies: object[]) =>
  async (service: TestService, { id }: Person, token: string) => {
    const responses: CallResult[] = [];
    for (const body of bodies)
      responses.push(await service.call('PATCH', `/api/v1/users/${id}`, { token, body }));
    return responses.at(-1) as CallResult;
  };

/** Every API call that revokes or changes tokens already issued. */
export const acts: readonly Act[] = [
  {
    id: 'ASVS 7.4.1',
    name: 'a logout by the access token',
    act: (service, { token }) => service.call('POST', '/api/v1/auth/logout', { token }),
    worth: none,
  },
  {
    id: 'ASVS 7.4.1',
    name: 'a logout by the refresh token',
    act: (service, { refreshToken }) =>
      service.call('POST', '/api/v1/auth/logout', { body: { refreshToken } }),
    worth: none,
  },
  {
    id: 'ASVS 7.5.2',
    name: 'the end of a session by its owner',
    act: (service, { token, sessionId }) =>
      service.call('DELETE', `/api/v1/auth/sessions/${sessionId}`, { token }),
    worth: none,
  },
  {
    id: 'ASVS 7.5.2',
    name: 'the end of all sessions by their owner',
    act: (service, { token }) => service.call('DELETE', '/api/v1/auth/sessions', { token }),
    worth: none,
  },
  {
    id: 'ASVS 7.4.5',
    name: 'the end of all sessions by an admin',
    act: (service, { id }, token) => service.call('DELETE', `/api/v1/users/${id}/sessions`, { token }),
    worth: none,
  },
  {
    id: 'ASVS 7.4.3',
    name: 'a change of the password in another session',
    act: async (service, person) => {
      const { token } = await service.signIn(person);
      const body = { currentPassword: password, newPassword };
      return service.call('PUT', `${me}/password`, { token, body });
    },
    worth: none,
  },
  { id: 'ASVS 7.4.2', name: 'a deactivation', act: patch({ active: false }), worth: none },
  {
    id: 'ASVS 7.4.2',
    name: 'a deactivation that is undone',
    act: patch({ active: false }, { active: true }),
    worth: none,
  },
  {
    id: 'ASVS 7.4.2',
    name: 'a removal',
    act: (service, { id }, token) => service.call('DELETE', `/api/v1/users/${id}`, { token }),
    worth: none,
  },
  { id: 'ASVS 8.3.2', name: 'a promotion', act: patch({ role: 'admin' }), worth: anAdmin },
  {
    id: 'ASVS 8.3.2',
    name: 'a demotion',
    act: patch({ role: 'admin' }, { role: 'moderator' }, { role: 'user' }),
    worth: aUser,
  },
];
