import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Client } from 'pg';
import { readSettings } from '../../src/composition/settings.js';
import { openStorage } from '../../src/composition/storage.js';
import { type OwnServer, startOwnPostgres } from '../support/servers/servers.js';
import { silentLog } from '../support/silent-log.js';
import { testCertificate, testKey } from '../support/test-certificate.js';

/** What a start says of the database; undefined: it can be used. */
const failureOf = async (DB_URL: string): Promise<string | undefined> => {
  try {
    const { close } = await openStorage(readSettings({ DB_URL }), silentLog);
    await close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as { port: number }).port;
};

describe('a start with a database that cannot be used', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'database-failures-'));
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, testCertificate);
  const servers: Server[] = [];
  let postgres: OwnServer;
  let socketFolder = '';
  before(async () => {
    postgres = await startOwnPostgres({
      settings: { unix_socket_directories: '.' },
      tls: { key: testKey, certificate: testCertificate },
    });
    [{ data_directory: socketFolder }] = await sql('show data_directory');
  });
  after(async () => {
    for (const server of servers) server.close();
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });

  const sql = async (...statements: string[]) => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      let rows = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows;
    } finally {
      await client.end();
    }
  };
  /** The server's URL with some of its parts changed. */
  const url = (parts: Partial<Record<'username' | 'password' | 'hostname' | 'port' | 'pathname', string>>) =>
    Object.assign(new URL(postgres.url), parts).href;
  const begins = 'The database cannot be used: ';

  const table: [name: string, url: () => string | Promise<string>, says: string[]][] = [
    [
      'a wrong password',
      () => url({ password: 'hunter2' }),
      ['password authentication failed for user "postgres" (28P01)', 'the user and the password in DB_URL'],
    ],
    ['no password', () => url({ password: '' }), ['add it to DB_URL']],
    [
      'a database that does not exist',
      () => url({ pathname: 'nothing' }),
      ['database "nothing" does not exist (3D000)', 'createdb'],
    ],
    ['an unknown host', () => url({ hostname: 'server.invalid' }), ['ENOTFOUND', 'Check the host in DB_URL']],
    [
      'a port where nothing listens',
      () => url({ port: '1' }),
      ['connect ECONNREFUSED 127.0.0.1:1', 'Check that Postgres listens'],
    ],
    [
      'two addresses where nothing listens',
      () => url({ hostname: 'localhost', port: '1' }),
      ['ECONNREFUSED 127.0.0.1:1', 'Check that Postgres listens'],
    ],
    [
      'a socket that does not exist',
      () => `postgresql://postgres@/postgres?host=${folder}`,
      [`connect ENOENT ${folder}`, 'Check that Postgres listens'],
    ],
    [
      'a certificate of an unknown CA',
      () => `${url({ hostname: 'localhost' })}?sslmode=verify-full`,
      ['(DEPTH_ZERO_SELF_SIGNED_CERT)', 'sslrootcert=/path/to/ca.pem'],
    ],
    [
      'sslrootcert=system, which does not know the CA',
      () => `${url({ hostname: 'localhost' })}?sslrootcert=system`,
      ['(DEPTH_ZERO_SELF_SIGNED_CERT)'],
    ],
    [
      'a CA file that does not exist',
      () => `${postgres.url}?sslmode=verify-full&sslrootcert=${folder}/none.pem`,
      ['ENOENT: no such file or directory', 'Check the files that DB_URL names (sslrootcert'],
    ],
    [
      'a server without TLS that is asked for it',
      async () => {
        const server = createTcpServer((socket) =>
          socket.on('error', () => {}).once('data', () => socket.write('N')),
        );
        servers.push(server);
        return `postgresql://postgres@127.0.0.1:${await listen(server)}/postgres?sslmode=verify-full`;
      },
      ['The server does not support SSL connections', 'Remove sslmode from DB_URL'],
    ],
    [
      'a TLS port that is spoken to in the clear',
      async () => {
        const server = createTlsServer({ key: testKey, cert: testCertificate }, () => {});
        servers.push(server);
        return `postgresql://postgres@127.0.0.1:${await listen(server)}/postgres`;
      },
      ['Connection terminated unexpectedly', 'sslnegotiation=direct'],
    ],
    [
      'a role that may not create tables',
      async () => {
        await sql('create role reader login password $$reader$$', 'create database owned_by_others');
        await inside('owned_by_others', 'revoke create on schema public from public');
        return url({ username: 'reader', password: 'reader', pathname: 'owned_by_others' });
      },
      ['permission denied for schema public (42501)', 'the owner of the database'],
    ],
    [
      'the tables of the original service',
      async () => {
        await sql('create database original');
        await inside(
          'original',
          'create table alembic_version (version_num text)',
          'create table users (id int)',
        );
        await inside('original', 'create table authors (id int)');
        return url({ pathname: 'original' });
      },
      ['it has tables of another program (authors, users)', 'with createdb'],
    ],
    [
      'the tables of another program that uses knex',
      async () => {
        await sql('create database knexed');
        await inside(
          'knexed',
          'create table knex_migrations (id int, name text)',
          'create table users (id int)',
        );
        return url({ pathname: 'knexed' });
      },
      ['it has tables of another program (users)'],
    ],
    [
      'the migrations of a newer release',
      async () => {
        await sql('create database newer');
        expect(await failureOf(url({ pathname: 'newer' }))).to.equal(undefined);
        await inside(
          'newer',
          "insert into knex_migrations (name, batch) values ('20990101000000_flying_cars', 2)",
        );
        return url({ pathname: 'newer' });
      },
      ['it has migrations that this release does not have (20990101000000_flying_cars)'],
    ],
  ];
  const inside = async (database: string, ...statements: string[]) => {
    const client = new Client({ connectionString: url({ pathname: database }) });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  for (const [name, makeUrl, says] of table) {
    it(`${name}: says so in one sentence, with the code and what to do`, async () => {
      const failure = await failureOf(await makeUrl());
      expect(failure?.startsWith(begins), failure).to.equal(true);
      for (const words of says) expect(failure).to.include(words);
      expect(failure)
        .to.not.include('hunter2')
        .and.to.not.match(/\n|create table|select /);
    });
  }

  it('tables of another program: are left as they are', async () => {
    const client = new Client({ connectionString: url({ pathname: 'original' }) });
    await client.connect();
    const { rows } = await client.query(
      "select tablename from pg_tables where schemaname = 'public' order by 1",
    );
    await client.end();
    expect(rows.map(({ tablename }) => tablename)).to.deep.equal(['alembic_version', 'authors', 'users']);
  });

  it('by a socket, as libpq and Cloud SQL write it: connects', async () => {
    const { password, port } = new URL(postgres.url);
    for (const connectionString of [
      `postgresql://postgres:${password}@/postgres?host=${socketFolder}&port=${port}`,
      `postgresql:///postgres?host=${socketFolder}&port=${port}&user=postgres&password=${password}`,
      `postgresql://postgres:${password}@${encodeURIComponent(socketFolder)}:${port}/postgres`,
    ])
      expect(await failureOf(connectionString), connectionString).to.equal(undefined);
  });

  it('by TLS, with sslrootcert=system and a CA that Node trusts: connects', async () => {
    const script = `
      import { readSettings } from './src/composition/settings.ts';
      import { openStorage } from './src/composition/storage.ts';
      const { close } = await openStorage(readSettings(process.env), { warn: () => {} });
      await close();`;
    const DB_URL = `${url({ hostname: 'localhost' })}?sslrootcert=system`;
    const { PATH, HOME } = process.env;
    await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      {
        cwd: join(import.meta.dirname, '../..'),
        env: { PATH, HOME, DB_URL, NODE_EXTRA_CA_CERTS: ca },
      },
    );
  });

  it('by TLS, with the CA of the server: connects', async () => {
    for (const parameters of [`sslmode=verify-full&sslrootcert=${ca}`, `sslmode=require&sslrootcert=${ca}`])
      expect(await failureOf(`${url({ hostname: 'localhost' })}?${parameters}`), parameters).to.equal(
        undefined,
      );
  });
});
