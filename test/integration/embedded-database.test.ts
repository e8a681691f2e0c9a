import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import {
  type EmbeddedDatabase,
  openEmbeddedDatabase,
} from '../../src/adapters/embedded/embedded-database.js';
import { lockByFile } from '../../src/adapters/embedded/folder-lock.js';
import { openDatabase } from '../../src/adapters/knex/database.js';
import { translated } from '../../src/adapters/knex/database-errors.js';
import { DomainError } from '../../src/core/shared/errors.js';
import { makeEmbeddedFolder } from '../support/embedded-folder.js';
import { silentLog } from '../support/silent-log.js';

const home = mkdtempSync(join(tmpdir(), 'embedded-'));
const failed = (error: Error) => {
  throw error;
};

const connect = ({ connection }: EmbeddedDatabase, poolMax = 1, statementTimeoutMs = 60_000) =>
  openDatabase({ connection, poolMax, statementTimeoutMs }, silentLog);

/** A folder in which there is a database already. */
const existing = async (name: string) => {
  const folder = join(home, name);
  await makeEmbeddedFolder(folder);
  return folder;
};

/** Opens the folder, does the work, closes all. */
const using = async (folder: string, work: (database: Knex) => Promise<void>, poolMax = 1) => {
  const embedded = await openEmbeddedDatabase(folder, failed);
  const database = connect(embedded, poolMax);
  try {
    await work(database);
  } finally {
    await database.destroy();
    await embedded.stop();
  }
};

/** Another process that holds the folder. */
const otherProcess = async (folder: string): Promise<ChildProcess> => {
  const script = join(import.meta.dirname, '../support/hold-folder.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')]);
  return child;
};

describe('the embedded database', () => {
  after(() => rmSync(home, { recursive: true, force: true }));

  it('after a stop: has what was written', async () => {
    const folder = await existing('kept');
    await using(folder, async (database) => {
      await database.raw('create table t (n integer)');
      await database('t').insert({ n: 42 });
    });
    await using(folder, async (database) => {
      expect(await database('t').first()).to.deep.equal({ n: 42 });
    });
  });

  it(`in a folder with spaces, quotes and ${150} characters: opens`, async () => {
    const folder = join(home, `it's "here" `.padEnd(150, 'x'));
    await using(folder, async (database) => {
      expect((await database.raw('select 1 as one')).rows).to.deep.equal([{ one: 1 }]);
    });
  });

  it('with half a cluster left by a kill: makes a whole one', async () => {
    const folder = join(home, 'half');
    mkdirSync(join(folder, 'pgdata.init'), { recursive: true });
    writeFileSync(join(folder, 'pgdata.init', 'PG_VERSION'), 'half');
    await using(folder, async (database) => {
      expect((await database.raw('select 1 as one')).rows).to.have.length(1);
    });
  });

  it('in a folder that is a file: refuses with a clear error', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const error = await openEmbeddedDatabase(file, failed).catch((thrown: Error) => thrown);
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message')
      .match(/^The data folder .*file cannot be used: (EEXIST|ENOTDIR).*set DATA_DIR/);
  });

  for (const [what, damage] of [
    ['without its control file', (folder: string) => rmSync(join(folder, 'pgdata/global/pg_control'))],
    ['made by another version', (folder: string) => writeFileSync(join(folder, 'pgdata/PG_VERSION'), '15\n')],
  ] as const)
    it(`in a folder ${what}: refuses in a sentence that names the folder and says what to do`, async () => {
      const folder = await existing(`damaged ${what}`);
      damage(folder);
      const error = await openEmbeddedDatabase(folder, failed).catch((thrown: Error) => thrown);
      expect(error)
        .to.be.instanceOf(Error)
        .with.property('message')
        .match(
          /^The data folder .*damaged .* cannot be used: it is damaged, or was created by another version \(.+\)\. Restore a copy of it, .*DATA_DIR/,
        );
    });

  it('held by another process: refuses, naming it; killed, it is not in the way', async () => {
    const folder = await existing('shared');
    const child = await otherProcess(folder);
    const error = await openEmbeddedDatabase(folder, failed).catch((thrown: Error) => thrown);
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message')
      .match(new RegExp(`in use by process ${child.pid}:`));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using(folder, async (database) => {
      expect((await database.raw('select 1 as one')).rows).to.have.length(1);
    });
  });

  it('locked by a file, where there are no abstract sockets: is held by one', async () => {
    const folder = join(home, 'locked');
    mkdirSync(folder);
    const release = await lockByFile(folder);
    const error = await lockByFile(folder).catch((thrown: Error) => thrown);
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message')
      .match(/in use by another process/);
    await release();
    await (await lockByFile(folder))();
  });

  it('under transactions that fail beside plain queries, over ten connections: answers each its own', async () => {
    await using(
      await existing('busy'),
      async (database) => {
        await database.raw('create table t (n integer)');
        const work = (n: number) => async () => {
          if (n % 3 === 0) await database('t').insert({ n });
          const transaction = database.transaction(async (trx) => {
            await trx('t').insert({ n: -n });
            throw new Error(`undone ${n}`);
          });
          if (n % 3 === 1) expect(await transaction.catch(({ message }) => message)).to.equal(`undone ${n}`);
          else await transaction.catch(() => {});
          expect((await database.raw('select ?::int as n', [n])).rows).to.deep.equal([{ n }]);
        };
        await Promise.all(Array.from({ length: 90 }, (_, n) => work(n)()));
        const [counted] = await database('t').count({ all: '*' }).min({ least: 'n' });
        expect(counted).to.deep.equal({ all: '30', least: 0 });
      },
      10,
    );
  });

  it('whose statement takes too long in a transaction: is unavailable, rolls it back, and works on', async () => {
    const embedded = await openEmbeddedDatabase(await existing('abandoned'), failed);
    const impatient = connect(embedded, 1, 100);
    const patient = connect(embedded);
    try {
      await patient.raw('create table t (n integer)');
      const abandoned = translated(() =>
        impatient.transaction(async (trx) => {
          await trx('t').insert({ n: 1 });
          await trx.raw('select pg_sleep(3)');
        }),
      );
      const error = await abandoned.catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DomainError).with.property('code', 'unavailable');
      await patient('t').insert({ n: 2 });
      expect(await patient('t').pluck('n')).to.deep.equal([2]);
      expect(await impatient('t').pluck('n')).to.deep.equal([2]);
    } finally {
      await Promise.all([impatient.destroy(), patient.destroy()]);
      await embedded.stop();
    }
  });

  it('asked outside the open transaction by its own holder: gives up, and works on', async () => {
    await using(await existing('outside'), async (database) => {
      const nested = database.transaction(() => translated(async () => database.raw('select 1')));
      const error = await nested.catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DomainError).with.property('code', 'unavailable');
      expect((await database.raw('select 1 as one')).rows).to.have.length(1);
    });
  });
});
