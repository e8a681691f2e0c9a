import { readFileSync, statSync } from 'node:fs';
import { expect } from 'chai';
import { asModerator } from '../../e2e/catalogue/kinds.js';
import { useFiles } from '../../e2e/process/importing.js';
import { endLeftovers } from '../../e2e/process/spawned.js';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { runSql } from '../../support/run-sql.js';
import type { TestDatabase } from '../../support/servers/databases.js';
import { useOwnService } from '../../support/service.js';
import { importOriginalInto, originalDatabase, password, runCommand } from './original-tables.js';

const content = `
  insert into users (visible_name, role, active, email, hashed_password) values
    ('Ada', 'admin', true, 'ada@example.com', HASH), ('Mo', 'Moderator', true, 'mo@example.com', HASH),
    ('Una', 'user', false, 'una@example.com', HASH), ('King', 'king', true, 'king@example.com', HASH),
    ('Plain', 'user', true, 'plain@example.com', 'a plain password'),
    ('Ada 2', 'user', true, 'ADA@example.com', HASH), ('ada', 'user', true, 'ada3@example.com', HASH),
    ('Bad', 'user', true, 'no email', HASH);
  insert into authors (name, age) values ('Agnès Varda', 90), ('Adam Price', 55), ('Adam Price', 30), ('', 20);
  insert into movies (title, year_of_issue, description, genre, author_id) values
    ('Cléo from 5 to 7', 1962, null, 'Romantic', 1), ('Le Bonheur', 1065, 'D', 'drama, routine', 1),
    ('No author', 1999, null, 'comedy', 4);
  insert into series (title, episodes, seasons, genre, author_id, year_of_issue) values
    ('Borgen', 38, 4, 'drama', 2, 2010), ('Contradiction', 1, 2, 'drama', 3, 2011);
  alter table movies add rating numeric; update movies set rating = 8.1 where id = 1;
  alter table users add phone varchar; update users set phone = '555-0100' where id = 1;
  create table reviews (id serial); insert into reviews default values`;

const expectedReport = `table reviews: its 1 rows are not imported, since there is no such kind
users 4: role "king" does not exist here: the account has the role user
users 5: rejected: the hash of the password is neither bcrypt nor argon2, or takes too long to verify
users 6: rejected: users 1 has the same email, written in another way
users 7: rejected: Another account has this visible name.
users 8: rejected: email must be a valid email
authors 4: rejected: name is not allowed to be empty
movies 2: year_of_issue 1065 is not stored, since it is not valid here
movies 2: genre "routine" is not stored, since it is not valid here
movies 3: rejected: author_id "original:4" does not exist
series 2: rejected: episodes must not be fewer than seasons
`;

const expectedColumns = `users.phone: 1 value not stored, since there is no such field
authors.age: 4 values not stored, since there is no such field
movies.rating: 1 value not stored, since there is no such field
`;

const expectedFile = `users 1: phone is not stored: no such field
authors 1: age 90 is not stored: no such field
authors 2: age 55 is not stored: no such field
authors 3: age 30 is not stored: no such field
authors 4: age 20 is not stored: no such field
movies 1: rating "8.1" is not stored: no such field
`;
const linesOf = (text: string) => text.split('\n').sort();

const summary = (...results: readonly string[]) =>
  ['users', 'authors', 'movies', 'series'].map((table, i) => `${table}: ${results[i]} rejected\n`).join('');

