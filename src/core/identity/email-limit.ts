import type { Limit, Limiter } from '../shared/limits.js';
import type { EmailKind } from './email-message.js';
import { foldCase } from './user.js';

/**
 * Limits the emails of one kind to one address. While the window is not longer than the lifetime of a link (30 minutes),
 * an address over the limit still has a valid link, unless it was used.
 */
export class EmailLimit {
  constructor(
    private readonly limiter: Limiter,
    private readonly limit: Limit,
  ) {}

  /** Counts one email. Returns false, and counts nothing, if the limit is reached. */
  async allows(kind: EmailKind, to: string): Promise<boolean> {
    return (await this.limiter.take(this.limit, keyOf(kind, to))) === 0;
  }

  /** Undoes the count of an email that is not sent after all. */
  giveBack(kind: EmailKind, to: string): Promise<void> {
    return this.limiter.giveBack(this.limit, keyOf(kind, to));
  }
}

const keyOf = (kind: EmailKind, to: string) => `${kind} ${foldCase(to)}`;
