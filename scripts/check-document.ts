/**
 * Lints docs/openapi.json by the recommended rules of Redocly and Spectral, with the tools in clients/check/lint, and
 * compares it with the file of another commit. Exits with 1 on a finding, or if a change would break clients and the
 * version in package.json does not say so, compared with the newest release in CHANGELOG.md.
 *
 *     npm run check:document [-- --since <commit>]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { file } from './docs-openapi.js';
import { breakingChanges, saysBreaking } from './openapi/breaking-changes.js';

const root = resolve(import.meta.dirname, '..');
const tools = resolve(root, 'clients/check/lint');
const { values } = parseArgs({ options: { since: { type: 'string' } } });

/** @throws Error if the command fails */
const run = (command: string, ...args: string[]) => {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { status } = spawnSync(command, args, { cwd: tools, stdio: 'inherit', env });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}`);
};

run('npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts');
run('npm', 'run', '--silent', 'lint');

if (values.since !== undefined) {
  const { status, stdout } = spawnSync('git', ['show', `${values.since}:docs/openapi.json`], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const changes =
    status === 0 ? breakingChanges(JSON.parse(stdout), JSON.parse(readFileSync(file, 'utf8'))) : [];
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  const [, release = version] =
    /^## \[(\d[^\]]*)\]/m.exec(readFileSync(resolve(root, 'CHANGELOG.md'), 'utf8')) ?? [];
  for (const change of changes) console.log(change);
  if (changes.length > 0 && !saysBreaking(release, version))
    throw new Error(
      `${changes.length} changes since ${values.since} break clients of ${release}, but the version is ${version}`,
    );
  console.log(
    status === 0
      ? `${changes.length} changes since ${values.since} break clients`
      : `${values.since} has no docs/openapi.json`,
  );
}
