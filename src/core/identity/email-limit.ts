import type { Limit, Limiter } from '../shared/limits.js';
import type { EmailKind } from './email-message.js';
import { foldCase } from './user.js';

/**
 * How many emails of one kind go to one address. With a window no longer than the life of a link (half an hour), an
 * address that gets no further one has a link that is still good, unless it was used.
 */
export class EmailLimit {
  constructor(
    private readonly limiter: Limiter,
    private readonly limit: Limit,
  ) {}

  /** Counts one. False: there were as many already, and nothing is counted. */
  async allows(kind: EmailKind, to: string): Promise<boolean> {
    return (await this.limiter.take(this.limit, keyOf(kind, to))) === 0;
  }

  /** Undoes one that was counted, since nothing is sent. */
  giveBack(kind: EmailKind, to: string): Promise<void> {
    return this.limiter.giveBack(this.limit, keyOf(kind, to));
  }
}

const keyOf = (kind: EmailKind, to: string) => `${kind} ${foldCase(to)}`;
