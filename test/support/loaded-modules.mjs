/** For `node --import`: prints the packages of OpenTelemetry that the process has loaded, when it exits. */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

process.on('exit', () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache).join('\n');
  const packages = new Set(loaded.match(/@opentelemetry\/[\w-]+/g));
  writeSync(1, `${JSON.stringify({ message: 'loaded', packages: [...packages] })}\n`);
});
