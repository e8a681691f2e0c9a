import { expect } from 'chai';
import type { TestService } from '../../support/service.js';

export const password = 'seven quiet violins';
const login = '/api/v1/auth/login';
// The defaults: a setting without a value.
export const published = Object.fromEntries(
  ['LOGIN_ACCOUNT', 'LOGIN_ADDRESS', 'REGISTER'].map((name) => [`LIMITS__${name}`, '']),
);
let made = 0;
/** An address that nobody else comes from. */
export const anAddress = () => {
  made += 1;
  return `198.51.${100 + Math.floor(made / 250)}.${made % 250}`;
};

/** Somebody logs in by way of a proxy of ours, from that address. */
export const logInFrom = (service: TestService, ip: string, email: string, given = password) =>
  service.call('POST', login, { body: { email, password: given }, headers: { 'x-forwarded-for': ip } });

/** So many wrong passwords, each from another address unless told otherwise. */
export const fail = async (
  service: TestService,
  email: string,
  times: number,
  ip: () => string = anAddress,
) => {
  for (let i = 0; i < times; i += 1) {
    expect((await logInFrom(service, ip(), email, 'seven loud violins')).status).to.equal(401);
  }
};