describe('npm run import:original', () => {
  const service = useOwnService();
  const { send } = asModerator(service);
  const { path } = useFiles();
  let original: TestDatabase;
  let url: string;
  before(async () => {
    original = await originalDatabase(content);
    url = original.url.replace('postgresql:', 'postgresql+asyncpg:');
  });
  afterEach(endLeftovers);
  after(() => original.drop());

  const take = (from = original.url, stopping?: AbortController) =>
    importOriginalInto(service().databaseUrl, from, stopping);
  const stored = () =>
    runSql(
      service().databaseUrl,
      `select u::text from users u union all select a::text from authors a union all select m::text from movies m
        union all select s::text from series s order by 1`,
    );
  const logIn = (email: string) =>
    service().call('POST', '/api/v1/auth/login', { body: { email, password } });

  it('on a running service: imports accounts with roles and passwords, and items; reports what has no place by row', async () => {
    expect((await send('GET', '/movies')).body.items).to.deep.equal([]);
    const env = { DB_URL: service().databaseUrl, ORIGINAL_DB_URL: url };
    const file = path('report.txt');
    const { code, stdout, stderr } = await runCommand(env, '--report', file);
    expect([code, stderr]).to.deep.equal([1, expectedReport + expectedColumns]);
    expect(linesOf(readFileSync(file, 'utf8'))).to.deep.equal(linesOf(expectedReport + expectedFile));
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const results = ['4 created, 0 changed, 0 unchanged, 4', '3 created, 0 changed, 0 unchanged, 1'];
    expect(stdout).to.equal(
      summary(...results, '2 created, 0 changed, 0 unchanged, 1', '1 created, 0 changed, 0 unchanged, 1'),
    );

    const logins = [
      await logIn('ada@example.com'),
      await logIn('mo@example.com'),
      await logIn('king@example.com'),
    ];
    expect(logins.map(({ body }) => body.user.role)).to.deep.equal(['admin', 'moderator', 'user']);
    expect((await logIn('una@example.com')).status).to.equal(401);
    const [account] = await runSql(
      service().databaseUrl,
      `select password_hash as hash, details from users join audit on subject_id = users.id::text
        where email = 'ada@example.com' and action = 'user.created'`,
    );
    expect(account?.hash).to.match(/^\$argon2id\$/);
    expect(account?.details).to.deep.equal({ role: 'admin', imported: true });

    const { items } = (await send('GET', '/movies?include=author')).body;
    const [cleo, happiness] = items;
    expect(items.length).to.equal(2);
    const keys = { sourceId: 'original:1', genres: ['romance'], releaseYear: 1962 };
    expect(cleo).to.deep.include({ title: 'Cléo from 5 to 7', ...keys });
    expect(cleo.author).to.include({ name: 'Agnès Varda', sourceId: 'original:1' });
    expect(happiness).to.deep.include({ description: 'D', genres: ['drama'], releaseYear: null });
    const borgen = (await send('GET', '/series?sourceId=original:1')).body.items[0];
    expect(borgen).to.include({ title: 'Borgen', seasons: 4, episodes: 38, releaseYear: 2010 });
  });

  it('again: changes what the original has changed since, but no account and no edited field', async () => {
    const before = await stored();
    const again = await take();
    const accounts = ['0 created, 0 changed, 4 unchanged, 4', '0 created, 0 changed, 3 unchanged, 1'];
    const titles = ['0 created, 0 changed, 2 unchanged, 1', '0 created, 0 changed, 1 unchanged, 1'];
    expect(again.summary).to.equal(summary(...accounts, ...titles));
    expect(await stored()).to.deep.equal(before);

    const [{ id }] = (await send('GET', '/movies?sourceId=original:1')).body.items;
    await send('PATCH', `/movies/${id}`, { title: 'Cléo de 5 à 7' });
    await runSql(
      original.url,
      "update movies set title = 'Cleo', description = 'New' where id = 1; update users set role = 'user' where id = 1",
    );
    const later = await take();
    expect(later.summary).to.include('movies: 0 created, 1 changed, 1 unchanged, 1 rejected\n');
    expect(later.lines)
      .to.include('movies 1: title was edited here, and is not replaced by "Cleo"\n')
      .and.include('users 1: stays as it is here: role admin, active. In the original: role user, active\n');
    const { body } = await send('GET', `/movies/${id}`);
    expect(body).to.include({ title: 'Cléo de 5 à 7', description: 'New' });
  });

  it('as a user who may read the four tables only, and with odd values: imports the others, and says so', async () => {
    const other = await originalDatabase(`
      alter table users alter active type integer using active::integer, alter visible_name drop not null;
      insert into users (visible_name, role, active, email, hashed_password) values
        ('Odd', 'user', 1, 'odd@example.com', HASH), (null, 'user', 1, 'nameless@example.com', HASH);
      create table secrets (id serial);
      grant select on users, authors, movies, series to pg_monitor`);
    const { lines, failure } = await take(`${other.url}?options=-c%20role%3Dpg_monitor`);
    expect([failure, lines]).to.deep.equal([
      undefined,
      'table secrets: its rows are not imported, since there is no such kind\n' +
        'users 1: active 1 is neither true nor false: the account is inactive\n' +
        'users 2: rejected: visibleName is not allowed to be empty\n',
    ]);
    await other.drop();
  });

  it('stopped while the original has locked a table: ends at once, and says so', async () => {
    const other = open(original.url);
    const stopping = new AbortController();
    const lock = await other.transaction();
    await lock.raw('lock table users');
    const taken = take(original.url, stopping);
    const waiting = 'select from pg_locks where not granted and relation = ?::regclass';
    await eventually(async () => (await lock.raw(waiting, ['users'])).rowCount > 0, 'the import waits');
    stopping.abort(new Error('Stopped.'));
    const { summary, failure } = await taken;
    expect([summary, failure?.message]).to.deep.equal(['', 'Stopped.']);
    await lock.rollback();
    await other.destroy();
  });

  it('with a database that is missing, or of another program: imports nothing, and says why', async () => {
    const { databaseUrl } = service();
    for (const [from, reason] of [
      [
        original.url.replace(original.name, 'no_such_database'),
        /^The original database: cannot be read: database "no_such_database" does not exist \(3D000\)/,
      ],
      [databaseUrl, /^The original database: lacks users\.hashed_password\. Use the DB_URL/],
    ] as const) {
      const { summary, failure } = await take(from);
      expect(summary).to.equal('');
      expect(failure?.message).to.match(reason);
    }
    const { code, stderr } = await runCommand({ DB_URL: databaseUrl });
    expect(code).to.equal(2);
    expect(stderr).to.match(/^Usage: npm run import:original/);
  });
});
