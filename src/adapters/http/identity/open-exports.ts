import { HttpError } from '../http-error.js';

/** Exports of accounts that this instance sends at once: each keeps a page in memory for as long as its client reads. */
export class OpenExports {
  readonly #accounts = new Set<number>();

  /** @param most in all; of one account there is one */
  constructor(private readonly most: number) {}

  /**
   * Counts one until `signal` is aborted.
   * @throws HttpError `too-many-exports`
   */
  enter(userId: number, signal: AbortSignal): void {
    if (this.#accounts.has(userId)) {
      throw new HttpError('too-many-exports', 'An export of your account is being sent: wait until it ends.');
    }
    if (this.#accounts.size >= this.most) {
      throw new HttpError('too-many-exports', `${this.most} exports are being sent: try again later.`);
    }
    this.#accounts.add(userId);
    signal.addEventListener('abort', () => this.#accounts.delete(userId), { once: true });
  }
}
