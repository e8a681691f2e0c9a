/** What a person can say about a file. Without it, it is detected. */
export interface ReadOptions {
  /** Of delimited text: one character. */
  readonly delimiter?: string | undefined;
  /** A name of the Encoding Standard (WHATWG). */
  readonly encoding?: string | undefined;
}
