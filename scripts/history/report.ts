import { readFileSync } from 'node:fs';
import type { HistoryResult } from './run.js';
import type { Counts, ImportSort, Tally, Violation } from './tally.js';

/** Requirements of a run. */
export interface Demands {
  /** Minimum share of item reads that are served from the cache. */
  readonly hitRatio: number;
}

const importSorts: readonly ImportSort[] = ['items alone', 'with a crowd'];

/** Returns the failures of a run, one per line. */
export const complaints = (
  { tally, planned, faults, crashes }: HistoryResult,
  { hitRatio }: Demands,
): string[] => {
  const undone = importSorts.filter((sort) => (tally.imports[sort]?.done ?? 0) === 0);
  const missing = [...planned].filter((kind) => !faults.has(kind));
  return [
    ...(tally.violations.length > 0 ? [`${tally.violations.length} violations`] : []),
    ...tally.failures.slice(0, 10),
    ...(tally.failures.length > 10 ? [`and ${tally.failures.length - 10} more like these`] : []),
    ...(crashes > 0 ? [`instances crashed ${crashes} times`] : []),
    ...(tally.hitRatio < hitRatio
      ? [`the hit ratio is ${percent(tally.hitRatio)}: below ${percent(hitRatio)}`]
      : []),
    ...undone.map((sort) => `no import succeeded: ${sort}`),
    ...missing.map((kind) => `the fault never happened: ${kind}`),
  ];
};

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const table = (title: string, counts: Counts) => {
  const rows = Object.entries(counts).map(([row, columns]) => {
    const cells = Object.entries(columns).sort(([, a], [, b]) => b - a);
    return `  ${row.padEnd(22)} ${cells.map(([name, count]) => `${name}: ${count}`).join(', ')}`;
  });
  return [title, ...rows.sort()];
};

const latencies = ({ latencies }: Tally) =>
  Object.entries(latencies).flatMap(([what, weathers]) =>
    Object.entries(weathers).map(([weather, figures]) => {
      const sorted = figures.sort((a, b) => a - b);
      const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
      return `  ${`${what}, ${weather}`.padEnd(20)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${sorted.length})`;
    }),
  );

const describe = ({ sort, key, floors, seen, read, from, xCache, began, ended, faults }: Violation) => [
  `${sort}: ${key}`,
  ...floors.map(
    ({ version, by, at }) => `  acknowledged: version ${version}, ${Math.round(began - at)} ms before, ${by}`,
  ),
  `  ${read} at ${from} in ${Math.round(ended - began)} ms, X-Cache ${xCache}: ${seen}`,
  `  faults: ${faults.join(', ') || 'none'}`,
];

const operations = ({ seconds, tally: { reads, writes } }: HistoryResult) => {
  const counts = [...Object.values(reads), ...Object.values(writes)].flatMap((row) => Object.values(row));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return `operations: ${all}, ${Math.round(all / seconds)} per second`;
};

/** Returns the path of a log, and its first errors. */
const errorsIn = (log: string) => {
  const lines = readFileSync(log, 'utf8').split('\n');
  const errors = lines.filter((line) => line !== '' && !/"level":"(warn|info)"/.test(line));
  return [`log: ${log}`, ...errors.slice(0, 5).map((line) => `  ${line.slice(0, 500)}`)];
};

/** Formats the result of a run. */
export const report = (result: HistoryResult): string => {
  const { tally, faults, logs } = result;
  return [
    operations(result),
    ...table('reads', tally.reads),
    ...table('writes', tally.writes),
    ...table(`imports (${tally.importedRows} acknowledged rows)`, tally.imports),
    ...table(`hit ratio of item reads: ${percent(tally.hitRatio)}; X-Cache`, tally.xCache),
    'latencies',
    ...latencies(tally),
    'faults',
    ...[...faults].map(([kind, count]) => `  ${kind}: ${count}`).sort(),
    `violations: ${tally.violations.length}`,
    ...tally.violations.slice(0, 10).flatMap(describe),
    ...logs.flatMap(errorsIn),
  ].join('\n');
};
