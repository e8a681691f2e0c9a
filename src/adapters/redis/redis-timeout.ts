/** The time that a request waits for Redis. */
export class RedisTimeout {
  #expiry: Promise<never> | undefined;

  /** @param milliseconds that Redis may take; the time that this process itself needs does not count */
  constructor(private readonly milliseconds: number) {}

  /**
   * Rejects when the time has passed. It begins once the commands of this turn of the event loop are sent, and ends after
   * everything that has arrived is read. So a busy process is not mistaken for a slow Redis. Callers of one turn share a
   * timer.
   */
  expired(): Promise<never> {
    this.#expiry ??= new Promise<never>((_resolve, reject) => {
      const end = () => setImmediate(reject, new Error('Redis did not respond in time'));
      setImmediate(() => {
        this.#expiry = undefined;
        setTimeout(end, this.milliseconds);
      });
    });
    return this.#expiry;
  }
}
