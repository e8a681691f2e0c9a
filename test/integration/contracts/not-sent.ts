import { expect } from 'chai';
import { MailNotSent } from '../../../src/core/identity/mailer.js';

/** Returns the error of an email that is not sent. */
export const notSent = async (sending: Promise<void>): Promise<MailNotSent> => {
  const outcome = await sending.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(MailNotSent);
  return outcome as MailNotSent;
};
