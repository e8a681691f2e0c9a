/** Where the values come from that are read for each scrape. No method throws. */
export interface MetricSources {
  pools(): readonly PoolFigures[];
  feed(): {
    /** Seconds since the changes of other instances were last read; Infinity: they cannot be. */
    readonly age: number;
    readonly isLagging: boolean;
  };
  /** The number of sessions and accounts whose revocation is in memory. */
  revocations(): number;
  isCacheAvailable(): Promise<boolean>;
  /** Names the current agreement on a cache server; undefined: the cache may not be used now. */
  cacheEpoch(): string | undefined;
  /** Undefined: the database did not answer. */
  database(): Promise<DatabaseFigures | undefined>;
}

export interface PoolFigures {
  /** What the connections are for: `all`, `heavy reads`. */
  readonly purpose: string;
  readonly used: number;
  readonly max: number;
  readonly waiting: number;
}

/** What the database alone knows. */
export interface DatabaseFigures {
  readonly oldestTransactionSeconds: number;
  /** Emails that wait to be sent. */
  readonly emails: number;
  /** Those of them whose first attempt failed. */
  readonly emailRetries: number;
  /** Seconds for which the next email has been due. */
  readonly emailDelaySeconds: number;
  /** The number of imports over HTTP by status. */
  readonly imports: ReadonlyMap<string, number>;
}
