import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { endLeftovers, listening, newFolder, root, run, runService } from '../e2e/process/spawned.js';
import { eventually } from '../integration/contracts/fixtures.js';
import { createTestDatabase } from '../support/servers/databases.js';

const migrations = readdirSync(join(root, 'migrations')).filter((file) => file.endsWith('.ts'));
const password = 'a first long password';

describe('the scripts of package.json:', () => {
  afterEach(async () => {
    await endLeftovers();
    await database.drop();
  });
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeEach(async () => {
    database = await createTestDatabase();
  });

  const npmRun = async (script: string, { folder = root, args = [] as string[], input = '' } = {}) => {
    const env = { DB_URL: database.url };
    const spawned = run('npm', ['run', '--silent', script, '--', ...args], env, { folder, input });
    const code = await spawned.exit;
    return { code, text: spawned.stdout() + spawned.stderr() };
  };
  const serviceOn = async (env: Record<string, string> = {}) => {
    const service = runService({ PORT: '0', DB_URL: database.url, ...env });
    return { service, url: await listening(service) };
  };

  it('migrate:latest, migrate:status and migrate:rollback: for a service without DB__MIGRATE', async () => {
    const production = { DB__MIGRATE: 'false' };
    expect((await npmRun('migrate:latest')).code).to.equal(0);
    const { url } = await serviceOn(production);
    expect((await fetch(`${url}/health/ready`)).status).to.equal(200);
    for (const [script, output] of [
      ['migrate:latest', 'Already up to date'],
      ['migrate:status', 'No Pending Migration'],
      ['migrate:rollback', 'rolled back'],
      ['migrate:status', `Found ${migrations.length} Pending Migration`],
    ] as const)
      expect(await npmRun(script))
        .to.deep.include({ code: 0 })
        .and.have.property('text')
        .that.includes(output);
    await endLeftovers();
    const rejected = runService({ PORT: '0', DB_URL: database.url, ...production });
    expect(await rejected.exit).to.equal(1);
    expect(rejected.stderr()).to.include(migrations[0]?.replace('.ts', ''));
  });

  it('a migrate script in production without DB_URL: fails and names it, without a stack trace', async () => {
    const env = { NODE_ENV: 'production' };
    const spawned = run('npm', ['run', '--silent', 'migrate:status'], env, { folder: root });
    expect(await spawned.exit).to.equal(78);
    expect(spawned.stdout() + spawned.stderr()).to.match(/^These settings are wrong:\n {2}DB_URL .+\n$/);
  });

  it('the migrate scripts without DB_URL: on the embedded database: name and migrate that, and end', async () => {
    const env = { DATA_DIR: newFolder() };
    for (const [script, says] of [
      ['migrate:latest', /Batch 1 run/],
      ['migrate:status', /No Pending/],
      ['migrate:rollback', /rolled back/],
    ] as const) {
      const spawned = run('npm', ['run', '--silent', script], env, { folder: root });
      expect(await spawned.exit, spawned.stderr()).to.equal(0);
      expect(spawned.stdout()).to.match(says);
      expect(spawned.stderr()).to.include(`embedded database in ${env.DATA_DIR}: DB_URL is not set`);
    }
  });

  it('keys:make: twice: creates the keys once', async () => {
    const folder = newFolder();
    const [a, b, c] = [join(folder, 'a.pem'), join(folder, 'b.pem'), join(folder, 'c.key')];
    const env = { JWT__PRIVATE_KEY: a, JWT__PUBLIC_KEY: b, MFA__KEY_FILE: c };
    const contents = () => [a, b, c].map((file) => readFileSync(file, 'utf8'));
    let made: string[] | undefined;
    for (const says of [
      `${a} and ${b} were generated\n${c} was generated\n`,
      `${a} and ${b} already exist: nothing was changed\n${c} already exists: nothing was changed\n`,
    ]) {
      const spawned = run('npm', ['run', '--silent', 'keys:make'], env, { folder: root });
      expect(await spawned.exit, spawned.stderr()).to.equal(0);
      expect(spawned.stdout()).to.equal(says);
      made ??= contents();
      expect(contents()).to.deep.equal(made);
    }
  });

  it('admin:create with --email: reads the password, and creates an admin; rejects a weak password and a taken email', async () => {
    const create = (email: string, input: string) =>
      npmRun('admin:create', { args: ['--email', email], input });
    const made = await create('ada@example.com', 'seven quiet violins\n');
    expect(made.code, made.text).to.equal(0);
    expect(made.text).to.include('ada@example.com is now an admin');
    expect(await create('ada@example.com', 'seven quiet violins')).to.deep.equal({
      code: 1,
      text:
        'Another account has this email. ' +
        'npm run account:password sets the password of an existing account.\n',
    });
    expect((await create('eve@example.com', 'lovethewayyoulie')).text).to.include('easy to guess');
    expect((await create('nobody', 'seven quiet violins')).text).to.include('valid email');
  });

  it('key:make: against a running service: prints a key that works, of a service account that it creates once', async () => {
    const { url } = await serviceOn({});
    const make = (...args: string[]) => npmRun('key:make', { args: ['--service', 'importer', ...args] });
    const made = await make('--permissions', 'catalogue:write');
    expect(made.code, made.text).to.equal(0);
    const [key = ''] = /^pdba_\w+$/m.exec(made.text) ?? [];
    expect(made.text).to.include('created the service account importer').and.to.include('role moderator');
    const response = await fetch(`${url}/api/v1/movies`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ title: 'Vagabond' }),
    });
    expect(response.status).to.equal(201);
    const again = await make('--permissions', 'catalogue:read', '--expires', '2020-01-31');
    expect([again.code, again.text.includes('--expires "2020-01-31" must be in the future')]).to.deep.equal([
      1,
      true,
    ]);
    expect((await npmRun('key:make', { args: ['--help'] })).code).to.equal(0);
  });

  it('account:password with --email: against a running service: sets the password, and ends the sessions', async () => {
    const email = 'admin@example.com';
    const { url } = await serviceOn({ ADMIN__EMAIL: email, ADMIN__PASSWORD: password });
    const logIn = async (tried: string) => {
      const response = await fetch(`${url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: tried }),
      });
      return {
        status: response.status,
        token: ((await response.json()) as { accessToken: string }).accessToken,
      };
    };
    const authorization = `Bearer ${(await logIn(password)).token}`;
    const me = async () => (await fetch(`${url}/api/v1/users/me`, { headers: { authorization } })).status;
    expect(await me()).to.equal(200);
    const chosen = 'eight loud trombones';
    const set = (args: string[], input: string) => npmRun('account:password', { args, input });
    const done = await set(['--email', 'Admin@example.com'], `${chosen}\n`);
    expect(done.code, done.text).to.equal(0);
    expect(done.text).to.match(/^Set the password of admin@example.com \(user \d+\)/);
    await eventually(async () => (await me()) === 401, 'the session ended');
    expect((await logIn(password)).status).to.equal(401);
    expect((await logIn(chosen)).status).to.equal(200);
    for (const [args, input, output] of [
      [['--email', email], 'lovethewayyoulie', 'easy to guess'],
      [['--email', 'eve@example.com'], chosen, 'There is no account with the email eve@example.com.'],
      [[], chosen, '--email is missing'],
    ] as const) {
      const rejected = await set([...args], input);
      expect(rejected.code, rejected.text).to.equal(1);
      expect(rejected.text).to.include(output);
    }
  });

  it('seed twice, backup, restore and the story: add the sample once, it is served at once, and the story succeeds with what was restored', async () => {
    const admin = { ADMIN__EMAIL: 'admin@example.com', ADMIN__PASSWORD: password };
    const { url } = await serviceOn(admin);
    const listed = async () => {
      const { items } = (await (await fetch(`${url}/api/v1/movies`)).json()) as { items: unknown[] };
      return items.length;
    };
    expect(await listed()).to.equal(0);
    const first = await npmRun('seed');
    // The command has waited until the service has invalidated its cache.
    expect(await listed()).to.equal(20);
    const second = await npmRun('seed');
    expect([first.code, second.code]).to.deep.equal([0, 0]);
    const [, authors, movies, series] =
      /^authors: (\d+) created, 0 changed, 0 unchanged, 0 rejected\nmovies: (\d+) created, 0 changed, 0 unchanged, 0 rejected, and \d+ authors created by name\nseries: (\d+) created/.exec(
        first.text,
      ) ?? [];
    expect(second.text).to.equal(
      [
        `authors: 0 created, 0 changed, ${authors} unchanged, 0 rejected`,
        `movies: 0 created, 0 changed, ${movies} unchanged, 0 rejected`,
        `series: 0 created, 0 changed, ${series} unchanged, 0 rejected`,
        '',
      ].join('\n'),
    );
    const file = join(newFolder(), 'backup');
    const backup = await npmRun('backup', { args: [file] });
    expect(backup.code, backup.text).to.equal(0);
    const original = database;
    database = await createTestDatabase();
    const restore = await npmRun('restore', { args: [file] });
    expect(restore.code, restore.text).to.equal(0);
    for (const { text } of [backup, restore])
      for (const name of ['private.pem', 'public.pem', 'mfa.key']) expect(text).to.include(name);
    const restored = (await serviceOn()).url;
    const story = (input: string) => npmRun('story', { args: [restored, 'admin@example.com'], input });
    const failed = await story('wrong');
    expect(failed.code).to.equal(1);
    expect(failed.text).to.include('the admin logs in: returned 401 invalid-credentials');
    const result = await story(`${password}\n`);
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.include('Steven Spielberg').and.to.not.include(password);
    await endLeftovers();
    await original.drop();
  });
});
