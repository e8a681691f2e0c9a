/** The load generator, in a process of its own: receives requests to send, and returns the results. */
import autocannon from 'autocannon';

export interface LoadOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

export interface LoadResult {
  readonly requests: number;
  /** Measured duration. */
  readonly seconds: number;
  /** Milliseconds. */
  readonly p99: number;
  /** Number of responses other than 200, and of missing ones. */
  readonly wrong: number;
}

/** The same for all cases: figures with different numbers of connections cannot be compared. */
const connections = 32;

process.on('message', async ({ url, headers, seconds }: LoadOrder) => {
  // A run ends at the first sample after its duration, so short samples make all runs equally long.
  const length = { duration: seconds, sampleInt: 100 };
  const result = await autocannon({ url, headers: { ...headers }, connections, pipelining: 1, ...length });
  const { duration, latency, errors, timeouts, statusCodeStats = {} } = result;
  const count = (status: string) => statusCodeStats[status as `${number}`]?.count ?? 0;
  const others = Object.keys(statusCodeStats).filter((status) => status !== '200');
  const report: LoadResult = {
    requests: count('200'),
    seconds: duration,
    p99: latency.p99,
    wrong: others.reduce((sum, status) => sum + count(status), errors + timeouts),
  };
  process.send?.(report);
});
process.once('disconnect', () => process.exit());
