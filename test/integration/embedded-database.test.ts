import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import {
  type EmbeddedDatabase,
  openEmbeddedDatabase,
} from '../../src/adapters/embedded/embedded-database.js';
import { openDatabase } from '../../src/adapters/knex/database.js';
import { makeEmbeddedFolder } from '../support/embedded-folder.js';
import { silentLog } from '../support/silent-log.js';

const home = mkdtempSync(join(tmpdir(), 'embedded-'));
const failed = (error: Error) => {
  throw error;
};

const connect = ({ connection }: EmbeddedDatabase, poolMax = 1, statementTimeoutMs = 60_000) =>
  openDatabase({ connection, poolMax, statementTimeoutMs }, silentLog);

/** Another process that opens the folder. */
const openElsewhere = async (folder: string): Promise<ChildProcess> => {
  const script = join(import.meta.dirname, '../support/hold-folder.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')]);
  return child;
};
const codeOf = (work: Promise<unknown>) => work.catch(({ code }) => code);
const refusalOf = (work: Promise<unknown>) => work.catch(({ message }) => message);

describe('the embedded database', () => {
  const folder = join(home, `it's "here" `.padEnd(150, 'x'));
  let embedded: EmbeddedDatabase;
  let database: Knex;
  const open = async () => {
    embedded = await openEmbeddedDatabase(folder, failed);
    database = connect(embedded, 10);
  };
  const close = async () => {
    await database.destroy();
    await embedded.stop();
  };
  before(async () => {
    await makeEmbeddedFolder(folder);
    await open();
  });
  after(async () => {
    await close();
    rmSync(home, { recursive: true, force: true });
  });
  beforeEach(() => database.raw('drop table if exists t; create table t (n integer)'));

  it('with failing transactions and plain queries on ten connections: returns to each its own results', async () => {
    const work = (n: number) => async () => {
      if (n % 3 === 0) await database('t').insert({ n });
      const transaction = database.transaction(async (trx) => {
        await trx('t').insert({ n: -n });
        throw new Error(`undone ${n}`);
      });
      if (n % 3 === 1) expect(await refusalOf(transaction)).to.equal(`undone ${n}`);
      else await transaction.catch(() => {});
      expect((await database.raw('select ?::int as n', [n])).rows).to.deep.equal([{ n }]);
    };
    await Promise.all(Array.from({ length: 30 }, (_, n) => work(n)()));
    const [counted] = await database('t').count({ all: '*' }).min({ least: 'n' });
    expect(counted).to.deep.equal({ all: '10', least: 0 });
  });

  it('with a statement that exceeds its timeout in a transaction: is unavailable, and rolls it back', async () => {
    const impatient = connect(embedded, 1, 100);
    const abandoned = impatient.transaction(async (trx) => {
      await trx('t').insert({ n: 1 });
      await trx.raw('select pg_sleep(3)');
    });
    expect(await codeOf(abandoned)).to.equal('unavailable');
    await database('t').insert({ n: 2 });
    for (const one of [database, impatient]) expect(await one('t').pluck('n')).to.deep.equal([2]);
    await impatient.destroy();
  });

  it('with a query outside its own open transaction: is unavailable, and continues to work', async () => {
    const single = connect(embedded);
    expect(await codeOf(single.transaction(async () => single.raw('select 1')))).to.equal('unavailable');
    expect((await single.raw('select 1 as one')).rows).to.have.length(1);
    await single.destroy();
  });

  it('stopped, and opened by a process that is killed: has all earlier writes', async () => {
    await database('t').insert({ n: 42 });
    await close();
    const child = await openElsewhere(folder);
    expect(await refusalOf(openEmbeddedDatabase(folder, failed))).to.include(
      `in use by process ${child.pid}:`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    await open();
    expect(await database('t').pluck('n')).to.deep.equal([42]);
  });
});

describe('a folder that the embedded database cannot use', () => {
  const home = mkdtempSync(join(tmpdir(), 'embedded-'));
  after(() => rmSync(home, { recursive: true, force: true }));

  it('a file: is rejected with what to do', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(await refusalOf(openEmbeddedDatabase(file, failed))).to.match(
      /^The data folder .*file cannot be used: (EEXIST|ENOTDIR).*set DATA_DIR/,
    );
  });

  it('of another version: is rejected with what to do', async () => {
    const folder = join(home, 'old');
    await makeEmbeddedFolder(folder);
    writeFileSync(join(folder, 'pgdata/PG_VERSION'), '15\n');
    expect(await refusalOf(openEmbeddedDatabase(folder, failed))).to.match(
      /^The data folder .*old cannot be used: it is damaged, or was created by another version \(.+\)\. Restore a copy of it, .*DATA_DIR/,
    );
  });
});
