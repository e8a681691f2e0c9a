import type { Repositories } from '../repositories.js';
import type { AuditAction } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { EmailLimit } from './email-limit.js';
import type { RefreshTokens, UserReader } from './identity-ports.js';
import type { Letter } from './letter.js';
import { type ClaimedErrand, type Mailer, MailNotSent, type MailQueue } from './mail-ports.js';
import { isFresh, kindsOf, linkOf } from './one-time-token.js';
import { foldCase } from './user.js';

/** What became of an errand: `dropped` has nobody to write to any more, or is one too many. */
export type Outcome =
  | { readonly became: 'sent' | 'dropped' }
  | { readonly became: 'postponed' | 'given-up'; readonly why: MailNotSent };

const [minute, hour] = [60, 3600];
/** Seconds after each failure but the last: beyond an hour, for servers that let strangers wait (RFC 5321 4.5.4.1). */
const pauses = [10, minute, 5 * minute, 15 * minute, hour, 4 * hour, 12 * hour];
/** Seconds: longer than any attempt takes. Whoever claimed an errand and died leaves it to others then. */
const lease = 2 * minute;

/**
 * Does one errand at a time: writes the letter, and sends it. The token in a letter is made only now, so that none is
 * kept; each attempt makes another, which ends the one before. A mailer that dies after sending sends twice.
 */
export class SendLetters {
  constructor(
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly mailer: Mailer,
    private readonly tokens: Pick<RefreshTokens, 'random' | 'hash'>,
    private readonly clock: Clock,
    private readonly limit: EmailLimit,
    private readonly users: Pick<UserReader, 'findByEmail'>,
  ) {}

  /** Undefined: nothing is due. */
  async next(): Promise<Outcome | undefined> {
    const errand = await this.#onQueue((mails) => mails.claim(lease));
    if (errand === undefined) return undefined;
    const { id, kind, attempts } = errand;
    // Another attempt at the same email counts no more; a forced reset was counted when it was asked for.
    const isFirst = attempts === 1;
    const address = isFirst ? await this.#addressOf(errand) : errand.to;
    const isAllowed = !isFirst || kind === 'forced-reset' || (await this.limit.allows(kind, address));
    const written = isAllowed && (await this.unitOfWork.run((work) => this.#write(errand, work)));
    if (!written) {
      if (isFirst && isAllowed) await this.limit.giveBack(kind, address);
      await this.#onQueue((mails) => mails.remove(id));
      return { became: 'dropped' };
    }
    const { letter, userId } = written;
    try {
      await this.mailer.send(letter);
    } catch (error) {
      return this.#failed(errand, userId, error);
    }
    await this.#end(errand, userId, 'mail.sent');
    return { became: 'sent' };
  }

  /** The address as it is stored: an email that is asked for is found in several forms, which count together. */
  async #addressOf({ userId, to }: ClaimedErrand): Promise<string> {
    const user = userId === null ? await this.users.findByEmail(to) : undefined;
    return user?.email ?? to;
  }

  async #write(
    { id: jobId, kind, userId, to, attempts }: ClaimedErrand,
    { users, oneTimeTokens, mails }: Repositories,
  ) {
    const found = userId === null ? await users.findByEmail(to) : undefined;
    const id = userId ?? found?.id;
    // Held: a new address or password ends every link, and must not be overtaken by one that was meant for the old.
    const user = id === undefined ? undefined : await users.hold(id);
    if (user === undefined) return undefined;
    const link = linkOf[kind];
    if (link === undefined) return { letter: { kind, to }, userId: user.id };
    // As it is stored: the repository finds an email in several forms.
    const address = found?.email ?? to;
    if (!user.active || foldCase(user.email) !== foldCase(address)) return undefined;
    // Verified since it was asked for. Another link would end the used one, which is still good for a second click.
    if (link.purpose === 'verification' && user.emailVerified) return undefined;
    if (attempts === 1) {
      // Whoever asks twice within a minute has a good link, or one under way.
      const expiry = await oneTimeTokens.expiryOf(user.id, link.purpose);
      if (isFresh(link.life, expiry, this.clock.now())) return undefined;
      // Jobs that wait for another attempt would replace the new link within the minute.
      const kinds = kindsOf(link.purpose);
      await mails.removeReplaced({ id: jobId, kinds, userId: user.id, email: user.email });
    }
    const token = this.tokens.random();
    const expiresAt = new Date(this.clock.now().getTime() + link.life * 1000);
    await oneTimeTokens.put({
      hash: this.tokens.hash(token),
      userId: user.id,
      purpose: link.purpose,
      expiresAt,
    });
    // To the address as its owner has written it: what folds alike may be the mailbox of somebody else.
    const letter: Letter = { kind, to: user.email, link: { token, life: link.life } };
    return { letter, userId: user.id };
  }

  async #failed(errand: ClaimedErrand, userId: number, error: unknown): Promise<Outcome> {
    const why =
      error instanceof MailNotSent
        ? error
        : new MailNotSent('failed', false, 'it failed as nobody foresaw', { cause: error });
    const pause = pauses[errand.attempts - 1];
    if (why.isFinal || pause === undefined) {
      await this.#end(errand, userId, 'mail.given-up', { attempts: errand.attempts, reason: why.reason });
      return { became: 'given-up', why };
    }
    await this.#onQueue((mails) => mails.postpone(errand.id, pause));
    return { became: 'postponed', why };
  }

  /** Nobody is told of the queue, so there is nothing to wait for. */
  #onQueue<T>(work: (mails: MailQueue) => Promise<T>): Promise<T> {
    return this.unitOfWork.runStep(({ mails }) => work(mails));
  }

  #end({ id, kind, by }: ClaimedErrand, userId: number, action: AuditAction, details: object = {}) {
    return this.unitOfWork.run(async ({ users, mails, audit }) => {
      // Whose address it is may have gone since the errand was claimed: then it is forgotten. Held, they go after this.
      const isThere = (await users.hold(by.actorId ?? userId)) !== undefined;
      await mails.remove(id);
      await audit.record(
        { action, subject: { kind: 'user', id: userId }, details: { kind, ...details } },
        isThere ? by : { ...by, ip: null },
      );
    });
  }
}
