import { randomInt } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Random } from '../../../scripts/history/random.js';
import { ended } from '../../e2e/process/importing.js';
import { endLeftovers, newFolder, run } from '../../e2e/process/spawned.js';
import { builtProgram } from '../../support/built-program.js';
import { emptyDatabase } from '../../support/environment.js';
import { runSql } from '../../support/run-sql.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/databases.js';
import { isThorough } from '../../support/thorough.js';

/** Differs in each run; with it, a run can be repeated. */
const seed = randomInt(1_000_000);
const authors = 20_000;
const kills = isThorough ? 8 : 2;
const tables = "select count(*)::int as count from pg_tables where schemaname = 'public'";
const contents = 'select count(*)::int as count, sum(hashtext(name || id))::text as sum from authors';

describe(`moves, backups and restores killed with -9 at random moments (seed ${seed})`, () => {
  const random = new Random(seed);
  let [source, target]: TestDatabase[] = [];
  let expected: unknown;

  const start = (name: string, args: readonly string[], env: Record<string, string> = {}) => {
    const program = join(dirname(builtProgram()), 'commands', `${name}.js`);
    return run(process.execPath, [program, ...args], { NODE_V8_COVERAGE: undefined, ...env });
  };
  /** Kills a command some milliseconds after it has printed a random number of its 20 tables. */
  const kill = async ({ child, until, exit }: ReturnType<typeof start>) => {
    const lines = random.between(0, 20);
    await until(({ stdout }) => stdout().split('\n').length > lines || undefined);
    await sleep(random.between(0, 300));
    child.kill('SIGKILL');
    await exit;
  };
  const finish = async (command: ReturnType<typeof start>) => {
    const { code, stderr } = await ended(command);
    expect(code, stderr).to.equal(0);
  };
  /** Repeats a command until its target is complete, after it was killed each time. The target is empty or complete. */
  const killAndRepeat = async (load: (to: string) => ReturnType<typeof start>) => {
    for (let i = 0; i < kills; i += 1) {
      target = await createTestDatabase();
      await kill(load(target.url));
      const [{ count } = { count: -1 }] = await runSql(target.url, tables);
      if (count === 0) await finish(load(target.url));
      expect(await runSql(target.url, contents)).to.deep.equal(expected);
      expect(await runSql(source?.url ?? '', contents)).to.deep.equal(expected);
      await target.drop(false);
    }
  };

  before(async () => {
    source = await emptyDatabase();
    await runSql(
      source.url,
      `insert into authors (name, biography) select 'Author ' || n, repeat('x', n % 300) from generate_series(1, ${authors}) n`,
    );
    expected = await runSql(source.url, contents);
  });
  afterEach(endLeftovers);
  after(() => source?.drop(false));

  it('a move: the target is empty or complete, and the same move then succeeds', () =>
    killAndRepeat((to) => start('db-move', ['--from', String(source?.url), '--to', to])));

  it('a backup: has its name only if it is complete; a restore: like a move', async () => {
    const file = join(newFolder(), 'all.backup');
    const backUp = () => start('backup', [file], { DB_URL: String(source?.url) });
    for (let i = 0; i < kills; i += 1) {
      await kill(backUp());
      rmSync(`${file}.partial`, { force: true });
      if (existsSync(file) && i < kills - 1) rmSync(file);
    }
    if (!existsSync(file)) await finish(backUp());
    await killAndRepeat((to) => start('restore', [file], { DB_URL: to }));
  });
});
