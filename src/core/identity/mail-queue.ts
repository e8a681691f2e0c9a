import type { Initiator } from '../shared/audit.js';
import type { EmailKind } from './email-message.js';

/** A request to send an email. It holds no token: the link is created when the email is sent. */
export interface EmailJob {
  readonly kind: EmailKind;
  /** Null: the account that has the address when the email is sent, if any. */
  readonly userId: number | null;
  readonly to: string;
  /** The initiator of the audit entry. */
  readonly by: Initiator;
}

/** An email job that no other instance can claim until the lease ends. */
export interface ClaimedEmailJob extends EmailJob {
  readonly id: string;
  /** The number of attempts, including this one. */
  readonly attempts: number;
}

/** An email job that replaces other ones. */
export interface ReplacingJob {
  readonly id: string;
  readonly kinds: readonly EmailKind[];
  readonly userId: number;
  readonly email: string;
}

/** The email jobs, inside a unit of work. Times are the database's. */
export interface MailQueue {
  /** The job is due as soon as the unit of work is committed. */
  add(job: EmailJob): Promise<void>;
  /**
   * Claims the due job that has waited longest. Undefined: none is due.
   * @param lease seconds until the job is due again, if it is neither removed nor postponed
   */
  claim(lease: number): Promise<ClaimedEmailJob | undefined>;
  /** @param pause in seconds */
  postpone(id: string, pause: number): Promise<void>;
  /** Removes a job that is done or has failed permanently. */
  remove(id: string): Promise<void>;
  /** Removes the other jobs of these kinds for a user, by id or by address (case ignored): this job replaces them. */
  removeReplaced(job: ReplacingJob): Promise<void>;
  /** Removes the jobs for this address (case ignored) that name no user. */
  removeAllTo(email: string): Promise<void>;
  /** Erases the IP addresses from which a removed user requested emails to other people. */
  forgetAddressesOf(userId: number): Promise<void>;
}
