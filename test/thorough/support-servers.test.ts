import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startRestartableRedis } from '../integration/contracts/restartable-redis.js';
import { startTcpProxy } from '../integration/contracts/tcp-proxy.js';
import { createTestDatabase } from '../support/servers/databases.js';
import { postgresUrl, redisUrl, startOwnRedis } from '../support/servers/servers.js';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Starts a Postgres and a Redis in a process of their own, and answers that process and their ids. */
async function startElsewhere() {
  const module = new URL('../support/servers/servers.ts', import.meta.url).href;
  const script = `
    const { startOwnPostgres, startOwnRedis } = await import(${JSON.stringify(module)});
    const servers = await Promise.all([startOwnPostgres(), startOwnRedis()]);
    console.log(JSON.stringify(servers.map(({ pid }) => pid)));`;
  const starter = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pids] = await once(starter.stdout, 'data');
  return { starter, pids: JSON.parse(String(pids)) as number[] };
}

describe('throwaway servers', function () {
  // the first use may install packages or pull images
  this.timeout(300_000);

  it('the shared postgres: when asked for: answers', async () => {
    expect(await query(await postgresUrl(), 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
  });

  it('the shared redis: when asked for: answers', async () => {
    const redis = new Redis(await redisUrl());
    expect(await redis.ping()).to.equal('PONG');
    redis.disconnect();
  });

  it('a database: made from a template: has its tables, and is gone once dropped', async () => {
    const template = await createTestDatabase();
    await query(template.url, 'CREATE TABLE movie (title text)');
    const copy = await createTestDatabase(template.name);
    expect(await query(copy.url, 'SELECT title FROM movie')).to.deep.equal([]);

    await Promise.all([copy.drop(), template.drop()]);
    const left = `SELECT datname FROM pg_database WHERE datname IN ('${copy.name}', '${template.name}')`;
    expect(await query(await postgresUrl(), left)).to.deep.equal([]);
  });

  it('a private server: paused, then stopped: is gone', async () => {
    const { pid, stop } = await startOwnRedis();
    process.kill(pid, 'SIGSTOP');
    await stop();
    expect(isAlive(pid)).to.equal(false);
  });

  it('a redis that can be restarted: killed and started: is empty, or as it was at the snapshot, and another run', async () => {
    const { command, kill, start, snapshot, stop } = await startRestartableRedis();
    const run = async () => /run_id:(\w+)/.exec(String(await command('INFO', 'server')))?.[1];
    await command('SET', 'film', 'old');
    const [before, old] = [await run(), await snapshot()];
    await command('SET', 'film', 'new');
    await kill();
    await start(old);
    expect(await command('GET', 'film')).to.equal('old');
    expect(await run()).to.not.equal(before);
    await kill();
    await start();
    expect(await command('GET', 'film')).to.equal(null);
    await stop();
  });

  it('a proxy that is slow: until it is healed: carries everything later, and in order', async () => {
    const proxy = await startTcpProxy(await redisUrl());
    const redis = new Redis(proxy.url);
    const took = async (work: () => Promise<unknown>) => {
      const began = performance.now();
      await work();
      return performance.now() - began;
    };
    await redis.del('line');
    proxy.slow(60);
    const push = (word: string) => redis.rpush('line', word);
    expect(await took(() => Promise.all(['a', 'b', 'c'].map(push)))).to.be.at.least(120);
    const last = push('d');
    await proxy.heal();
    await push('e');
    await last;
    expect(await redis.lrange('line', 0, -1)).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
    redis.disconnect();
    await proxy.stop();
  });

  it('when the test process is killed: with servers of its own: leaves no server behind', async () => {
    const { starter, pids } = await startElsewhere();
    expect(pids.map(isAlive)).to.deep.equal([true, true]);
    starter.kill('SIGKILL');
    const deadline = Date.now() + 15_000;
    while (pids.some(isAlive) && Date.now() < deadline) await sleep(50);
    expect(pids.map(isAlive)).to.deep.equal([false, false]);
  });
});
