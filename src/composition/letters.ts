import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'inversify';
import { KnexOneTimeTokenRepository } from '../adapters/knex/knex-one-time-token-repository.js';
import type { Mail } from '../adapters/mail/letter-texts.js';
import { NoMailer } from '../adapters/mail/no-mailer.js';
import { PrintingMailer } from '../adapters/mail/printing-mailer.js';
import { SmtpMailer } from '../adapters/mail/smtp-mailer.js';
import { EmailLimit } from '../core/identity/email-limit.js';
import { InviteUser } from '../core/identity/invite-user.js';
import type { Mailer } from '../core/identity/mail-ports.js';
import { RecoverPassword } from '../core/identity/recover-password.js';
import { SendLetters } from '../core/identity/send-letters.js';
import { VerifyEmail } from '../core/identity/verify-email.js';
import type { Log } from '../core/shared/log.js';
import { ids } from './service-ids.js';
import type { Settings } from './settings.js';

/** Where letters are shown that no server takes. */
export type PrintMail = (mail: Mail) => void;

/** Milliseconds between two looks at what is due. Not at once: what is done for those who exist must not slow an answer. */
const lookEvery = 1_000;
/** Milliseconds that a letter under way is given when the service stops; then it is sent again later. */
const patience = 10_000;

const mailerBy = (
  { SMTP__URL: url, MAIL__FROM: from, PUBLIC_URL: publicUrl }: Settings,
  print: PrintMail | undefined,
): Mailer => {
  if (url !== undefined && from !== undefined) return new SmtpMailer({ url, from, publicUrl });
  return print === undefined ? new NoMailer() : new PrintingMailer(publicUrl, print);
};

/** Binds what writes letters, and what their links do. */
export const bindLetters = (
  container: Container,
  { settings, printMail }: { readonly settings: Settings; readonly printMail?: PrintMail | undefined },
): void => {
  container
    .bind(ids.OneTimeTokenRepository)
    .toResolvedValue((db) => new KnexOneTimeTokenRepository(db), [ids.Database]);
  container.bind(ids.Mailer).toConstantValue(mailerBy(settings, printMail));
  container
    .bind(ids.EmailLimit)
    .toResolvedValue(
      (limiter, { LIMITS__EMAIL }) => new EmailLimit(limiter, { name: 'email', ...LIMITS__EMAIL }),
      [ids.Limiter, ids.Settings],
    );
  container
    .bind(ids.SendLetters)
    .toResolvedValue(
      (work, mailer, tokens, clock, limit, users) =>
        new SendLetters(work, mailer, tokens, clock, limit, users),
      [ids.UnitOfWork, ids.Mailer, ids.RefreshTokens, ids.Clock, ids.EmailLimit, ids.UserRepository],
    );
  container
    .bind(ids.InviteUser)
    .toResolvedValue(
      (users, work, hasher, tokens, clock, limit, mailer) =>
        new InviteUser(users, work, hasher, tokens, clock, limit, mailer),
      [
        ids.UserRepository,
        ids.UnitOfWork,
        ids.PasswordHasher,
        ids.RefreshTokens,
        ids.Clock,
        ids.EmailLimit,
        ids.Mailer,
      ],
    );
  container.bind(ids.RecoveryServices).toResolvedValue(
    (users, oneTimeTokens, work, hasher, tokens, clock, policy, mailer) => ({
      recoverPassword: new RecoverPassword(users, oneTimeTokens, work, hasher, tokens, clock, policy, mailer),
      verifyEmail: new VerifyEmail(users, oneTimeTokens, work, tokens, clock, mailer),
    }),
    [
      ids.UserRepository,
      ids.OneTimeTokenRepository,
      ids.UnitOfWork,
      ids.PasswordHasher,
      ids.RefreshTokens,
      ids.Clock,
      ids.PasswordPolicy,
      ids.Mailer,
    ],
  );
};

/** Sends what is due, one letter after the other, until it is stopped. */
export const sendLetters = (container: Container, log: Log) => {
  const letters = container.get(ids.SendLetters);
  let isStopped = false;
  let isAble = true;
  let timer: NodeJS.Timeout | undefined;
  const sendAll = async () => {
    while (!isStopped) {
      const outcome = await letters.next();
      isAble = true;
      if (outcome === undefined) return;
      if ('why' in outcome) log.warn(`a letter was ${outcome.became}`, { error: outcome.why });
    }
  };
  const turn = async () => {
    try {
      await sendAll();
    } catch (error) {
      // Once per transition: the database is away for everybody.
      if (isAble && !isStopped) log.warn('letters cannot be sent', { error });
      isAble = false;
    }
    if (!isStopped) timer = setTimeout(next, lookEvery);
  };
  let current = Promise.resolve();
  const next = () => {
    current = turn();
  };
  timer = setTimeout(next, lookEvery);
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await Promise.race([current, sleep(patience, undefined, { ref: false })]);
    },
  };
};
