import { expect } from 'chai';
import { allReported, follow, unlessCutOff } from './contracts/change-feed.js';
import { useDatabase } from './contracts/fixtures.js';
import { recordedChanges } from './contracts/recorded-changes.js';

// The triggers of all kinds are the same: see test/architecture/changes.test.ts.
const [kind, insert, other] = [
  'movies',
  "insert into movies (title, genres) select 'A', '{}' from generate_series(1, ?) returning id",
  "title = 'B'",
];
describe('the triggers that record changes:', () => {
  const database = useDatabase();
  const { run, recorded, recordedBy, item, idsOf, people, sessions } = recordedChanges(database);

  it('an item inserted, changed, removed: is recorded each time with its id', async () => {
    let id = '';
    const inserted = await recordedBy(async () => ([id = ''] = await run(insert, [1])));
    expect(inserted).to.deep.equal([item(kind, id)]);
    for (const act of [`update ${kind} set ${other}`, `delete from ${kind}`])
      expect(await recordedBy(() => run(`${act} where id = ${id}`))).to.deep.equal([item(kind, id)]);
  });

  it('a hundred items in one statement: are recorded one by one; one more as the whole kind', async () => {
    for (const count of [100, 101]) {
      await run(`delete from ${kind}`);
      let ids: string[] = [];
      const inserted = await recordedBy(async () => {
        ids = await run(insert, [count]);
      });
      const updated = await recordedBy(() => run(`update ${kind} set ${other}`));
      const deleted = await recordedBy(() => run(`delete from ${kind}`));
      for (const changes of [inserted, updated, deleted]) {
        if (count > 100) expect(changes).to.deep.equal([item(kind, null)]);
        else expect(idsOf(changes)).to.deep.equal(ids.sort());
      }
    }
  });

  it('statements without rows: are not recorded', async () => {
    const nothing = await recordedBy(async () => {
      await run(`update ${kind} set ${other} where id < 0`);
      await run(`delete from ${kind} where id < 0`);
      await run(insert, [0]);
    });
    expect(nothing).to.deep.equal([]);
  });

  it('a truncated table: is recorded as the whole kind', async () => {
    await run(insert, [1]);
    expect(await recordedBy(() => run(`truncate ${kind} cascade`))).to.deep.include(item(kind, null));
  });

  it('an upsert and a delete, in one query of several statements: are both recorded', async () => {
    const [id = ''] = await run(insert, [1]);
    const changes = await recordedBy(() =>
      run(`begin; insert into ${kind} (id, title, genres) overriding system value select ${id}, 'A', '{}'
        on conflict (id) do update set ${other}; delete from ${kind} where id = ${id}; commit`),
    );
    expect(changes).to.deep.equal([item(kind, id), item(kind, id)]);
  });

  it('users: a new role, state or token version: is recorded with all three; other changes are not', async () => {
    const [id = ''] = await people(1);
    const change = (set: string) => recordedBy(() => run(`update users set ${set} where id = ${id}`));
    const facts = { role: 'user', active: true, tokenVersion: 1 };
    expect(await change("role = 'moderator'")).to.deep.equal([
      item('users', id, { ...facts, role: 'moderator' }),
    ]);
    expect(await change("role = 'user', active = false")).to.deep.equal([
      item('users', id, { ...facts, active: false }),
    ]);
    expect(await change('active = true')).to.deep.equal([item('users', id, facts)]);
    const later = { ...facts, tokenVersion: 2 };
    expect(await change('token_version = 2')).to.deep.equal([item('users', id, later)]);
    expect(
      await change("visible_name = 'X', password_hash = 'other', version = 9, role = 'user'"),
    ).to.deep.equal([]);
    expect(await recordedBy(() => people(1))).to.deep.equal([]);
  });

  it('users: removed: is recorded without facts, with their active sessions', async () => {
    const [id = '', other] = await people(2);
    const [live] = await sessions(id);
    await sessions(id, 1, '-1 hour');
    await sessions(other);
    const changes = await recordedBy(() => run(`delete from users where id = ${id}`));
    expect(changes).to.have.deep.members([item('users', id), item('sessions', live ?? '')]);
  });

  it('users: more than a hundred changed by one statement: are recorded as all users; only changed ones count', async () => {
    const ids = await people(101);
    const some = `id in (${ids})`;
    const hundred = await recordedBy(() =>
      run(`update users set role = case id when ${ids[0]} then role else 'moderator' end where ${some}`),
    );
    expect(idsOf(hundred)).to.deep.equal(ids.slice(1).sort());
    expect(await recordedBy(() => run(`update users set active = false where ${some}`))).to.deep.equal([
      item('users', null),
    ]);
    expect(await recordedBy(() => run(`delete from users where ${some}`))).to.deep.equal([
      item('users', null),
    ]);
  });

  it('sessions: their end is recorded once; their start, their use and the removal of expired ones are not', async () => {
    const [user] = await people(1);
    const [one = '', two = '', over] = [
      ...(await sessions(user, 2)),
      ...(await sessions(user, 1, '-1 second')),
    ];
    expect(await recordedBy(() => sessions(user))).to.deep.equal([]);
    const used =
      'update sessions set last_used_at = now(), expires_at = now() + interval $$2 days$$, head = $$x$$';
    expect(await recordedBy(() => run(`${used} where id = '${one}'`))).to.deep.equal([]);
    const ended = () => recordedBy(() => run(`update sessions set ended_at = now() where id = '${one}'`));
    expect(await ended()).to.deep.equal([item('sessions', one)]);
    expect(await ended()).to.deep.equal([]);
    const removed = (id = '') => recordedBy(() => run(`delete from sessions where id = '${id}'`));
    expect(await removed(two)).to.deep.equal([item('sessions', two)]);
    expect([await removed(one), await removed(over)]).to.deep.equal([[], []]);
  });

  it('sessions: a hundred ended or removed at once: are recorded one by one; one more as all sessions', async () => {
    for (const [count, isBulk] of [
      [100, false],
      [101, true],
    ] as const) {
      const [user] = await people(1);
      const ids = await sessions(user, count);
      const ended = await recordedBy(() =>
        run(`update sessions set ended_at = now() where user_id = ${user}`),
      );
      await run(`update sessions set ended_at = null where user_id = ${user}`);
      const removed = await recordedBy(() => run(`delete from sessions where user_id = ${user}`));
      for (const changes of [ended, removed]) {
        expect(isBulk ? changes : idsOf(changes)).to.deep.equal(
          isBulk ? [item('sessions', null)] : ids.sort(),
        );
      }
    }
  });

  it('users truncated: are recorded as all users, all sessions and all keys', async () => {
    const changes = await recordedBy(() => run('truncate users cascade'));
    expect(changes).to.have.deep.members([
      item('users', null),
      item('sessions', null),
      item('api_keys', null),
    ]);
  });

  it(
    'every recorded change: is reported by a feed, once and in order',
    unlessCutOff(async () => {
      const { knex, url } = database();
      const { feed, reported } = follow(url);
      await feed.start();
      expect(reported)
        .to.deep.equal(await recorded(0))
        .and.to.have.length.above(300);
      const id = (await people(3))[0];
      await run(`update users set role = 'admin' where id = ${id}`);
      await allReported(knex, reported);
      await feed.stop();
      expect(reported).to.deep.equal(await recorded(0));
    }),
  );
});
