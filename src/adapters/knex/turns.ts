/** Runs queries of one client one after the other: `pg` 9 does not queue them. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a query when those before it have settled. */
  take<T>(query: () => Promise<T>): Promise<T> {
    const result = this.#last.then(query);
    this.#last = result.catch(() => {});
    return result;
  }
}
