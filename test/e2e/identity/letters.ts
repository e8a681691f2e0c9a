import { setTimeout as sleep } from 'node:timers/promises';
import type { Mail } from '../../../src/adapters/mail/letter-texts.js';
import { ids } from '../../../src/composition/service-ids.js';
import type { CallResult, TestService } from '../../support/service.js';
import { tokenIn } from '../../support/smtp.js';

/** The newest letter to that address, once so many have been printed. Letters are not waited for, but sent. */
export const letterTo = async (
  { mails, service }: TestService,
  address: string,
  count = 1,
): Promise<Mail> => {
  const letters = service.container.get(ids.Mail).sendLetters;
  for (let attempt = 0; attempt < 2_400; attempt += 1) {
    const found = mails.filter(({ to }) => to === address);
    const newest = found.at(-1);
    if (newest !== undefined && found.length >= count) return newest;
    if ((await letters.next()) === undefined) await sleep(25);
  }
  throw new Error(`there is no letter ${count} to ${address}`);
};

/** Sends what is due, and waits for what is being sent already. */
export const lettersSent = async ({ service: { container } }: TestService): Promise<void> => {
  while ((await container.get(ids.Mail).sendLetters.next()) !== undefined);
  while ((await container.get(ids.Database)('mail_queue').first('id')) !== undefined) await sleep(25);
};

/** Makes the links that were sent a minute older, so that newer ones replace them. */
export const aMinutePasses = ({ service: { container } }: TestService) => {
  const knex = container.get(ids.Database);
  return knex('one_time_tokens').update({ expires_at: knex.raw("expires_at - interval '1 minute'") });
};

export const forgot = (service: TestService, email: string): Promise<CallResult> =>
  service.call('POST', '/api/v1/auth/password/forgot', { body: { email } });

export const reset = (service: TestService, token: string, password = 'eight loud trombones') =>
  service.call('POST', '/api/v1/auth/password/reset', { body: { token, password } });

export const verify = (service: TestService, token: string) =>
  service.call('POST', '/api/v1/auth/email/verify', { body: { token } });

/** The token in the newest letter to that address, once so many have come. */
export const tokenTo = async (service: TestService, email: string, count = 1) =>
  tokenIn((await letterTo(service, email, count)).text);

/**
 * A token by which the person with that address may choose a password. Letters on their way may overtake each other, and
 * what is told of one once it is sent may come after what is done by it.
 */
export const forgotten = async (service: TestService, email: string, count = 1) => {
  await lettersSent(service);
  await forgot(service, email);
  const token = await tokenTo(service, email, count);
  await lettersSent(service);
  return token;
};

/** What the audit trail tells of a user, oldest first: action and details. */
export const auditOf = async (service: TestService, userId: number): Promise<[string, object][]> => {
  const rows = await service.service.container
    .get(ids.Database)('audit')
    .where({ subject_kind: 'user', subject_id: String(userId) })
    .orderBy('id');
  return rows.map(({ action, details }) => [action, details]);
};
