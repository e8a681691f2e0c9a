/**
 * Executes the walk-throughs of CONTRIBUTING.md and docs/make-it-yours.md, each in a copy of the repository: runs their
 * commands, applies their blocks, then runs the checks of the code and the tests that depend on the kinds.
 *
 *     npm run check:contributing [-- <document> …] [--all]
 *
 * `--all` runs the whole suite in the copies. Without a document, it executes both. Exits with 1 on a failure.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { postgresUrl, redisUrl, stopServers } from '../test/support/servers/servers.js';
import { commitAll, copyRepository, merge } from './contributing/copy.js';
import { applyBlock, blocksOf, run } from './contributing/walk-through.js';

const root = fileURLToPath(new URL('../', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false } },
});

const began = performance.now();
const report = (what: string) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);

const follow = (folder: string, document: string, sections: readonly string[]): void => {
  for (const block of blocksOf(readFileSync(join(root, document), 'utf8'), sections))
    report(applyBlock(folder, block));
};

/** A copy of the repository with the changes of a document, and the tests to run in it. */
interface Trial {
  readonly document: string;
  change(folder: string): void;
  /** Runs in addition to the tests. */
  readonly check: string;
  readonly tests: readonly string[];
}

/** Tests that depend on the kinds: documents, permissions, database, files. Patterns of `npm test`. */
const testsOfKinds = [
  'architecture/(changes|columns|container|documents|references)',
  'unit/catalogue/',
  'unit/http/(documented-requests|examples|exported-schema|openapi)',
  'integration/(database-as-found|export-and-import|foreign-keys|migrations|twins)',
  'e2e/identity/permission-matrix',
  'e2e/catalogue/(export|items|titles|toy-kind)\\.',
];

const trials: readonly Trial[] = [
  {
    document: 'CONTRIBUTING.md',
    change: (folder) => follow(folder, 'CONTRIBUTING.md', ['A new field', 'A new kind']),
    check: 'scripts/contributing/podcasts.check.ts',
    tests: testsOfKinds,
  },
  {
    document: 'docs/make-it-yours.md',
    change: (folder) => {
      run(folder, 'git switch --quiet --create upstream');
      follow(folder, 'CONTRIBUTING.md', ['A new field']);
      commitAll(folder, 'Upstream: movies have an original title');
      run(folder, 'git switch --quiet main');
      follow(folder, 'docs/make-it-yours.md', ['Rename it', 'Remove movies and series']);
      follow(folder, 'CONTRIBUTING.md', ['A new kind']);
      commitAll(folder, 'Our own service');
      merge(folder, 'upstream');
      report('git merge upstream');
    },
    check: 'scripts/contributing/own-service.check.ts',
    // What differs from the other trial. Tests of the kinds have movies and series in both: kinds-under-test.ts.
    tests: [
      'architecture/(columns|container|documents|references)',
      'unit/composition/',
      'unit/import/(conflicts|open-source|place-file|rejected-files)',
      'unit/http/openapi',
      'integration/(foreign-keys|imports)',
      'e2e/catalogue/search',
      'thorough/embedded/first-start',
    ],
  },
];

const execute = async ({ document, change, check, tests }: Trial, env: NodeJS.ProcessEnv): Promise<void> => {
  report(`${document}:`);
  const folder = mkdtempSync(join(tmpdir(), 'contributing-'));
  try {
    copyRepository(root, folder);
    change(folder);
    for (const command of [
      // On one core, while the others run on another.
      'npm run types & types=$!; npx biome check .; npm run architecture; wait $types',
      `npx mocha --reporter=dot ${check}`,
      `npm test -- ${values.all ? '' : tests.map((pattern) => `'${pattern}'`).join(' ')}`,
    ]) {
      run(folder, command, env);
      report(command);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

try {
  const chosen = trials.filter(({ document }) => positionals.length === 0 || positionals.includes(document));
  if (chosen.length === 0)
    throw new Error(`Unknown. Known: ${trials.map(({ document }) => document).join(', ')}`);
  const [TEST_DB_URL, TEST_REDIS_URL] = await Promise.all([postgresUrl(), redisUrl()]);
  for (const trial of chosen) await execute(trial, { ...process.env, TEST_DB_URL, TEST_REDIS_URL });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await stopServers();
}
