import { setTimeout as sleep } from 'node:timers/promises';
import type { Email } from '../../../src/adapters/mail/email-texts.js';
import { ids } from '../../../src/composition/service-ids.js';
import type { CallResult, TestService } from '../../support/service.js';
import { tokenIn } from '../../support/smtp.js';
import { databaseOf } from './people.js';

/** Waits until `count` emails to the address are printed. Returns the newest one. */
export const emailTo = async (
  { mails, service }: TestService,
  address: string,
  count = 1,
): Promise<Email> => {
  const sender = service.container.get(ids.Mail).sendEmails;
  for (let attempt = 0; attempt < 2_400; attempt += 1) {
    const found = mails.filter(({ to }) => to === address);
    const newest = found.at(-1);
    if (newest !== undefined && found.length >= count) return newest;
    if ((await sender.next()) === undefined) await sleep(25);
  }
  throw new Error(`there is no email ${count} to ${address}`);
};

/** Sends the emails that are due, and waits for those that the service is sending. */
export const emailsSent = async (service: TestService): Promise<void> => {
  while ((await service.service.container.get(ids.Mail).sendEmails.next()) !== undefined);
  while ((await databaseOf(service)('mail_queue').first('id')) !== undefined) await sleep(25);
};

export const emailsTo = ({ mails }: TestService, address: string) => mails.filter(({ to }) => to === address);

export const forgot = (service: TestService, email: string): Promise<CallResult> =>
  service.call('POST', '/api/v1/auth/password/forgot', { body: { email } });

export const reset = (service: TestService, token: string, password = 'eight loud trombones') =>
  service.call('POST', '/api/v1/auth/password/reset', { body: { token, password } });

export const verify = (service: TestService, token: string) =>
  service.call('POST', '/api/v1/auth/email/verify', { body: { token } });

/** The same, but returns the token of the email. */
export const tokenTo = async (service: TestService, email: string, count = 1) =>
  tokenIn((await emailTo(service, email, count)).text);

/**
 * Returns a token that resets the password of the account. Waits for other emails first, since their order may change,
 * and for the audit entry of this one, which is written after it is sent.
 */
export const resetToken = async (service: TestService, email: string, count = 1) => {
  await emailsSent(service);
  await forgot(service, email);
  const token = await tokenTo(service, email, count);
  await emailsSent(service);
  return token;
};

/** The audit entries about a user, oldest first: action and details. */
export const auditOf = async (service: TestService, userId: number): Promise<[string, object][]> => {
  const rows = await databaseOf(service)('audit')
    .where({ subject_kind: 'user', subject_id: String(userId) })
    .orderBy('id');
  return rows.map(({ action, details }) => [action, details]);
};
