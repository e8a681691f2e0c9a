import type { CacheAgreement } from '../../core/shared/cache.js';
import type { ServerIds } from './server-ids.js';

/** The server at the other end of a connection, and how it stands to the one in force. */
export class ConnectedServer {
  /** Milliseconds of the monotonic clock. */
  readonly since = performance.now();
  #isInForce = false;
  /** Whether it was in force once, or lost against another: then this connection proposes it no more. */
  #isDecided = false;
  #proposedInsteadOf: string | undefined;

  constructor(readonly ids: ServerIds) {}

  /** Whether it was, when it was compared last. */
  get isInForce(): boolean {
    return this.#isInForce;
  }

  /**
   * Proposes itself where another server is in force. For one connection only once: two instances whose connections
   * lead to two servers would otherwise replace each other's four times a second.
   */
  compare({ server, epoch }: CacheAgreement): 'in force' | 'proposed' | 'not in force' {
    this.#isInForce = server === this.ids.id;
    if (this.#isInForce) this.#isDecided = true;
    if (this.#isInForce) return 'in force';
    // The same again while nothing has changed: the database may not have received it.
    this.#proposedInsteadOf ??= epoch;
    if (this.#proposedInsteadOf !== epoch) this.#isDecided = true;
    return this.#isDecided ? 'not in force' : 'proposed';
  }
}
