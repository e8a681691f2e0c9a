import type { CacheAgreement } from '../../core/shared/cache.js';
import type { ServerIds } from './server-ids.js';

/** The server of a connection. Compares it with the server in force, which all instances have agreed on. */
export class ConnectedServer {
  /** When the connection was checked, in milliseconds of the monotonic clock. */
  readonly since = performance.now();
  #isInForce = false;
  /** Whether it was in force once, or another was chosen instead. Then this connection never proposes it again. */
  #isDecided = false;
  #proposedInsteadOf: string | undefined;

  constructor(readonly ids: ServerIds) {}

  /** Whether it was in force at the last comparison. */
  get isInForce(): boolean {
    return this.#isInForce;
  }

  /**
   * Returns `proposed` if another server is in force and this one should replace it. A connection proposes its server only
   * once: otherwise two instances connected to two servers would replace each other's server four times a second.
   */
  compare({ server, epoch }: CacheAgreement): 'in force' | 'proposed' | 'not in force' {
    this.#isInForce = server === this.ids.id;
    if (this.#isInForce) this.#isDecided = true;
    if (this.#isInForce) return 'in force';
    // Repeated while the agreement is unchanged, because the database may not have received the proposal.
    this.#proposedInsteadOf ??= epoch;
    if (this.#proposedInsteadOf !== epoch) this.#isDecided = true;
    return this.#isDecided ? 'not in force' : 'proposed';
  }
}
