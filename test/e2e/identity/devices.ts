import { ids } from '../../../src/composition/service-ids.js';
import type { TestService } from '../../support/service.js';
import { logIn, partOf, register } from './people.js';

export const sessionsPath = '/api/v1/auth/sessions';

/** Somebody signed in: a session and its tokens. */
export interface Device {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What codes say of both tokens of an ended session. */
export const ended = ['session-ended', 'session-ended'];

/** People with several devices, and what they see of their sessions. */
export const devicesOn = (service: () => TestService) => {
  const signIn = async (email: string): Promise<Device> => {
    const { body } = await logIn(service(), email);
    return { ...body, id: partOf(body.accessToken, 1).sid };
  };
  return {
    signIn,
    /** Somebody new, signed in on so many devices. */
    person: async (count = 1) => {
      const { body: user } = await register(service());
      const devices: Device[] = [];
      for (let i = 0; i < count; i += 1) devices.push(await signIn(user.email));
      return { user, devices: devices as [Device, ...Device[]] };
    },
    list: async ({ accessToken: token }: Device) =>
      (await service().call('GET', sessionsPath, { token })).body.items,
    idsOf: async ({ accessToken: token }: Device): Promise<string[]> =>
      (await service().call('GET', sessionsPath, { token })).body.items.map(({ id }: Device) => id),
    /** Ends one, or without an id all. */
    end: async ({ accessToken: token }: Device, id?: string) => {
      const path = id === undefined ? sessionsPath : `${sessionsPath}/${id}`;
      const { status, body } = await service().call('DELETE', path, { token });
      return status === 204 ? 'ended' : `${status} ${body.code}`;
    },
    /** What both tokens of a device are worth. */
    worth: async ({ accessToken: token, refreshToken }: Device) => {
      const access = await service().call('GET', '/api/v1/users/me', { token });
      const refresh = await service().call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
      return [access, refresh].map(({ status, body }) => (status === 200 ? 'in' : body.code));
    },
    auditOf: (action: string, userId: number) =>
      service()
        .service.container.get(ids.Database)('audit')
        .where({ action, subject_id: String(userId) }),
  };
};
