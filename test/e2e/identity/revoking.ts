import { ids } from '../../../src/composition/service-ids.js';
import type { CallResult, TestService } from '../../support/service.js';
import { logIn, partOf } from './people.js';

/** Somebody who logged in. */
export interface Person {
  readonly id: number;
  readonly sessionId: string;
  readonly token: string;
  readonly refreshToken: string;
}

let hash: Promise<string> | undefined;
/** What opens an account to the password that `logIn` takes; made once, since it is work. */
export const passwordHash = (service: TestService) => {
  hash ??= service.service.container.get(ids.Accounts).hasher.hash('seven quiet violins');
  return hash;
};

export const personOn = async (service: TestService): Promise<Person> => {
  const { email, id } = await service.user({ passwordHash: await passwordHash(service) });
  const { accessToken: token, refreshToken } = (await logIn(service, email)).body;
  return { id, sessionId: partOf(token, 1).sid, token, refreshToken };
};

const statusOf = async (service: TestService, token: string, path: string) =>
  (await service.call('GET', path, { token })).status;

/** What a token is worth: for its own account, and for the list of all. */
export const worthOf = async (service: TestService, token: string) => [
  await statusOf(service, token, '/api/v1/users/me'),
  await statusOf(service, token, '/api/v1/users'),
];

export const aUser = [200, 403];
export const anAdmin = [200, 200];
export const nobody = [401, 401];

interface Act {
  readonly name: string;
  readonly id: string;
  readonly act: (service: TestService, person: Person, admin: string) => Promise<CallResult>;
  /** What the token is worth then. */
  readonly worth: readonly number[];
}

const patch =
  (...bodies: object[]) =>
  async (service: TestService, { id }: Person, token: string) => {
    const answers: CallResult[] = [];
    for (const body of bodies) {
      answers.push(await service.call('PATCH', `/api/v1/users/${id}`, { token, body }));
    }
    return answers.at(-1) as CallResult;
  };

/** Everything that an API call revokes or changes for tokens already issued. */
export const acts: readonly Act[] = [
  {
    id: 'ASVS 7.4.1',
    name: 'a logout by the access token',
    act: (service, { token }) => service.call('POST', '/api/v1/auth/logout', { token }),
    worth: nobody,
  },
  {
    id: 'ASVS 7.4.1',
    name: 'a logout by the refresh token',
    act: (service, { refreshToken }) =>
      service.call('POST', '/api/v1/auth/logout', { body: { refreshToken } }),
    worth: nobody,
  },
  {
    id: 'ASVS 7.5.2',
    name: 'the end of a session by its owner',
    act: (service, { token, sessionId }) =>
      service.call('DELETE', `/api/v1/auth/sessions/${sessionId}`, { token }),
    worth: nobody,
  },
  {
    id: 'ASVS 7.5.2',
    name: 'the end of all sessions by their owner',
    act: (service, { token }) => service.call('DELETE', '/api/v1/auth/sessions', { token }),
    worth: nobody,
  },
  {
    id: 'ASVS 7.4.5',
    name: 'the end of all sessions by an admin',
    act: (service, { id }, token) => service.call('DELETE', `/api/v1/users/${id}/sessions`, { token }),
    worth: nobody,
  },
  { id: 'ASVS 7.4.2', name: 'a deactivation', act: patch({ active: false }), worth: nobody },
  {
    id: 'ASVS 7.4.2',
    name: 'a deactivation that is undone',
    act: patch({ active: false }, { active: true }),
    worth: nobody,
  },
  {
    id: 'ASVS 7.4.2',
    name: 'a removal',
    act: (service, { id }, token) => service.call('DELETE', `/api/v1/users/${id}`, { token }),
    worth: nobody,
  },
  { id: 'ASVS 8.3.2', name: 'a promotion', act: patch({ role: 'admin' }), worth: anAdmin },
  {
    id: 'ASVS 8.3.2',
    name: 'a demotion',
    act: patch({ role: 'admin' }, { role: 'moderator' }, { role: 'user' }),
    worth: aUser,
  },
];
