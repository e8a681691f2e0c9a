import { expect } from 'chai';
import type { TestService } from '../../support/service.js';
import { password } from './people.js';

/** The default limits: settings without a value. */
export const published = Object.fromEntries(
  ['LOGIN_ACCOUNT', 'LOGIN_ADDRESS', 'REGISTER', 'FORGOT'].map((name) => [`LIMITS__${name}`, '']),
);

let made = 0;
/** Returns an address that no other client has. */
export const anAddress = () => {
  made += 1;
  return `198.51.${100 + Math.floor(made / 250)}.${made % 250}`;
};

/** Logs in from this address, through a proxy. */
export const logInFrom = (service: TestService, ip: string, email: string, given = password) =>
  service.call('POST', '/api/v1/auth/login', {
    body: { email, password: given },
    headers: { 'x-forwarded-for': ip },
  });

/** Logs in with a wrong password, each time from another address by default. */
export const failLogins = async (
  service: TestService,
  email: string,
  times: number,
  ip: () => string = anAddress,
) => {
  for (let i = 0; i < times; i += 1)
    expect((await logInFrom(service, ip(), email, 'seven loud violins')).status).to.equal(401);
};
