/**
 * Follows the walk-throughs of CONTRIBUTING.md in a copy of the repository: runs their commands, applies their blocks, then
 * runs the checks of the code and the tests that depend on the kinds.
 *
 *     npm run check:contributing [-- --all]
 *
 * `--all` runs the whole suite in the copy. Exits with 1 on a failure.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresUrl, redisUrl, stopServers } from '../test/support/servers/servers.js';
import { applyBlock, blocksOf, run } from './contributing/walk-through.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const sections = ['A new field', 'A new kind'];

/** Tests that depend on the kinds: documents, permissions, database, files. */
const tests = [
  'test/architecture/{changes,columns,container,documents,references}.test.ts',
  'test/unit/http/{documented-*,exported-schema,openapi}.test.ts',
  'test/unit/catalogue/*.test.ts',
  'test/integration/{database-as-found,export-and-import,foreign-keys,migrations,twins}.test.ts',
  'test/e2e/identity/permission-matrix.test.ts',
  'test/e2e/catalogue/{export,items,titles,toy-kind}.test.ts',
];

const began = performance.now();
const report = (what: string) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);

const copyOf = (folder: string): void => {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter(Boolean)) cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
};

const folder = mkdtempSync(join(tmpdir(), 'contributing-'));
try {
  copyOf(folder);
  for (const block of blocksOf(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'), sections))
    report(applyBlock(folder, block));
  const [TEST_DB_URL, TEST_REDIS_URL] = await Promise.all([postgresUrl(), redisUrl()]);
  const env = { ...process.env, TEST_DB_URL, TEST_REDIS_URL };
  const suite = process.argv.includes('--all') ? 'npm test' : `npx mocha --reporter=dot ${tests.join(' ')}`;
  for (const command of [
    'npm run types',
    'npx biome check src migrations test',
    'npm run architecture',
    'npx mocha --reporter=dot scripts/contributing/podcasts.check.ts',
    suite,
  ]) {
    run(folder, command, env);
    report(command);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  await stopServers();
}
