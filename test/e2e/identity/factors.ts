import { expect } from 'chai';
import { type CallOptions, type TestService, useOwnService } from '../../support/service.js';
import { codeOfStep } from '../../support/totp.js';
import { emailsSent, emailsTo } from './emails.js';
import { logIn, me, type Person, signedIn } from './people.js';

export const totp = `${me}/totp`;
const secondStep = '/api/v1/auth/login/second-factor';

/** The time step of now. A code of it is also valid in the next 30 seconds at least. */
export const stepOf = (now = new Date()) => Math.floor(now.getTime() / 30_000);

/** A clock that begins with a time step, and only advances by the seconds given to `pass`. */
export const steppedClock = () => {
  let time = stepOf() * 30_000;
  const pass = (seconds: number) => {
    time += seconds * 1000;
  };
  return { now: () => new Date(time), pass };
};

/** Sets an authenticator app up with the code of a step. Returns its secret and the response of the confirmation. */
export const enrol = async (service: TestService, options: CallOptions, step = stepOf()) => {
  const begun = await service.call('POST', totp, options);
  expect(begun.status).to.equal(201);
  const { secret } = begun.body;
  const body = { code: codeOfStep(secret, step) };
  const confirmed = await service.call('POST', `${totp}/confirm`, { ...options, body });
  expect(confirmed.status).to.equal(200);
  return { secret: secret as string, uri: begun.body.uri as string, confirmed };
};

/** An account with a password and a second factor, confirmed with the code of a step. */
export const personWithFactor = async (service: TestService, step?: number, overrides = {}) => {
  const person = await signedIn(service, overrides);
  const { secret, confirmed } = await enrol(service, { token: person.token }, step);
  const { recoveryCodes, accessToken } = confirmed.body;
  return { ...(person as Person), secret, recoveryCodes: recoveryCodes as string[], token: accessToken };
};

/** The second step of a login. */
export const complete = (service: TestService, body: object, headers: Record<string, string> = {}) =>
  service.call('POST', secondStep, { body, headers });

/** The challenge of a login with the right password. */
export const challengeOf = async (service: TestService, email: string): Promise<string> => {
  const { status, body } = await logIn(service, email);
  expect([status, body.code]).to.deep.equal([401, 'second-factor-required']);
  return body.challenge;
};

/** A service of its own with a clock that stands still, for the tests of a describe block. */
export const useSecondFactors = () => {
  const clock = steppedClock();
  const service = useOwnService({}, { clock });
  const step = () => stepOf(clock.now());
  return {
    clock,
    service,
    step,
    person: () => personWithFactor(service(), step()),
    /** The next code of an app, which the service has not seen. */
    nextCode: (secret: string) => {
      clock.pass(30);
      return codeOfStep(secret, step());
    },
    /** The email to an address with a subject. */
    emailAbout: async (address: string, subject: string) => {
      await emailsSent(service());
      return emailsTo(service(), address).find((email) => email.subject === subject);
    },
  };
};
