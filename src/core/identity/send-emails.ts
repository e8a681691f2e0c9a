import type { Repositories } from '../repositories.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { EmailLimit } from './email-limit.js';
import type { EmailMessage } from './email-message.js';
import type { ClaimedEmailJob, MailQueue } from './mail-queue.js';
import { type Mailer, MailNotSent } from './mailer.js';
import { emailKindsFor, emailLinks, isRecentLink } from './one-time-token.js';
import type { RefreshTokens } from './refresh-tokens.js';
import { foldCase } from './user.js';
import type { UserReader } from './user-reader.js';

/** The result of an email job. `dropped`: there is no recipient any more, or the email is not needed or over the limit. */
export type SendResult =
  | { readonly outcome: 'sent' | 'dropped' }
  | { readonly outcome: 'postponed' | 'failed-permanently'; readonly error: MailNotSent };

/** Calls `process`, and returns its result. */
export type ProcessEmailJob = (
  job: ClaimedEmailJob,
  process: () => Promise<SendResult>,
) => Promise<SendResult>;

const [minute, hour] = [60, 3600];
/**
 * Seconds to wait after each failed attempt; after one more failure the job fails permanently. The later pauses are long
 * because some servers defer unknown senders (RFC 5321 section 4.5.4.1).
 */
const pauses = [10, minute, 5 * minute, 15 * minute, hour, 4 * hour, 12 * hour];
/** Seconds: longer than any attempt takes. After that, another instance can claim the job of one that crashed. */
const lease = 2 * minute;

/**
 * Processes one email job at a time: creates the email and sends it. The token of the link is created here, so that it
 * is never stored. Each attempt creates another token, which replaces the previous one. If an instance crashes after it
 * has sent the email, the email is sent again.
 */
export class SendEmails {
  constructor(
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly mailer: Mailer,
    private readonly tokens: Pick<RefreshTokens, 'random' | 'hash'>,
    private readonly clock: Clock,
    private readonly limit: EmailLimit,
    private readonly users: Pick<UserReader, 'findByEmail'>,
  ) {}

  /** Processes the next job that is due, in a call of `within`. Returns undefined if there is none. */
  async next(within: ProcessEmailJob = (_job, process) => process()): Promise<SendResult | undefined> {
    const job = await this.#onQueue((emailJobs) => emailJobs.claim(lease));
    return job && within(job, () => this.#process(job));
  }

  async #process(job: ClaimedEmailJob): Promise<SendResult> {
    const { id, kind, attempts } = job;
    // Only the first attempt counts for the limit. A forced reset was counted when it was requested.
    const isFirst = attempts === 1;
    const address = isFirst ? await this.#storedAddress(job) : job.to;
    const isAllowed = !isFirst || kind === 'forced-reset' || (await this.limit.allows(kind, address));
    const created = isAllowed && (await this.unitOfWork.run((work) => this.#createMessage(job, work)));
    if (!created) {
      if (isFirst && isAllowed) await this.limit.giveBack(kind, address);
      await this.#onQueue((emailJobs) => emailJobs.remove(id));
      return { outcome: 'dropped' };
    }
    const { message, userId } = created;
    try {
      await this.mailer.send(message);
    } catch (error) {
      return this.#fail(job, userId, error);
    }
    await this.#finish(job, userId, 'mail.sent');
    return { outcome: 'sent' };
  }

  /** The address as stored. A reset can be requested with another form of it, which must count for the same limit. */
  async #storedAddress({ userId, to }: ClaimedEmailJob): Promise<string> {
    const user = userId === null ? await this.users.findByEmail(to) : undefined;
    return user?.email ?? to;
  }

  /** Returns undefined if the job is to be dropped. */
  async #createMessage(
    { id: jobId, kind, userId, to, attempts }: ClaimedEmailJob,
    { users, oneTimeTokens, recoveryCodes, emailJobs }: Repositories,
  ) {
    const found = userId === null ? await users.findByEmail(to) : undefined;
    const id = userId ?? found?.id;
    // The lock keeps a concurrent change of the email or password from ending all links just before this one is stored.
    const user = id === undefined ? undefined : await users.lock(id);
    if (user === undefined) return undefined;
    const link = emailLinks[kind];
    if (kind === 'recovery-code-used') {
      const message: EmailMessage = { kind, to, codesLeft: await recoveryCodes.count(user.id) };
      return { message, userId: user.id };
    }
    if (link === undefined) return { message: { kind, to }, userId: user.id };
    const address = found?.email ?? to;
    // The stored address: another one with the same folded form may be another person's mailbox.
    const stored = link.purpose === 'email-change' ? user.pendingEmail : user.email;
    if (!user.active || stored === null || foldCase(stored) !== foldCase(address)) return undefined;
    // Verified since the request. Another link would end the used one, which must still succeed on a second click.
    if (link.purpose === 'verification' && user.emailVerified) return undefined;
    if (attempts === 1) {
      // After two requests within a minute, the first link is valid and sent, or about to be sent.
      const expiry = await oneTimeTokens.expiryOf(user.id, link.purpose);
      if (isRecentLink(link.lifetimeSeconds, expiry, this.clock.now())) return undefined;
      // A postponed job would replace the new link soon after.
      const kinds = emailKindsFor(link.purpose);
      await emailJobs.removeReplaced({ id: jobId, kinds, userId: user.id, email: stored });
    }
    const token = this.tokens.random();
    const expiresAt = new Date(this.clock.now().getTime() + link.lifetimeSeconds * 1000);
    await oneTimeTokens.put({
      hash: this.tokens.hash(token),
      userId: user.id,
      purpose: link.purpose,
      expiresAt,
    });
    const message: EmailMessage = {
      kind,
      to: stored,
      link: { token, lifetimeSeconds: link.lifetimeSeconds },
    };
    return { message, userId: user.id };
  }

  async #fail(job: ClaimedEmailJob, userId: number, cause: unknown): Promise<SendResult> {
    const error =
      cause instanceof MailNotSent
        ? cause
        : new MailNotSent('failed', false, 'unexpected error while sending an email', { cause });
    const pause = pauses[job.attempts - 1];
    if (error.isFinal || pause === undefined) {
      await this.#finish(job, userId, 'mail.given-up', { attempts: job.attempts, reason: error.reason });
      return { outcome: 'failed-permanently', error };
    }
    await this.#onQueue((emailJobs) => emailJobs.postpone(job.id, pause));
    return { outcome: 'postponed', error };
  }

  /** No response and no cache depends on the queue, so there is no invalidation to wait for. */
  #onQueue<T>(work: (emailJobs: MailQueue) => Promise<T>): Promise<T> {
    return this.unitOfWork.runStep(({ emailJobs }) => work(emailJobs));
  }

  #finish(
    { id, kind, by }: ClaimedEmailJob,
    userId: number,
    action: 'mail.sent' | 'mail.given-up',
    details: object = {},
  ) {
    return this.unitOfWork.run(async ({ users, emailJobs, audit }) => {
      // The user may have been removed meanwhile: then the IP address is dropped. The lock makes a removal wait for us.
      const isStored = (await users.lock(by.actorId ?? userId)) !== undefined;
      await emailJobs.remove(id);
      await audit.record(
        { action, subject: { kind: 'user', id: userId }, details: { kind, ...details } },
        isStored ? by : { ...by, ip: null },
      );
    });
  }
}
