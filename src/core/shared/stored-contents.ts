/** A table whose rows are copied. */
export interface TableContents {
  readonly name: string;
  readonly columns: readonly string[];
  readonly count: number;
  /** Sum of a hash of each row, so it does not depend on their order. */
  readonly checksum: string;
}

export interface SequenceState {
  readonly name: string;
  /** As text: it may be larger than a number. */
  readonly last: string;
  readonly isCalled: boolean;
}

/** What a database stores, apart from the rows themselves. */
export interface Contents {
  readonly migrations: readonly string[];
  readonly tables: readonly TableContents[];
  readonly sequences: readonly SequenceState[];
}

/** Rows in batches, each row as the text of a record, which is lossless for every type. */
export type Rows = AsyncIterable<readonly string[]>;
