/** How much of a file has been read. */
export interface ReadProgress {
  /** Bytes read so far, of `totalBytes`. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
}

/** Shows progress on a stream, without waiting for it to drain. */
export interface Progress {
  update(progress: ReadProgress): void;
  /** Shows the last progress; afterwards nothing is shown. */
  stop(): void;
}

/** Milliseconds between two updates of the bar. */
const barInterval = 100;
const barWidth = 24;

const formatTime = (seconds: number) => {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const [hours, ...rest] = parts.map((part) => String(part).padStart(2, '0'));
  return (hours === '00' ? rest : [hours, ...rest]).join(':');
};

const grouped = new Intl.NumberFormat('en');

/** @param seconds since the start */
const describe = (
  { bytes, totalBytes, rows }: ReadProgress,
  seconds: number,
): { share: number; text: string } => {
  const share = totalBytes === 0 ? 1 : Math.min(bytes / totalBytes, 1);
  const rate = seconds > 0 ? Math.round(rows / seconds) : 0;
  const left = share > 0 ? formatTime((seconds * (1 - share)) / share) : 'unknown';
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return { share, text: `${percent}, ${grouped.format(rows)} rows, ${grouped.format(rate)}/s, ${left} left` };
};

const bar = (share: number) => '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '-');

/**
 * Shows a bar that is redrawn on a terminal, and nothing elsewhere.
 *
 * @param now returns monotonic milliseconds
 */
export const showProgress = (
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> = process.stderr,
  now: () => number = () => performance.now(),
): Progress => {
  const started = now();
  let shown = started;
  let last: ReadProgress | undefined;

  const show = (progress: ReadProgress) => {
    shown = now();
    const { share, text } = describe(progress, (shown - started) / 1000);
    // Cut to the width: a second line would not be redrawn. A terminal that does not know its width reports 0.
    stream.write(`\r${`[${bar(share)}]${text}`.slice(0, (stream.columns || 80) - 1)}\x1b[K`);
  };

  return {
    update: (progress) => {
      if (!stream.isTTY) return;
      last = progress;
      if (now() - shown >= barInterval) show(progress);
    },
    stop: () => {
      if (last === undefined) return;
      show(last);
      stream.write('\n');
      last = undefined;
    },
  };
};
