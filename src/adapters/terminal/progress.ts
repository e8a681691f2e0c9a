/** How far a reading has come. */
export interface Reached {
  /** Bytes taken of `totalBytes`. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
}

/** Tells whoever waits how far it is; never waits for them. */
export interface Progress {
  update(reached: Reached): void;
  /** Tells the last that is known, and nothing from then on. */
  stop(): void;
}

/** Milliseconds between two drawings on a terminal, and between two lines elsewhere. */
const [betweenBars, betweenLines] = [100, 5_000];

const barWidth = 24;

const clock = (seconds: number) => {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const [hours, ...rest] = parts.map((part) => String(part).padStart(2, '0'));
  return (hours === '00' ? rest : [hours, ...rest]).join(':');
};

const grouped = new Intl.NumberFormat('en');

/** @param seconds since the start */
const told = ({ bytes, totalBytes, rows }: Reached, seconds: number): { share: number; text: string } => {
  const share = totalBytes === 0 ? 1 : Math.min(bytes / totalBytes, 1);
  const rate = seconds > 0 ? Math.round(rows / seconds) : 0;
  const left = share > 0 ? clock((seconds * (1 - share)) / share) : 'unknown';
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return { share, text: `${percent}, ${grouped.format(rows)} rows, ${grouped.format(rate)}/s, ${left} left` };
};

const bar = (share: number) => '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '-');

/**
 * A bar that is drawn over and over on a terminal, elsewhere a line every five seconds; both at the end too.
 *
 * @param now milliseconds since whenever
 */
export const showProgress = (
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> = process.stderr,
  now: () => number = () => performance.now(),
): Progress => {
  const started = now();
  const pause = stream.isTTY ? betweenBars : betweenLines;
  let shown = started;
  let last: Reached | undefined;

  const show = (reached: Reached) => {
    shown = now();
    const { share, text } = told(reached, (shown - started) / 1000);
    // What does not fit would go on in the next line, and not be drawn over. A terminal may not know its width: 0.
    if (stream.isTTY)
      stream.write(`\r${`[${bar(share)}]${text}`.slice(0, (stream.columns || 80) - 1)}\x1b[K`);
    else stream.write(`${text.trimStart()}\n`);
  };

  return {
    update: (reached) => {
      last = reached;
      if (now() - shown >= pause) show(reached);
    },
    stop: () => {
      if (last === undefined) return;
      show(last);
      if (stream.isTTY) stream.write('\n');
      last = undefined;
    },
  };
};
