import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { Client } from 'pg';
import { emptyDatabase } from '../../support/environment.js';
import { createTestDatabase } from '../../support/servers/databases.js';
import { endLeftovers, listening, newFolder, noKeys, runService } from './spawned.js';

const tablesOf = async (url: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select tablename from pg_tables where schemaname = 'public'");
  await client.end();
  return rows.map(({ tablename }) => tablename);
};

const keysOf = (bits: number) => {
  const folder = newFolder();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  writeFileSync(`${folder}/private.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(`${folder}/public.pem`, publicKey.export({ type: 'spki', format: 'pem' }));
  return { JWT__PRIVATE_KEY: `${folder}/private.pem`, JWT__PUBLIC_KEY: `${folder}/public.pem` };
};

describe('wrong settings:', () => {
  afterEach(async () => {
    await endLeftovers();
    await database.drop();
  });
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeEach(async () => {
    database = await createTestDatabase();
  });

  /** Expects exit code 78, and that nothing was created. */
  const expectRejected = async (env: Record<string, string | undefined>, mistakes: readonly string[]) => {
    const service = runService({ DB_URL: database.url, PORT: '0', ...noKeys, ...env });
    const started = listening(service).then(
      () => 'it started',
      () => undefined,
    );
    expect((await Promise.race([started, service.exit])) ?? (await service.exit)).to.equal(78);
    for (const mistake of mistakes) expect(service.stderr()).to.include(mistake);
    expect(readdirSync(service.folder), 'created files').to.deep.equal([]);
    expect(await tablesOf(database.url), 'created tables').to.deep.equal([]);
    return service;
  };

  it('several at once: are all reported without their values, and nothing is created', async () => {
    const service = await expectRejected(
      {
        PORT: 'eighty',
        NODE_ENV: 'staging',
        REDIS__PORT: '70000',
        JWT__ALGORITHM: 'HS256',
        JWT__ACCESS_TTL: 'soon',
        CORS__ORIGINS: '*',
        REDIS__HOSTT: 'localhost',
        ADMIN__PASSWORD: 'tell nobody of this',
        PUBLIC_URL: 'http://films.example/path',
      },
      'PORT NODE_ENV REDIS__PORT JWT__ALGORITHM JWT__ACCESS_TTL CORS__ORIGINS REDIS__HOSTT ADMIN__EMAIL PUBLIC_URL'.split(
        ' ',
      ),
    );
    expect(service.stderr()).to.not.include('tell nobody').and.to.not.include(' at ');
  });

  it('in production, no DB_URL and a weak key: are both named', async () => {
    await expectRejected({ NODE_ENV: 'production', DB_URL: undefined, ...keysOf(1024) }, [
      'DB_URL',
      '1024 bits',
    ]);
  });

  it('in production, a database without migrations: is an error that names the missing ones', async () => {
    const service = runService({ NODE_ENV: 'production', DB_URL: database.url, PORT: '0', ...keysOf(2048) });
    expect(await service.exit).to.equal(1);
    expect(service.stderr())
      .to.include('20261122190000_catalogue_and_accounts')
      .and.to.include('migrate:latest');
    expect(await tablesOf(database.url)).to.not.include('users');
  });

  it('in production, keys of 2048 bits and a migrated database: are accepted', async () => {
    const migrated = await emptyDatabase();
    const service = runService({ NODE_ENV: 'production', DB_URL: migrated.url, PORT: '0', ...keysOf(2048) });
    expect((await fetch(`${await listening(service)}/health/ready`)).status).to.equal(200);
    await endLeftovers();
    await migrated.drop();
  });

  it('a .env file: is read, and the environment takes precedence', async () => {
    const folder = newFolder();
    writeFileSync(`${folder}/.env`, 'DOCS=nonsense\nPORT=nonsense\n');
    const service = runService({ DB_URL: database.url, PORT: '0' }, { folder });
    expect(await service.exit).to.equal(78);
    expect(service.stderr()).to.include('DOCS').and.to.not.include('PORT');
  });
});
