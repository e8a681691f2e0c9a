import { cases } from './cases.js';
import { contestants } from './contestants.js';
import { type Figures, median, type Rounds } from './rounds.js';

/** A target: the median ratio of a figure to that of another server, or of another case, in the same round. */
interface Bar {
  readonly of: string;
  readonly which: string;
  readonly to: string;
  /** The same case by default. */
  readonly toCase?: string;
  /** `rate` by default. */
  readonly figure?: keyof Figures;
  readonly least?: number;
  readonly most?: number;
  /** Compares the difference with `most`, instead of the ratio. */
  readonly isDifference?: true;
}

const cached = ['cached', 'random'];
const reads = [...cached, 'uncached', 'page', 'uncachedPage', 'notModified'];
const writes = ['create', 'replace', 'patch'];
const [of, thin] = ['redis', 'thin-express'];

export const bars: readonly Bar[] = [
  ...cached.flatMap((which): Bar[] => [
    { of, which, to: thin, least: 1.3 },
    { of, which, to: 'thin-fastify', least: 1 },
    { of, which, to: 'bare', toCase: 'cached', least: 0.45 },
    { of: 'memory', which, to: 'bare', toCase: 'cached', least: 0.55 },
  ]),
  ...[of, 'memory'].map((one): Bar => ({ of: one, which: 'keyed', to: one, toCase: 'cached', least: 0.97 })),
  { of, which: 'page', to: 'thin-fastify', least: 1.5 },
  ...['uncached', 'uncachedPage'].map((which): Bar => ({ of, which, to: thin, least: 1 })),
  ...writes.flatMap((which): Bar[] => [
    { of, which, to: thin, toCase: 'create', least: 0.35 },
    { of, which, to: 'before', least: 1.5 },
  ]),
  { of, which: 'signIn', to: 'hash', least: 0.75 },
  { of, which: 'refresh', to: thin, toCase: 'create', least: 0.3 },
  ...reads.map((which): Bar => ({ of, which, to: thin, figure: 'p99', most: 1.2 })),
  { of, which: 'besideSignIns', to: of, toCase: 'cached', figure: 'p99', most: 4 },
  { of, which: 'notModified', to: of, toCase: 'cached', least: 1.1 },
  { of, which: 'start', to: thin, figure: 'start', most: 1.6 },
  { of: 'embedded', which: 'start', to: of, figure: 'start', most: 1.5, isDifference: true },
  { of, which: 'memory', to: thin, figure: 'memory', most: 1.15 },
];

const verdict = (is: number, { least = 0, most = Number.POSITIVE_INFINITY }: Pick<Bar, 'least' | 'most'>) => {
  const missing = Math.max(least - is, is - most);
  return missing <= 0 ? 'met' : `missed by ${missing.toFixed(2)}`;
};

const figuresOf = (rounds: Rounds, contestant: string, which: string, figure: keyof Figures) =>
  (rounds[contestant]?.[which] ?? []).map((round) => round[figure] ?? Number.NaN);

/** Returns a line for each target whose figures were measured. */
export const judged = (rounds: Rounds): string[] =>
  bars.flatMap((bar) => {
    const { of, which, to, toCase = which, figure = 'rate', least, most, isDifference } = bar;
    const ours = figuresOf(rounds, of, which, figure);
    const theirs = figuresOf(rounds, to, toCase, figure);
    // Ratios of each round, since other load in a round slows both servers.
    const compared = ours.map((one, round) => {
      const other = theirs[round] ?? Number.NaN;
      return isDifference ? one - other : one / other;
    });
    const is = median(compared);
    if (Number.isNaN(is)) return [];
    const other = `${contestants[to]?.name}${toCase === which ? '' : `, ${cases[toCase]?.title}`}`;
    const measured = isDifference ? `${is.toFixed(2)} s more than` : `${is.toFixed(2)} ×`;
    const limit = least === undefined ? `at most ${most}` : `at least ${least}`;
    const title = `${cases[which]?.title}, ${contestants[of]?.name}, ${figure}`;
    return `- ${title}: ${measured} ${other}, ${limit}: ${verdict(is, bar)}`;
  });

/** Returns a line for each read of ours: its processor time with many films, compared with few. */
export const judgedGrowth = (few: Rounds, many: Rounds, films: readonly [few: number, many: number]) =>
  reads.flatMap((which) => {
    const [before, after] = [few, many].map((rounds) =>
      median(figuresOf(rounds, of as string, which, 'cost')),
    );
    const is = (after as number) / (before as number);
    if (Number.isNaN(is)) return [];
    const sizes = `${films[1]} films compared with ${films[0]}`;
    return `- ${cases[which]?.title}, cost per request, ${sizes}: ${is.toFixed(2)} ×, at most 1.2: ${verdict(is, { most: 1.2 })}`;
  });
