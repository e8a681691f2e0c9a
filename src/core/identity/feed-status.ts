/** The state of the change feed, which delivers revocations to this instance. */
export interface FeedStatus {
  /** Whether revocations older than one second may be missing. Computed at each call. */
  isLagging(): boolean;
}
