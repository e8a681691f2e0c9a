import { cpus, totalmem } from 'node:os';
import { type Case, cases, contestants } from './cases.js';

/** The result of one measurement. */
export interface Figures {
  readonly rate: number;
  /** Milliseconds. */
  readonly p99: number;
  /** CPU time of the server per request, in microseconds. */
  readonly cost: number;
  /** Share of its core that the server used. */
  readonly busy: number;
}

/** The rounds of each server in each case. */
export type Rounds = Partial<Record<string, Partial<Record<Case, Figures[]>>>>;

export const median = (figures: readonly number[]): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
};

const ours = ['redis', 'memory'] as const;
type Ours = (typeof ours)[number];

/** Returns the median of the ratios of each round, since other load in a round slows both servers. */
const ratio = (rounds: Rounds, of: Ours, to: string, which: Case): number => {
  const theirs = rounds[to]?.[which] ?? [];
  return median(
    (rounds[of]?.[which] ?? []).map(({ rate }, round) => rate / (theirs[round]?.rate ?? Number.NaN)),
  );
};

const shown = (figure: number, digits: number, unit = '') =>
  Number.isNaN(figure) ? '' : `${figure.toFixed(digits)}${unit}`;

const rows = (rounds: Rounds, which: Case) =>
  Object.entries(contestants).flatMap(([contestant, { name }]) => {
    const figures = rounds[contestant]?.[which];
    if (figures === undefined) return [];
    const of = (key: keyof Figures) => median(figures.map((round) => round[key]));
    const ratios = ours.map((of) =>
      of === contestant ? '' : shown(ratio(rounds, of, contestant, which), 2),
    );
    const times = [shown(of('p99'), 0, ' ms'), shown(of('cost'), 0, ' µs'), shown(of('busy') * 100, 0, ' %')];
    return [`| ${[cases[which], name, of('rate').toFixed(0), ...times, ...ratios].join(' | ')} |`];
  });

/** The targets of our service. */
const bars: readonly {
  readonly of: Ours;
  readonly to: string;
  readonly which: Case;
  readonly least: number;
}[] = [
  { of: 'redis', to: 'express', which: 'cached', least: 1.5 },
  { of: 'memory', to: 'bare', which: 'cached', least: 1 },
  { of: 'redis', to: 'express', which: 'uncached', least: 1 },
];

/** Returns the additional processor time of a cached read with metrics, in percent. */
const metricsCost = ({ redis, metrics }: Rounds): number =>
  100 *
  (median(
    (metrics?.cached ?? []).map(({ cost }, round) => cost / (redis?.cached?.[round]?.cost ?? Number.NaN)),
  ) -
    1);
/** In percent of the processor time of a cached read. */
const maxMetricsCost = 3;

/** Returns the rate of cached reads with an API key, of those with a token: the median of the rounds. */
const keyRatio = (rounds: Rounds, of: Ours): number =>
  median(
    (rounds[of]?.keyed ?? []).map(
      ({ rate }, round) => rate / (rounds[of]?.cached?.[round]?.rate ?? Number.NaN),
    ),
  );
const leastKeyRatio = 0.97;

const judged = (rounds: Rounds) => [
  ...bars.flatMap(({ of, to, which, least }) => {
    if (rounds[of] === undefined || rounds[to] === undefined) return [];
    const is = ratio(rounds, of, to, which);
    const verdict = is >= least ? 'met' : `missed by ${(least - is).toFixed(2)}`;
    const [us, them] = [of, to].map((contestant) => contestants[contestant]?.name);
    return `- ${cases[which]}, ${us}: ${is.toFixed(2)} × ${them}, target ${least.toFixed(1)}: ${verdict}`;
  }),
  ...ours.flatMap((of) =>
    rounds[of]?.keyed
      ? [
          `- ${cases.keyed}, ${contestants[of]?.name}: ${keyRatio(rounds, of).toFixed(3)} × with a token, target ${leastKeyRatio}`,
        ]
      : [],
  ),
  ...(rounds.metrics
    ? [`- metrics: ${metricsCost(rounds).toFixed(1)} % of a cached item, at most ${maxMetricsCost} %`]
    : []),
];

/** Returns the report in Markdown. */
export const report = (rounds: Rounds, setting: string): string => `
Node ${process.version} on ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${new Date().toISOString().slice(0, 10)}.
${setting}

| request | server | requests/s | p99 | processor time per request | of its core | ours, Redis ÷ it | ours, in process ÷ it |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${Object.keys(cases)
  .flatMap((which) => rows(rounds, which as Case))
  .join('\n')}

${judged(rounds).join('\n')}`;
