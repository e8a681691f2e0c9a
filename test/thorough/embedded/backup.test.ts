import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { backupDatabase, restoreDatabase } from '../../../src/composition/database-backup.js';
import { ids } from '../../../src/composition/service-ids.js';
import { type Person, signedIn } from '../../e2e/identity/people.js';
import { remembering } from '../../support/remembering-log.js';
import { runSql } from '../../support/run-sql.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/databases.js';
import { TestService } from '../../support/service.js';

const movies = '/api/v1/movies';
const tables = "select tablename from pg_tables where schemaname = 'public'";

describe('a backup', () => {
  const home = mkdtempSync(join(tmpdir(), 'backup-'));
  const folder = join(home, 'restored');
  const [file, encrypted, damaged] = ['of-postgres', 'of-embedded', 'damaged'].map((name) =>
    join(home, name),
  ) as [string, string, string];
  const embedded = { DB_URL: undefined, DATA_DIR: folder };
  const startEmbedded = () =>
    TestService.start({ ...embedded, REDIS__HOST: undefined, DEMO: 'false' }, { databaseUrl: 'none' });
  const noPassphrase = (): Promise<string> => Promise.reject(new Error('a passphrase is needed'));
  type Settings = Parameters<typeof backupDatabase>[1];
  const backUp = (settings: Settings, to: string, passphrase?: string) =>
    backupDatabase({ file: to, passphrase }, settings, remembering([]), () => {});
  const restore = (from: string, settings: Settings, passphrase = noPassphrase, withEmails = false) =>
    restoreDatabase({ file: from, withEmails }, passphrase, settings, remembering([]), () => {});
  const failed = (work: Promise<unknown>) => work.catch(({ message }: Error) => message);
  const postgres = (url: string) => ({ DB_URL: url, DATA_DIR: 'unused' });
  const queuedFor = (email: string) =>
    `insert into mail_queue (kind, email, asked_by, due_at)
      values ('welcome', '${email}', '{}', now() + interval '1 year')`;

  let target: TestDatabase;
  let moderator: string;
  let [person, ended]: Person[] = [];
  let paths: string[];
  let items: unknown[];
  const create = (service: TestService, title: string) =>
    service.call('POST', movies, {
      token: moderator,
      body: { title, description: 'Two\nlines, "quoted" \\ \u{1F3AC}' },
    });
  const read = (service: TestService) =>
    Promise.all(
      paths.map(async (path) => {
        const { body, headers } = await service.call('GET', path);
        return [body, headers.get('etag')];
      }),
    );
  const statuses = (service: TestService) =>
    Promise.all(
      [person, ended].map(
        async (one) => (await service.call('GET', '/api/v1/users/me', { token: String(one?.token) })).status,
      ),
    );

  before(async () => {
    target = await createTestDatabase();
  });
  after(async () => {
    await target.drop();
    rmSync(home, { recursive: true });
  });

  it('of Postgres, while others write: is of one moment, and an embedded database continues from there', async () => {
    const service = await TestService.start();
    try {
      moderator = await service.tokenAs('moderator');
      [person, ended] = [await signedIn(service), await signedIn(service)];
      await service.call('POST', '/api/v1/auth/logout', { token: ended?.token, body: {} });
      const titles = ['Vagabond', 'Cléo from 5 to 7', 'The Gleaners & I'];
      const created = await Promise.all(titles.map((title) => create(service, title)));
      paths = created.map(({ body }) => `${movies}/${body.id}`);
      items = await read(service);
      await runSql(service.databaseUrl, queuedFor('a@example.com'));
      let isDone = false;
      const writing = (async () => {
        for (let count = 1; ; count += 1) {
          expect((await create(service, `Written meanwhile ${count}`)).status).to.equal(201);
          if (isDone) return count;
        }
      })();
      const { tables: stored } = await backUp(postgres(service.databaseUrl), file);
      isDone = true;
      const written = await writing;
      const count = stored.find(({ name }) => name === 'movies')?.count ?? 0;
      expect(count).to.be.within(titles.length, titles.length + written - 1);
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      expect(readdirSync(home)).to.deep.equal(['of-postgres']);

      expect((await restore(file, embedded)).emailsLeftOut).to.equal(1);
      const restored = await startEmbedded();
      try {
        expect(await read(restored)).to.deep.equal(items);
        expect(await statuses(restored)).to.deep.equal([200, 401]);
        const database = restored.service.container.get(ids.Database);
        expect(await database('movies').count()).to.deep.equal([{ count: String(count) }]);
        expect(await database('mail_queue').select()).to.deep.equal([]);
        const { status, body } = await create(restored, 'Faces Places');
        expect(status).to.equal(201);
        paths.push(`${movies}/${body.id}`);
        items = await read(restored);
        await database.raw(queuedFor('b@example.com'));
        expect(await failed(backUp(embedded, encrypted))).to.match(/is in use by process/);
      } finally {
        await restored.stop();
      }
    } finally {
      await service.stop();
    }
  });

  it('of the embedded database, encrypted: is restored with its passphrase only, with emails if asked to', async () => {
    const right = async () => 'five gentle owls';
    const wrong = async () => 'five gentle cows';
    await backUp(embedded, encrypted, await right());
    expect(readFileSync(encrypted, 'latin1')).to.match(/^age-encryption\.org\/v1\n-> scrypt /);
    expect(await failed(restore(encrypted, postgres(target.url), wrong))).to.include(
      'the passphrase is wrong',
    );
    await restore(encrypted, postgres(target.url), right, true);
    const restored = await TestService.start({}, { databaseUrl: target.url });
    try {
      expect(await read(restored)).to.deep.equal(items);
      expect(await statuses(restored)).to.deep.equal([200, 401]);
      expect(await runSql(target.url, 'select email from mail_queue')).to.deep.equal([
        { email: 'b@example.com' },
      ]);
      expect((await create(restored, 'Jacquot de Nantes')).status).to.equal(201);
    } finally {
      await restored.stop();
    }
    expect(await failed(restore(file, postgres(target.url)))).to.match(/it is not empty \(api_key/);
  });

  it('that is damaged, or of another release: is rejected, and nothing is restored', async () => {
    const empty = await createTestDatabase();
    const bytes = readFileSync(file);
    const [first = '', ...rows] = gunzipSync(bytes).toString().split('\n');
    const withHeader = (change: (header: ReturnType<typeof JSON.parse>) => void) => {
      const header = JSON.parse(first);
      change(header);
      return gzipSync([JSON.stringify(header), ...rows].join('\n'));
    };
    const otherRow = rows.map((row) => row.replace('Vagabond', 'Vagabund'));
    const cases: [damage: Buffer, message: RegExp][] = [
      [bytes.subarray(0, -1), /cannot be read: it is damaged or incomplete: unexpected end of file/],
      [bytes.subarray(0, bytes.length / 2), /it is damaged or incomplete: unexpected end of file/],
      [gzipSync([first, ...rows, '"(1)"', ''].join('\n')), /it has more rows than its first line says/],
      [gzipSync([first, ...otherRow].join('\n')), /the rows differ: /],
      [
        withHeader((header) => {
          header.release = '7.0.0';
          header.contents.migrations.push('20990101000000_later');
        }),
        /the migrations differ: "20990101000000_later"\. .*release 7\.0\.0.*Restore it with that release/,
      ],
      [withHeader((header) => header.contents.tables.pop()), /the tables differ: /],
    ];
    for (const [damage, message] of cases) {
      writeFileSync(damaged, damage);
      const failure = String(await failed(restore(damaged, postgres(empty.url))));
      expect(failure).to.match(message);
      // A file that was cut may also fail at its first line, before a restore begins.
      if (!failure.startsWith('The backup ')) expect(failure).to.match(/[^.]\. Nothing was restored$/);
      expect(await runSql(empty.url, tables)).to.deep.equal([]);
    }
    await restore(file, postgres(empty.url));
    await empty.drop();
  });

  it('of a database that this release could not restore: is not made', async () => {
    const other = await createTestDatabase();
    expect(await failed(backUp(postgres(other.url), damaged))).to.match(/ exists\. Choose another name/);
    rmSync(damaged);
    expect(await failed(backUp(postgres(other.url), damaged))).to.match(/cannot be backed up: it is empty/);
    expect(await failed(backUp({ DB_URL: undefined, DATA_DIR: join(home, 'none') }, damaged))).to.match(
      /there is no database/,
    );
    await runSql(target.url, 'create table reports (id int)', 'alter table movies add column shelf text');
    expect(await failed(backUp(postgres(target.url), damaged))).to.match(
      /creates: reports, movies\.shelf\. /,
    );
    await runSql(
      target.url,
      'drop table reports',
      'alter table movies drop column shelf',
      'delete from knex_migrations where id = (select max(id) from knex_migrations)',
    );
    expect(await failed(backUp(postgres(target.url), damaged))).to.match(/these migrations are pending: /);
    expect(readdirSync(home)).not.to.include.members(['damaged']);
    await other.drop();
  });
});
