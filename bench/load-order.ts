export interface LoadOrder {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /**
   * Path and body may have variables: `{id}` is one of `ids` at random, `{n}` a number of this request alone, `{user}` one
   * of the users at random, `{refreshToken}` one of `tokens`, which the response replaces.
   */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
  readonly ids: readonly number[];
  readonly tokens?: readonly string[];
  readonly seconds: number;
}

export interface LoadResult {
  readonly requests: number;
  /** Measured duration. */
  readonly seconds: number;
  /** Milliseconds. */
  readonly p99: number;
  /** Number of responses with another status than expected, and of missing ones. */
  readonly wrong: number;
}

/** The same for all cases: figures with different numbers of connections cannot be compared. */
export const connections = 32;

/** Number of users that sign in. */
export const users = 64;
