import { expect } from 'chai';
import { failureOf, node, useOwnPostgres } from './contracts/own-postgres.js';

describe('a start with a database', function () {
  this.timeout(120_000);
  const { ca, sql, url } = useOwnPostgres();

  it('by a socket, as libpq and Cloud SQL write it: connects', async () => {
    const { password, port } = new URL(url());
    const [{ data_directory: socketFolder = '' } = {}] = await sql('show data_directory');
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
    await node(['--import', 'tsx', '--input-type=module', '--eval', script], {
      DB_URL,
      NODE_EXTRA_CA_CERTS: ca,
    });
  });

  it('by TLS, with the CA of the server: connects', async () => {
    for (const parameters of [`sslmode=verify-full&sslrootcert=${ca}`, `sslmode=require&sslrootcert=${ca}`])
      expect(await failureOf(`${url({ hostname: 'localhost' })}?${parameters}`), parameters).to.equal(
        undefined,
      );
  });
});
