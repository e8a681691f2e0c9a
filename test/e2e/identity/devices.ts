import type { User } from '../../../src/core/identity/user.js';
import type { SignedIn, TestService } from '../../support/service.js';
import { databaseOf, me, personWithPassword, refresh } from './people.js';

export const sessionsPath = '/api/v1/auth/sessions';

/** The results of both tokens of a session: while it is live, and after it has ended. */
export const live = ['in', 'in'];
export const ended = ['session-ended', 'session-ended'];

/** Accounts with several sessions, and their lists of sessions. */
export const devicesOn = (service: () => TestService) => {
  const list = async ({ token }: Pick<SignedIn, 'token'>) =>
    (await service().call('GET', sessionsPath, { token })).body.items;
  return {
    signIn: (user: User) => service().signIn(user),
    list,
    /** A new account with this number of sessions. */
    person: async (count = 1) => {
      const user = await personWithPassword(service());
      const devices = [service().signedIn(user)];
      while (devices.length < count) devices.push(await service().signIn(user));
      return { user, devices: devices as [SignedIn, ...SignedIn[]] };
    },
    idsOf: async (device: SignedIn): Promise<string[]> =>
      (await list(device)).map(({ id }: { id: string }) => id),
    /** Ends one session, or all without an id. */
    end: async ({ token }: Pick<SignedIn, 'token'>, id?: string) => {
      const path = id === undefined ? sessionsPath : `${sessionsPath}/${id}`;
      const { status, body } = await service().call('DELETE', path, { token });
      return status === 204 ? 'ended' : `${status} ${body.code}`;
    },
    /** The results of both tokens of a session: `in` or a problem code. */
    worth: async ({ token, refreshToken }: SignedIn) => {
      const responses = [await service().call('GET', me, { token }), await refresh(service(), refreshToken)];
      return responses.map(({ status, body }) => (status === 200 ? 'in' : body.code));
    },
    auditOf: (action: string, userId: number) =>
      databaseOf(service())('audit').where({ action, subject_id: String(userId) }),
  };
};
