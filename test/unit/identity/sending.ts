import type { EmailKind } from '../../../src/core/identity/email-message.js';
import { SendEmails } from '../../../src/core/identity/send-emails.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { identity } from './accounts.js';

/** An initiator who is not signed in. */
export const by = { actorId: null, ip: '192.0.2.1', requestId: 'request-1' };

export const setUp = async () => {
  const all = identity();
  const { mails, work, refreshTokens, clock, emailLimit, users, add } = all;
  const mailer = new FakeMailer();
  const use = new SendEmails(work, mailer, refreshTokens, clock, emailLimit, users);
  const queue = (kind: EmailKind, to: string, userId: number | null = null, actorId: number | null = null) =>
    mails.add({ kind, to, userId, by: { ...by, actorId } });
  return { ...all, use, mailer, queue, ada: await add('ada') };
};
