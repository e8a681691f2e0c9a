import { HttpError } from '../http-error.js';

/** Limits the exports that this instance sends at once. Each keeps a page in memory until its client has read it. */
export class OpenExports {
  readonly #accounts = new Set<number>();

  /** @param max the limit of this instance; the limit of an account is one */
  constructor(private readonly max: number) {}

  /**
   * Counts an export until `signal` is aborted.
   * @throws HttpError `too-many-exports`
   */
  enter(userId: number, signal: AbortSignal): void {
    if (this.#accounts.has(userId)) {
      throw new HttpError(
        'too-many-exports',
        'An export of your account is already running. Wait until it ends.',
      );
    }
    if (this.#accounts.size >= this.max) {
      throw new HttpError(
        'too-many-exports',
        `This instance runs the maximum of ${this.max} exports. Try again later.`,
      );
    }
    this.#accounts.add(userId);
    signal.addEventListener('abort', () => this.#accounts.delete(userId), { once: true });
  }
}
