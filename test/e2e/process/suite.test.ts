import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from './spawned.js';

const passes = 'it("passes", () => {});';
const rejects =
  'it("rejects", () => { Promise.reject(new Error("unheard of")); return new Promise(setImmediate); });';
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

  /** Runs these files; what their tests do not use need not be there. */
  const run = async (...files: string[]) => {
    for (let i = 0; i < files.length; i += 1)
      writeFileSync(join(folder, 'test', `toy-${i}.test.ts`), files[i] as string);
    const nowhere = ['DB_URL', 'REDIS_URL', 'EMBEDDED_FOLDER', 'PROGRAM'].map((name) => [
      `TEST_${name}`,
      'x',
    ]);
    const { NODE_V8_COVERAGE: _, ...environment } = process.env;
    const env = { ...environment, ...Object.fromEntries(nowhere) };
    const arguments_ = ['--import', 'tsx', 'test/suite.ts', '--only', `^toy-[0-${files.length - 1}]`];
    const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) => {
      execFile(process.execPath, arguments_, { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, said: stdout + stderr }),
      );
    });
    return [code, /\d+ tests passed, \d+ files failed/.exec(said)?.[0], /UNSTEADY.*/.exec(said)?.[0]];
  };

  const unsteady = 'UNSTEADY: toy-0.test.ts failed once, and passed twice by itself';
  for (const [what, files, expected] of [
    ['with a file that fails once', [failsFirst(1), passes], [0, '2 tests passed, 0 files failed', unsteady]],
    [
      'with a file that fails twice',
      [failsFirst(2), passes],
      [1, '1 tests passed, 1 files failed', undefined],
    ],
    [
      'with two that fail once',
      [failsFirst(1), failsFirst(1)],
      [1, '0 tests passed, 2 files failed', undefined],
    ],
    ['with a process that ends', [ends, passes], [1, '1 tests passed, 1 files failed', undefined]],
    [
      'with a rejection that nobody hears of',
      [rejects, passes],
      [1, '2 tests passed, 1 files failed', undefined],
    ],
  ] as const) {
    it(`${what}: ends with ${expected[0]}, and says what passed`, async () => {
      for (const i of files.keys()) rmSync(join(folder, 'test', `toy-${i}.test.ts.runs`), { force: true });
      expect(await run(...files)).to.deep.equal(expected);
    });
  }
});
