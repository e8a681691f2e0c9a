import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSettings } from '../../../src/composition/settings.js';
import { openStorage } from '../../../src/composition/storage.js';
import { runSql } from '../../support/run-sql.js';
import { type OwnServer, startOwnPostgres } from '../../support/servers/servers.js';
import { silentLog } from '../../support/silent-log.js';
import { testCertificate, testKey } from '../../support/test-certificate.js';

/** Returns the error of a start; undefined if the database can be used. */
export const failureOf = async (DB_URL: string): Promise<string | undefined> => {
  try {
    const { close } = await openStorage(readSettings({ DB_URL }), silentLog);
    await close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Runs Node in the folder of the project. */
export const node = ([...args]: readonly string[], env: Readonly<Record<string, string>>) => {
  const { PATH, HOME } = process.env;
  const cwd = join(import.meta.dirname, '../../..');
  return promisify(execFile)(process.execPath, args, { cwd, env: { PATH, HOME, ...env } });
};

type UrlParts = Partial<Record<'username' | 'password' | 'hostname' | 'port' | 'pathname', string>>;

/** Starts a Postgres with TLS and a socket, for the tests of a describe block. */
export const useOwnPostgres = () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-postgres-'));
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, testCertificate);
  let postgres: OwnServer;
  before(async () => {
    postgres = await startOwnPostgres({
      settings: { unix_socket_directories: '.' },
      tls: { key: testKey, certificate: testCertificate },
    });
  });
  after(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });
  return {
    /** A folder with the file `ca`, the certificate of the server. */
    folder,
    ca,
    sql: (...statements: string[]) => runSql(postgres.url, ...statements),
    /** Returns the URL of the server with some parts changed. */
    url: (parts: UrlParts = {}) => Object.assign(new URL(postgres.url), parts).href,
  };
};
