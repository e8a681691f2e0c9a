import { HmacRefreshTokens } from '../adapters/crypto/hmac-refresh-tokens.js';
import { KnexOneTimeTokenRepository } from '../adapters/knex/knex-one-time-token-repository.js';
import { NoMailer } from '../adapters/mail/no-mailer.js';
import { PrintingMailer } from '../adapters/mail/printing-mailer.js';
import { SmtpMailer } from '../adapters/mail/smtp-mailer.js';
import { EmailLimit } from '../core/identity/email-limit.js';
import { InviteUser } from '../core/identity/invite-user.js';
import type { Mailer } from '../core/identity/mailer.js';
import { OwnAccount } from '../core/identity/own-account.js';
import { RecoverPassword } from '../core/identity/recover-password.js';
import { SendEmails } from '../core/identity/send-emails.js';
import { VerifyEmail } from '../core/identity/verify-email.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { AccountsModule } from './accounts-module.js';
import type { Infrastructure } from './infrastructure.js';

export type MailModule = ReturnType<typeof mailModule>;

/** Sending emails, and the use cases that cause them or are behind their links. */
export function mailModule({
  settings,
  database,
  clock,
  limiter,
  printMail,
  tracer,
  unitOfWork,
  accounts: { users, hasher, policy, confirmOwner },
}: Pick<Infrastructure, 'settings' | 'database' | 'clock' | 'limiter' | 'printMail' | 'tracer'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly accounts: Pick<AccountsModule, 'users' | 'hasher' | 'policy' | 'confirmOwner'>;
}) {
  const mailer = newMailer({ settings, printMail, tracer });
  const oneTimeTokens = new KnexOneTimeTokenRepository(database);
  const tokens = new HmacRefreshTokens();
  const limit = new EmailLimit(limiter, { name: 'email', ...settings.LIMITS__EMAIL });
  return {
    sendEmails: new SendEmails(unitOfWork, mailer, tokens, clock, limit, users),
    inviteUser: new InviteUser(users, unitOfWork, hasher, tokens, clock, limit, mailer),
    recoverPassword: new RecoverPassword(
      users,
      oneTimeTokens,
      unitOfWork,
      hasher,
      tokens,
      clock,
      policy,
      mailer,
    ),
    ownAccount: new OwnAccount(users, unitOfWork, confirmOwner, mailer, clock),
    verifyEmail: new VerifyEmail(users, oneTimeTokens, unitOfWork, tokens, clock, mailer),
  };
}

function newMailer({
  settings,
  printMail,
  tracer,
}: Pick<Infrastructure, 'settings' | 'printMail' | 'tracer'>): Mailer {
  const { SMTP__URL: url, MAIL__FROM: from, PUBLIC_URL: publicUrl } = settings;
  if (url !== undefined && from !== undefined) return new SmtpMailer({ url, from, publicUrl, tracer });
  return printMail === undefined ? new NoMailer() : new PrintingMailer(publicUrl, printMail);
}
