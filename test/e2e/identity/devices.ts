import type { TestService } from '../../support/service.js';
import { databaseOf, logIn, me, partOf, refresh, register } from './people.js';

export const sessionsPath = '/api/v1/auth/sessions';

/** A session and its tokens. */
export interface Device {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What both tokens of a session return: while it is live, and once it has ended. */
export const live = ['in', 'in'];
export const ended = ['session-ended', 'session-ended'];

/** Accounts with several sessions, and what they see of them. */
export const devicesOn = (service: () => TestService) => {
  const signIn = async (email: string): Promise<Device> => {
    const { body } = await logIn(service(), email);
    return { ...body, id: partOf(body.accessToken, 1).sid };
  };
  const list = async ({ accessToken: token }: Device) =>
    (await service().call('GET', sessionsPath, { token })).body.items;
  return {
    signIn,
    list,
    /** A new account with that many sessions. */
    person: async (count = 1) => {
      const { body: user } = await register(service());
      const devices: Device[] = [];
      for (let i = 0; i < count; i += 1) devices.push(await signIn(user.email));
      return { user, devices: devices as [Device, ...Device[]] };
    },
    idsOf: async (device: Device): Promise<string[]> => (await list(device)).map(({ id }: Device) => id),
    /** Ends one session, or without an id all. */
    end: async ({ accessToken: token }: Pick<Device, 'accessToken'>, id?: string) => {
      const path = id === undefined ? sessionsPath : `${sessionsPath}/${id}`;
      const { status, body } = await service().call('DELETE', path, { token });
      return status === 204 ? 'ended' : `${status} ${body.code}`;
    },
    /** What both tokens of a session return: `in` or a problem code. */
    worth: async ({ accessToken: token, refreshToken }: Device) => {
      const responses = [await service().call('GET', me, { token }), await refresh(service(), refreshToken)];
      return responses.map(({ status, body }) => (status === 200 ? 'in' : body.code));
    },
    auditOf: (action: string, userId: number) =>
      databaseOf(service())('audit').where({ action, subject_id: String(userId) }),
  };
};
