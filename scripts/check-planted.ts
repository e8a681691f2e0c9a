/**
 * Plants bugs in a copy of the project, one at a time, and runs the tests that should detect each.
 *
 *     npm run check:planted [-- <part of a name> …]
 *
 * A bug is a patch in test/planted. The lines above its diff say what it breaks (`Breaks:`) and which test files must fail
 * (`Tests:`). Exits with 1 if a bug is not detected, a patch no longer applies, or a test fails without any bug.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresUrl, redisUrl, stopServers } from '../test/support/servers/servers.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const patches = join(root, 'test/planted');

interface PlantedBug {
  readonly name: string;
  readonly breaks: string;
  readonly tests: readonly string[];
}

/** @throws Error if the header lacks a line */
const readBug = (file: string): PlantedBug => {
  const text = readFileSync(join(patches, file), 'utf8');
  const header = (name: string) => {
    const [, value] = new RegExp(`^${name}: (.+)$`, 'm').exec(text) ?? [];
    if (value === undefined) throw new Error(`${file} has no line "${name}: …"`);
    return value;
  };
  return {
    name: file.replace(/\.patch$/, ''),
    breaks: header('Breaks'),
    tests: header('Tests').split(' '),
  };
};

/** Resolves to the number of failed tests. If a file cannot be loaded, mocha exits with 1 and prints no summary. */
const failedTests = async (folder: string, tests: readonly string[], env: NodeJS.ProcessEnv) => {
  const mocha = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', '--reporter=dot', ...tests], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [mocha.stdout, mocha.stderr]) stream.on('data', (text) => (output += text));
  await once(mocha, 'close');
  const failed = /^ {2}(\d+) failing$/m.exec(output)?.[1];
  const passed = /^ {2}(\d+) passing/m.exec(output)?.[1];
  if (failed === undefined && passed === undefined) throw new Error(`the tests did not run:\n${output}`);
  return { failed: Number(failed ?? 0), output };
};

const apply = (folder: string, { name }: PlantedBug, ...options: string[]) => {
  const patch = join(patches, `${name}.patch`);
  const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', ...options, patch], {
    cwd: folder,
    encoding: 'utf8',
    // Patches only the copy, even if the temporary folder is inside a repository.
    env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
  });
  if (status !== 0) throw new Error(`the patch ${name} does not apply:\n${stderr}`);
};

const wanted = process.argv.slice(2);
const bugs = readdirSync(patches)
  .filter((file) => file.endsWith('.patch'))
  .map(readBug)
  .filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

const folder = mkdtempSync(join(tmpdir(), 'planted-'));
let [found, missed] = [0, 0];
try {
  for (const part of [
    'src',
    'migrations',
    'test',
    'scripts',
    'package.json',
    'tsconfig.json',
    '.mocharc.json',
  ])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const part of ['app', 'certs', 'clients', '.env.example', 'README.md', 'docs'])
    symlinkSync(join(root, part), join(folder, part));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const [TEST_DB_URL, TEST_REDIS_URL] = await Promise.all([postgresUrl(), redisUrl()]);
  const env = { ...process.env, TEST_DB_URL, TEST_REDIS_URL };
  const tests = [...new Set(bugs.flatMap((bug) => bug.tests))];
  const sound = await failedTests(folder, tests, env);
  if (sound.failed > 0) throw new Error(`tests fail without any bug:\n${sound.output}`);
  for (const bug of bugs) {
    apply(folder, bug);
    const { failed } = await failedTests(folder, bug.tests, env);
    apply(folder, bug, '--reverse');
    if (failed > 0) found += 1;
    else missed += 1;
    console.log(`${failed > 0 ? 'found ' : 'MISSED'}  ${bug.name}: ${bug.breaks}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  await stopServers();
}
console.log(`\n${found} planted bugs found, ${missed} missed`);
process.exitCode = missed > 0 ? 1 : 0;
