import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { Client } from 'pg';
import { openEmbeddedDatabase } from '../../src/adapters/embedded/embedded-database.js';
import { endLeftovers, listening, run, runService } from '../e2e/process/spawned.js';
import { emptyDatabase } from '../support/environment.js';
import { noteSecret } from '../support/secrets.js';

const aSecret = () => randomBytes(32).toString('base64url');
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing found',
    (error: Error) => error.message,
  );
const found = (place: string) => new RegExp(`^ASVS 16\\.2\\.5: .* stands in ${place}$`);
const plant = async (client: Client, secret: string) => {
  await client.connect();
  await client.query("insert into audit (action, details) values ('planted', $1)", [{ secret }]);
  await client.end();
};

describe('the search for secrets, when a process has ended', () => {
  // What it rejects with is looked at where that is expected.
  afterEach(() => endLeftovers().catch(() => {}));

  const says = 'process.stdin.on("end", () => console.log(said)).resume()';
  /** A process that says so; what its end tells. */
  const said = (said: string, env: Record<string, string>, input = '') =>
    outcome(run(process.execPath, ['-e', says.replace('said', said)], env, { input }).exit);

  const postgres = { DB_URL: 'postgresql://a:b@127.0.0.1:1/c' };
  for (const [setting, value] of Object.entries({
    ADMIN__PASSWORD: (secret: string) => secret,
    REDIS__PASSWORD: (secret: string) => secret,
    DB_URL: (secret: string) => `postgresql://someone:${encodeURIComponent(secret)}@127.0.0.1:1/films`,
    SMTP__URL: (secret: string) => `smtp://someone:${encodeURIComponent(secret)}@127.0.0.1:1`,
  })) {
    it(`ASVS 16.2.5 with a password from ${setting} in what it said: finds it`, async () => {
      const secret = `${aSecret()} é"`;
      const env = { ...postgres, [setting]: value(secret), SAID: secret };
      expect(await said('process.env.SAID', env)).to.match(found('the log'));
      expect(await said('"nothing"', env)).to.equal('nothing found');
    });
  }

  it('ASVS 16.2.5 with what it was told on standard input in what it said: finds it', async () => {
    const secret = aSecret();
    expect(await said(JSON.stringify(secret), postgres, `${secret}\n`)).to.match(found('the log'));
  });

  it('ASVS 16.2.5 with a link for a letter: finds it in production, and where letters are sent', async () => {
    const line = JSON.stringify(`http://127.0.0.1/account/reset#token=${aSecret()} `);
    expect(await said(line, postgres)).to.equal('nothing found');
    expect(await said(line, { ...postgres, NODE_ENV: 'production' })).to.match(found('the log'));
    expect(await said(line, { ...postgres, SMTP__URL: 'smtp://127.0.0.1:1' })).to.match(found('the log'));
  });

  it('ASVS 16.2.5 with the password of the first admin: finds it from the second time on', async () => {
    const secret = aSecret();
    const line = JSON.stringify(`First admin: admin@example.com  password: ${secret}`);
    expect(await said(line, {})).to.equal('nothing found');
    expect(await said(`${line} + "\\n" + ${JSON.stringify(secret)}`, {})).to.match(found('the log'));
  });

  it('ASVS 16.2.5 with one in its database: finds it when that is dropped, and drops it', async () => {
    const [secret, database] = [aSecret(), await emptyDatabase()];
    noteSecret('a secret', secret);
    await plant(new Client({ connectionString: database.url }), secret);
    expect(await outcome(database.drop())).to.match(found('the database'));
    expect(await outcome(new Client({ connectionString: database.url }).connect())).to.include(
      'does not exist',
    );
  });

  it('ASVS 16.2.5 with one in its embedded database: finds it', async () => {
    const service = runService({ PORT: '0', DEMO: 'false' });
    await listening(service);
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
    const secret = aSecret();
    noteSecret('a secret', secret);
    const { connection, stop } = await openEmbeddedDatabase(join(service.folder, 'data'), () => {});
    await plant(new Client(connection), secret);
    await stop();
    expect(await outcome(endLeftovers())).to.match(found('the database'));
  });
});
