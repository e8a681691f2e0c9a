import { expect } from 'chai';
import { MailNotSent } from '../../../src/core/identity/mailer.js';

/** What a letter was refused with. */
export const notSent = async (sending: Promise<void>): Promise<MailNotSent> => {
  const outcome = await sending.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(MailNotSent);
  return outcome as MailNotSent;
};
