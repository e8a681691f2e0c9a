/** How long a request waits for Redis. */
export class Patience {
  #late: Promise<never> | undefined;

  /** @param milliseconds of Redis, not of this process */
  constructor(private readonly milliseconds: number) {}

  /**
   * Rejects when Redis has had its time. That begins once the commands of this turn of the event loop are sent, and
   * ends after all that has arrived is read: a process that is busy must not take that for a slow Redis.
   */
  isOver(): Promise<never> {
    this.#late ??= new Promise<never>((_resolve, reject) => {
      const end = () => setImmediate(reject, new Error('Redis is late'));
      setImmediate(() => {
        this.#late = undefined;
        setTimeout(end, this.milliseconds);
      });
    });
    return this.#late;
  }
}
