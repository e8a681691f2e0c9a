/** Preloaded into a server with `--expose-gc`: on SIGUSR2 collects garbage, and writes its memory in bytes into a file. */
import { renameSync, writeFileSync } from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const file = process.env.BENCH_COLLECTED ?? '';
  // A file that exists is complete.
  writeFileSync(`${file}.part`, String(process.memoryUsage.rss()));
  renameSync(`${file}.part`, file);
});
