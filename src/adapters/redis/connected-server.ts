import type { CacheAgreement } from '../../core/shared/cache.js';
import type { ServerIds } from './server-ids.js';

/** The server of a connection. Compares it with the agreed server, which all instances should use. */
export class ConnectedServer {
  /** When the connection was checked, in milliseconds of the monotonic clock. */
  readonly since = performance.now();
  #isAgreed = false;
  /**
   * Whether it was the agreed server once, or another was chosen instead. After that, this connection never proposes it
   * again.
   */
  #isDecided = false;
  #proposedInsteadOf: string | undefined;

  constructor(readonly ids: ServerIds) {}

  /** Whether it was the agreed server at the last comparison. */
  get isAgreed(): boolean {
    return this.#isAgreed;
  }

  /**
   * Returns `proposed` if another server is the agreed one, and this one should replace it. A connection proposes its
   * server only once: otherwise two instances connected to two servers would replace each other's server four times a
   * second.
   */
  compare({ server, epoch }: CacheAgreement): 'agreed' | 'proposed' | 'not agreed' {
    this.#isAgreed = server === this.ids.id;
    if (this.#isAgreed) this.#isDecided = true;
    if (this.#isAgreed) return 'agreed';
    // Repeated while the agreement is unchanged, because the database may not have received the proposal.
    this.#proposedInsteadOf ??= epoch;
    if (this.#proposedInsteadOf !== epoch) this.#isDecided = true;
    return this.#isDecided ? 'not agreed' : 'proposed';
  }
}
