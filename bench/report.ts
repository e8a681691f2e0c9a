import { cpus, totalmem } from 'node:os';
import { judged } from './bars.js';
import { cases } from './cases.js';
import { contestants } from './contestants.js';
import { type Figures, median, type Rounds } from './rounds.js';

/** Columns of the table: the figure, its digits, unit, and factor. */
const columns: readonly [keyof Figures, digits: number, unit: string, factor?: number][] = [
  ['rate', 0, ''],
  ['p99', 0, ' ms'],
  ['cost', 0, ' µs'],
  ['busy', 0, ' %', 100],
  ['start', 2, ' s'],
  ['memory', 0, ' MiB'],
];

const rows = (rounds: Rounds, which: string) =>
  Object.entries(contestants).flatMap(([contestant, { name }]) => {
    const figures = rounds[contestant]?.[which];
    if (figures === undefined) return [];
    const cells = columns.map(([key, digits, unit, factor = 1]) => {
      const is = median(figures.map((round) => round[key] ?? Number.NaN));
      return Number.isNaN(is) ? '' : `${(is * factor).toFixed(digits)}${unit}`;
    });
    return [`| ${[cases[which]?.title, name, ...cells].join(' | ')} |`];
  });

/** In percent of the processor time of a cached read. */
const maxMetricsCost = 3;

/** Returns a line on the additional processor time of a cached read with metrics. */
const metricsCost = ({ redis, metrics }: Rounds): string[] => {
  const ratios = (metrics?.cached ?? []).map(
    ({ cost = Number.NaN }, round) => cost / (redis?.cached?.[round]?.cost ?? Number.NaN),
  );
  if (ratios.length === 0) return [];
  const more = ((median(ratios) - 1) * 100).toFixed(1);
  return [`- metrics: ${more} % of a cached item, at most ${maxMetricsCost} %`];
};

/** Returns the report in Markdown. */
export const report = (rounds: Rounds, setting: string): string => `
Node ${process.version} on ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${new Date().toISOString().slice(0, 10)}.
${setting}

| request | server | requests/s | p99 | processor time per request | of its core | start | memory |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${Object.keys(cases)
  .flatMap((which) => rows(rounds, which))
  .join('\n')}

${[...judged(rounds), ...metricsCost(rounds)].join('\n')}`;
