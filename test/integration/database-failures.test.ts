import { createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect } from 'chai';
import { runSql } from '../support/run-sql.js';
import { testCertificate, testKey } from '../support/test-certificate.js';
import { failureOf, node, useOwnPostgres } from './contracts/own-postgres.js';

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as { port: number }).port;
};

describe('a start with a database that cannot be used', function () {
  this.timeout(120_000);
  const { folder, sql, url } = useOwnPostgres();
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
  });

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
      () => `${url()}?sslmode=verify-full&sslrootcert=${folder}/none.pem`,
      ['ENOENT: no such file or directory', 'Check the files that DB_URL names (sslrootcert'],
    ],
    [
      'a server without TLS, with TLS required',
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
        await sql('create role reader login password $$reader$$');
        const { pathname } = new URL(
          await made('owned_by_others', 'revoke create on schema public from public'),
        );
        return url({ username: 'reader', password: 'reader', pathname });
      },
      ['permission denied for schema public (42501)', 'the owner of the database'],
    ],
    [
      'the tables of another program',
      () => made('original', 'create table users (id int)', 'create table authors (id int)'),
      ['it has tables of another program (authors, users)', 'with createdb'],
    ],
    [
      'the tables of another program that uses knex',
      () => made('knexed', 'create table knex_migrations (id int, name text)', 'create table users (id int)'),
      ['it has tables of another program (users)'],
    ],
    [
      'the migrations of a newer release',
      async () => {
        const newer = await made('newer');
        expect(await failureOf(newer)).to.equal(undefined);
        await runSql(
          newer,
          "insert into knex_migrations (name, batch) values ('20990101000000_flying_cars', 2)",
        );
        return newer;
      },
      ['it has migrations that this release does not have (20990101000000_flying_cars)'],
    ],
    [
      'a search_path to no schema',
      () => made('nowhere', 'alter database nowhere set search_path to nowhere'),
      ['has no existing schema'],
    ],
    [
      'an encoding other than UTF8',
      () => made("latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0"),
      ['its encoding is LATIN1. UTF8 is required', 'createdb --encoding=UTF8 --template=template0'],
    ],
  ];
  /** Creates a database with a name and options, runs statements in it, and returns its URL. */
  const made = async (definition: string, ...statements: string[]) => {
    await sql(`create database ${definition}`);
    const created = url({ pathname: definition.split(' ')[0] ?? '' });
    await runSql(created, ...statements);
    return created;
  };
  const tables = "select tablename from pg_tables where schemaname = 'public' order by 1";

  for (const [name, makeUrl, says] of table) {
    it(`${name}: is rejected in one sentence, with the code and what to do`, async () => {
      const failure = await failureOf(await makeUrl());
      expect(failure?.startsWith(begins), failure).to.equal(true);
      for (const words of says) expect(failure).to.include(words);
      expect(failure)
        .to.not.include('hunter2')
        .and.to.not.match(/\n|create table|select /);
    });
  }

  it('tables of another program: are left as they are', async () => {
    expect(await runSql(url({ pathname: 'original' }), tables)).to.deep.equal([
      { tablename: 'authors' },
      { tablename: 'users' },
    ]);
  });

  it('a rejected database, or none, migrated by hand: is rejected as well in one line, and gets no table', async () => {
    const latin = url({ pathname: 'latin' });
    const byHand = (DB_URL: string) =>
      node(
        ['--import', 'tsx', 'node_modules/knex/bin/cli.js', 'migrate:latest', '--knexfile', 'knexfile.ts'],
        {
          DB_URL,
        },
      ).catch(({ stderr }) => stderr);
    expect(await byHand(latin)).to.match(/^The database cannot be used: its encoding is LATIN1.*\n$/);
    expect(await byHand(url({ pathname: 'no_such_database' }))).to.match(/^The database .*3D000.*DB_URL\n$/);
    expect(await runSql(latin, tables)).to.deep.equal([]);
  });
});
