import type { CallResult, TestService } from '../../support/service.js';

let made = 0;

/** A body for the sign-up that nobody else has used. */
export const registration = (overrides: object = {}) => {
  made += 1;
  return {
    email: `someone-${made}@example.com`,
    visibleName: `Someone ${made}`,
    password: 'seven quiet violins',
    ...overrides,
  };
};

export const register = (service: TestService, overrides: object = {}): Promise<CallResult> =>
  service.call('POST', '/api/v1/auth/register', { body: registration(overrides) });

export const logIn = (service: TestService, email: string, password = 'seven quiet violins') =>
  service.call('POST', '/api/v1/auth/login', { body: { email, password } });

/** A JSON part of a JWT: 0 its header, 1 its claims. */
export const partOf = (token: string, index: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[index] as string, 'base64url').toString());
