import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { AesSecretSealer } from '../../src/adapters/crypto/aes-secret-sealer.js';
import { loadSealingKeys, makeMissingSealingKey } from '../../src/adapters/crypto/sealing-keys.js';
import { examine } from '../../src/composition/doctor/examine.js';
import { type Environment, emptyDatabase, testEnvironment } from '../support/environment.js';
import { freePort } from '../support/free-port.js';
import { runSql } from '../support/run-sql.js';
import { createTestDatabase } from '../support/servers/databases.js';
import { redisUrl } from '../support/servers/servers.js';
import { startSmtp } from '../support/smtp.js';

/** The findings about a subject, each as `level: text`. */
const findingsOf = async (env: Environment) => {
  const findings: [about: string, line: string][] = [];
  for await (const { level, about, text } of examine(env)) findings.push([about, `${level}: ${text}`]);
  return (about: string) => findings.filter(([one]) => one === about).map(([, line]) => line);
};

const free = async () => ({ PORT: String(await freePort()) });

describe('npm run doctor:', () => {
  it('on a migrated database and Redis: reports versions, clocks, migrations, permissions and twins', async () => {
    const { url, drop } = await emptyDatabase();
    await runSql(url, "insert into authors (name) values ('Amélie'), (E'Ame\\u0301lie')");
    const of = await findingsOf(testEnvironment(url, await redisUrl(), await free()));
    expect(of('settings')).to.deep.equal(['ok: all are valid, for test']);
    expect(of('database')[0]).to.match(/^ok: Postgres, version \d+.*, UTF8, with fuzzystrmatch and pg_trgm$/);
    expect(of('migrations')[0]).to.match(/^ok/);
    expect(of('clock').map((line) => line.slice(0, 2))).to.deep.equal(['ok', 'ok']);
    expect(of('twins')[0]).to.match(/^warning: .* 1\. npm run twins/);
    expect(of('redis')[0]).to.match(/^ok: Redis \d+.* permitted$/);
    await drop();
  });

  it('with an only admin who has a second factor and no recovery codes: names the admin', async () => {
    const { url, drop } = await emptyDatabase();
    const env = testEnvironment(url, await redisUrl(), await free());
    const admins = async () => (await findingsOf(env))('admins');
    const add = (name: string) => `
      insert into users (email, email_key, visible_name, visible_name_key, role, active, email_verified, password_hash,
        token_version, second_factor)
      values ('${name}@example.com', '${name}@example.com', '${name}', '${name}', 'admin', true, true, '', 1, true)`;
    expect(await admins()).to.deep.equal([]);
    await runSql(url, add('ada'));
    const advice = /^warning: the only active admin, ada@example.com, has .*recovery-codes.* admin:create/;
    expect((await admins())[0]).to.match(/ada@example.com, has .* whose secret no key .* admin:create/);
    expect((await admins())[0]).to.not.match(advice);
    const [{ id } = {}] = await runSql(url, 'select id from users');
    makeMissingSealingKey(env.MFA__KEY_FILE ?? '');
    const secret = new AesSecretSealer(loadSealingKeys(env.MFA__KEY_FILE ?? '')).seal('secret', `totp:${id}`);
    await runSql(
      url,
      `insert into totp_factors (user_id, secret, created_at) values (${id}, '${secret}', now())`,
    );
    expect(await admins()).to.have.length(1);
    expect((await admins())[0]).to.match(advice);
    await runSql(url, "insert into recovery_codes (user_id, hash) select id, 'hash' from users");
    expect(await admins()).to.deep.equal([]);
    await runSql(url, 'delete from recovery_codes');
    await runSql(url, add('bob'));
    expect(await admins()).to.deep.equal([]);
    await drop();
  });

  it('with a common password for the first admin: reports the failure of a start, unless there are accounts', async () => {
    const admin = { ADMIN__EMAIL: 'ada@example.com', ADMIN__PASSWORD: 'passwordpassword' };
    const lines = async (env: Environment) =>
      (await findingsOf({ ...(await free()), ...admin, ...env }))('admin');
    const rejected = ['failure: ADMIN__PASSWORD is rejected: This password is easy to guess.'];
    const [unmigrated, migrated] = [await createTestDatabase(), await emptyDatabase()];
    expect(await lines({ DB_URL: unmigrated.url })).to.deep.equal(rejected);
    expect(await lines({ DB_URL: migrated.url })).to.deep.equal(rejected);
    await runSql(
      migrated.url,
      `insert into users (email, email_key, visible_name, visible_name_key, role, active, email_verified, password_hash, token_version)
        values ('ada@example.com', 'ada@example.com', 'Ada', 'ada', 'admin', true, false, '', 1)`,
    );
    expect(await lines({ DB_URL: migrated.url })).to.deep.equal([]);
    const folder = mkdtempSync(`${tmpdir()}/doctor-`);
    expect(await lines({ DATA_DIR: `${folder}/data` })).to.deep.equal(rejected);
    rmSync(folder, { recursive: true });
    for (const { drop } of [unmigrated, migrated]) await drop();
  });

  it('on an empty database: reports pending migrations, as a failure if a start would not run them, and creates nothing', async () => {
    const { url, drop } = await createTestDatabase();
    const lines = async (env: Environment) => (await findingsOf({ DB_URL: url, ...env }))('migrations');
    expect((await lines({}))[0]).to.match(/^not checked: \d+ are pending/);
    expect((await lines({ DB__MIGRATE: 'false' }))[0]).to.match(
      /^failure: .*20261122190000.*migrate:latest$/,
    );
    expect(await runSql(url, "select tablename from pg_tables where schemaname = 'public'")).to.deep.equal(
      [],
    );
    await drop();
  });

  it('without Postgres, Redis and a mail server: reports each with its setting, and checks the rest', async () => {
    const closed = await freePort();
    const of = await findingsOf({
      ...(await free()),
      DB_URL: `postgresql://ada:hunter2@127.0.0.1:${closed}/films`,
      REDIS__HOST: '127.0.0.1',
      REDIS__PORT: String(closed),
      REDIS__PASSWORD: 'hunter2',
      SMTP__URL: `smtp://ada:hunter2@127.0.0.1:${closed}`,
      MAIL__FROM: 'films@example.com',
    });
    for (const [about, setting] of [
      ['database', 'DB_URL'],
      ['redis', 'REDIS__HOST'],
      ['mail', 'SMTP__URL'],
    ] as const) {
      const [line, ...others] = of(about);
      expect(line)
        .to.match(/^failure/)
        .and.to.include('ECONNREFUSED')
        .and.to.include(setting)
        .and.to.not.include('hunter2');
      expect(others).to.deep.equal([]);
    }
    expect(of('migrations')[0]).to.match(/^not checked/);
    for (const about of ['keys', 'disk', 'ports', 'proxy']) expect(of(about)[0], about).to.match(/^ok/);
  });

  it('with a Redis user: uses the keys of the installation, and reports a wrong password or a missing permission', async () => {
    const { url, drop } = await emptyDatabase();
    const [{ cache_id: id = '' } = {}] = await runSql(url, 'select cache_id from installation');
    const admin = new Redis(await redisUrl());
    const user = `doctor-${id}`;
    const rules = `on >secret ~${id}:* +eval +evalsha +info +ping +select +mget +set +expire +unlink +get +pttl +incr +pexpire`;
    const redis = async (env: Environment) => {
      const login = { REDIS__USERNAME: user, REDIS__PASSWORD: 'secret' };
      return (await findingsOf(testEnvironment(url, await redisUrl(), { ...login, ...env })))('redis')[0];
    };
    try {
      await admin.call('ACL', 'SETUSER', user, ...rules.split(' '));
      expect(await redis({})).to.match(/^failure: .*no permission for all commands.*docs\/redis\.md/);
      await admin.call('ACL', 'SETUSER', user, '+decr');
      expect(await redis({})).to.match(/^ok/);
      expect(await redis({ REDIS__PASSWORD: 'other' })).to.match(/^failure: .*WRONGPASS.*REDIS__PASSWORD$/);
    } finally {
      await admin.call('ACL', 'DELUSER', user);
      admin.disconnect();
      await drop();
    }
  });

  it('with a mail server: logs in and sends nothing; with a wrong login: names the setting', async () => {
    const smtp = await startSmtp({
      disabledCommands: ['STARTTLS'],
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ password }, _, done) =>
        password === 'right' ? done(null, { user: 'ada' }) : done(new Error('no')),
    });
    const mail = async (login: string) => {
      const SMTP__URL = smtp.url.replace('//', `//ada:${login}@`);
      return (await findingsOf({ ...(await free()), SMTP__URL, MAIL__FROM: 'films@example.com' }))('mail');
    };
    expect((await mail('right'))[0]).to.match(/^ok: .* and the login$/);
    expect((await mail('hunter2'))[0])
      .to.match(/^failure: .*EAUTH.*SMTP__URL$/)
      .and.to.not.include('hunter2');
    expect([smtp.recipients, smtp.received]).to.deep.equal([[], []]);
    await smtp.stop();
  });

  it('without any settings: reports no failure, and creates no folder', async () => {
    const folder = mkdtempSync(`${tmpdir()}/doctor-`);
    const of = await findingsOf({ ...(await free()), DATA_DIR: `${folder}/data` });
    expect(of('database')[0]).to.match(/^ok: there is none/);
    expect(readdirSync(folder)).to.deep.equal([]);
    rmSync(folder, { recursive: true });
  });
});
