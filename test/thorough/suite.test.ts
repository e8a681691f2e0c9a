import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { endLeftovers, root, run as spawn } from '../e2e/process/spawned.js';
import { eventually } from '../integration/contracts/fixtures.js';

const passes = 'it("passes", () => {});';
const rejects =
  'it("rejects", () => { Promise.reject(new Error("not handled")); return new Promise(setImmediate); });';
const ends = 'it("ends", () => process.exit(7));';
/** Fails the first times: each run leaves its mark. */
const failsFirst = (times: number) => `
  import { appendFileSync, readFileSync } from 'node:fs';
  it("may pass", () => {
    appendFileSync(import.meta.filename + '.runs', 'x');
    if (readFileSync(import.meta.filename + '.runs').length <= ${times}) throw new Error('too busy');
  });`;

describe('the suite:', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'suite-'));
    mkdirSync(join(folder, 'test'));
    for (const name of ['test/suite.ts', 'test/support', '.mocharc.json'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    for (const name of ['src', 'scripts', 'node_modules', 'package.json', 'tsconfig.json'])
      symlinkSync(join(root, name), join(folder, name));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const nowhere = Object.fromEntries(
    ['DB_URL', 'REDIS_URL', 'EMBEDDED_FOLDER', 'PROGRAM'].map((name) => [`TEST_${name}`, 'x']),
  );
  /** Runs these files; what their tests do not use need not be there. */
  const runFiles = async (files: readonly string[], ...patterns: string[]) => {
    for (const file of readdirSync(join(folder, 'test')).filter((name) => name.startsWith('toy-')))
      rmSync(join(folder, 'test', file));
    for (const [i, text] of files.entries()) writeFileSync(join(folder, 'test', `toy-${i}.test.ts`), text);
    const { NODE_V8_COVERAGE: _, ...environment } = process.env;
    const env = { ...environment, ...nowhere };
    const arguments_ = ['--import', 'tsx', 'test/suite.ts', ...patterns];
    return new Promise<{ code: unknown; said: string }>((resolve) => {
      execFile(process.execPath, arguments_, { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, said: stdout + stderr }),
      );
    });
  };
  const run = async (...files: string[]) => {
    const { code, said } = await runFiles(files, '^toy-');
    return [
      code,
      /\d+ tests passed, \d+ files failed/.exec(said)?.[0],
      said.match(/UNSTEADY.*/g)?.join('\n'),
    ];
  };

  const unsteady = (i: number) => `UNSTEADY: toy-${i}.test.ts failed once, and passed twice by itself`;
  for (const [what, files, expected] of [
    [
      'with a file that fails once',
      [failsFirst(1), passes],
      [0, '2 tests passed, 0 files failed', unsteady(0)],
    ],
    [
      'with a file that fails twice',
      [failsFirst(2), passes],
      [1, '1 tests passed, 1 files failed', undefined],
    ],
    [
      'with two that fail once',
      [failsFirst(1), failsFirst(1)],
      [0, '2 tests passed, 0 files failed', `${unsteady(0)}\n${unsteady(1)}`],
    ],
    [
      'with three that fail once',
      [failsFirst(1), failsFirst(1), failsFirst(1)],
      [1, '0 tests passed, 3 files failed', undefined],
    ],
    ['with a process that ends', [ends, passes], [1, '1 tests passed, 1 files failed', undefined]],
    ['with an unhandled rejection', [rejects, passes], [1, '2 tests passed, 1 files failed', undefined]],
  ] as const) {
    it(`${what}: exits with ${expected[0]}, and reports what passed`, async () => {
      expect(await run(...files)).to.deep.equal(expected);
    });
  }

  it('with patterns: runs the matching files, and fails if there are none', async () => {
    const some = await runFiles([passes, passes, ends], 'test/toy-0', 'toy-1\\.');
    expect(some)
      .to.include({ code: 0 })
      .and.have.property('said')
      .that.includes('2 tests passed, 0 files failed');
    const none = await runFiles([passes], 'toy-9', 'toys');
    expect(none)
      .to.include({ code: 1 })
      .and.have.property('said')
      .that.includes('No test file matches toy-9 or toys');
  });

  it('with --also: runs these files as well, and fails if one of them fails', async () => {
    for (const [file, code, said] of [
      [passes, 0, '2 tests passed, 0 files failed'],
      [failsFirst(3), 1, '1 tests passed, 1 files failed'],
    ] as const)
      expect(await runFiles([passes, file], 'toy-0', '--also', 'toy-1'))
        .to.include({ code })
        .and.have.property('said')
        .that.includes(said);
  });

  it('with --coverage: fails unless the thresholds of coverage are met, by files that --also does not name', async () => {
    const thresholds = JSON.parse(readFileSync(join(root, '.c8rc.json'), 'utf8'));
    writeFileSync(
      join(folder, '.c8rc.json'),
      JSON.stringify({ ...thresholds, include: ['covered.ts'], reporter: ['text-summary'] }),
    );
    writeFileSync(join(folder, 'covered.ts'), 'export const one = () => {\n  return 1;\n};\n');
    const covers = `import { one } from '../covered.js'; it('calls it', () => { one(); });`;
    for (const [file, other, code, said] of [
      [passes, covers, 1, 'does not meet global threshold (95%)'],
      [covers, passes, 0, 'Lines        : 100%'],
    ] as const)
      expect(await runFiles([file, other], 'toy-0', '--coverage', '--also', 'toy-1'))
        .to.include({ code })
        .and.have.property('said')
        .that.includes(said);
  });

  it('by npm test, with a SIGTERM to npm: ends after the current test, with all processes that were started', async () => {
    const pids = join(folder, 'pids');
    const waits = `
      import { writeFileSync, renameSync } from 'node:fs';
      import { run } from './e2e/process/spawned.js';
      it('ends at a signal', () => new Promise((resolve) => {
        process.once('SIGTERM', resolve);
        const { child } = run('sleep', ['1000'], {});
        writeFileSync('pids.new', [process.ppid, process.pid, child.pid].join());
        renameSync('pids.new', 'pids');
      }));
      it('is not run', () => writeFileSync('is-run', ''));`;
    cpSync(join(root, 'test/e2e/process/spawned.ts'), join(folder, 'test/e2e/process/spawned.ts'));
    writeFileSync(join(folder, 'test/toy-0.test.ts'), waits);
    const npm = spawn('npm', ['test', '--', '^toy-0'], nowhere, { folder });
    try {
      await eventually(() => existsSync(pids), 'the test ran');
      npm.child.kill('SIGTERM');
      expect(await npm.exit).to.not.equal(0);
      expect(npm.stdout()).to.include('interrupted by SIGTERM');
      expect(existsSync(join(folder, 'is-run'))).to.equal(false);
      const isGone = (pid: string) => {
        try {
          return !process.kill(Number(pid), 0);
        } catch {
          return true;
        }
      };
      const started = readFileSync(pids, 'utf8').split(',');
      await eventually(() => started.every(isGone), `these processes ended: ${started}`);
    } finally {
      await endLeftovers();
    }
  });
});
