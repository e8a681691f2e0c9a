import { ReplyError } from 'ioredis';
import type { Log } from '../../core/shared/log.js';

/** Whether Redis answered, and with an error: it is alive, and refuses. */
export const isReply = (error: unknown): error is Error => error instanceof ReplyError;

/** Whether Redis has no memory left. Then it still forgets, and returns what it has. */
export const isFull = (error: unknown): boolean => isReply(error) && error.message.includes('OOM');

/** A server that answers, and is none to use; its message says why. */
export class UnusableServer extends Error {}

/** Why Redis cannot be used, for people who may see neither users nor addresses. */
const reasonOf = (error: Error): string => {
  if (error instanceof UnusableServer) return error.message;
  if (!isReply(error)) return 'Redis cannot be reached, or does not answer in time';
  const [code = 'ERR'] = error.message.split(' ', 1);
  const permission = /permissions? to (run the '[^']+' command|access [\w ]+)/.exec(error.message)?.[1];
  if (permission !== undefined) return `Redis refuses what is needed: no permission to ${permission}`;
  // Redis 7.0, and later ones.
  const isInScript = /user executing the script can't|ACL failure in script/.test(error.message);
  return `Redis refuses what is needed: ${isInScript ? 'no permission for all commands of a script' : code}`;
};

/** Whether Redis can be used, in the log once per transition and per reason. */
export class Standing {
  #trouble: string | undefined = 'Redis is not connected yet';
  #logged: string | undefined;

  /** @param texts what is so while Redis works, and while it does not */
  constructor(
    private readonly log: Log,
    private readonly texts: { readonly works: string; readonly fails: string },
  ) {}

  /** Why it cannot be used; undefined: it can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  works(): void {
    this.#trouble = undefined;
    if (this.#logged === '') return;
    this.#logged = '';
    this.log.info(this.texts.works);
  }

  fails(error: Error): void {
    this.#trouble = reasonOf(error);
    if (this.#logged === this.#trouble) return;
    this.#logged = this.#trouble;
    this.log.warn(`${this.texts.fails}: ${this.#trouble}`, { error });
  }
}
