import { expect } from 'chai';
import { type ChangeRow, toChange } from '../../src/adapters/knex/change-rows.js';
import type { Change } from '../../src/core/shared/changes.js';
import { follow, mark, toldAll, unlessCutOff } from './contracts/change-feed.js';
import { useDatabase } from './contracts/fixtures.js';

const catalogue = [
  { kind: 'authors', columns: 'name', values: "'A'", other: "name = 'B'" },
  { kind: 'movies', columns: 'title, genres', values: "'A', '{}'", other: "title = 'B'" },
  {
    kind: 'series',
    columns: 'title, genres, seasons, episodes',
    values: "'A', '{}', 1, 1",
    other: "title = 'B'",
  },
];
/** The number of a user whose sessions are of no interest. */
const person = `insert into users
  (email, email_key, visible_name, visible_name_key, role, active, email_verified, password_hash, token_version)
  select n, n, n, n, 'user', true, false, 'hash', 1 from (select gen_random_uuid()::text n from generate_series(1, ?)) n`;
const session = `insert into sessions (id, user_id, created_at, last_used_at, expires_at)
  select gen_random_uuid(), ?, now(), now(), now() + ?::interval from generate_series(1, ?) returning id`;

describe('changes, written down by triggers whatever client makes them:', () => {
  const database = useDatabase();
  const run = async (statement: string, values: (string | number | undefined)[] = []): Promise<string[]> => {
    const answer = await database().knex.raw(statement, values as string[]);
    return (answer.rows ?? []).map(({ id }: { id: unknown }) => String(id));
  };
  const written = async (after: number) => {
    const rows: ChangeRow[] = await database().knex('changes').where('seq', '>', after).orderBy('seq');
    return rows.map(toChange);
  };
  /** What is written down of all that `work` commits, in order, without numbers. */
  const toldOf = async (work: () => Promise<unknown>) => {
    const before = await mark(database().knex);
    await work();
    return (await written(before)).map(({ kind, id, facts }) => ({ kind, id, facts }));
  };
  const item = (kind: string, id: string | null, facts: unknown = null) => ({ kind, id, facts });
  const idsOf = (changes: Pick<Change, 'id'>[]) => changes.map(({ id }) => id).sort();
  const people = async (count: number) => run(`${person} returning id`, [count]);
  const sessions = (user: string | undefined, count = 1, life = '1 day') => run(session, [user, life, count]);

  for (const { kind, columns, values, other } of catalogue) {
    const insert = (count: number) =>
      run(`insert into ${kind} (${columns}) select ${values} from generate_series(1, ${count}) returning id`);

    it(`${kind}: one inserted, changed, removed: is told each time, with its id`, async () => {
      let id = '';
      const inserted = await toldOf(async () => ([id = ''] = await insert(1)));
      expect(inserted).to.deep.equal([item(kind, id)]);
      for (const act of [`update ${kind} set ${other}`, `delete from ${kind}`])
        expect(await toldOf(() => run(`${act} where id = ${id}`))).to.deep.equal([item(kind, id)]);
    });

    it(`${kind}: a hundred by one statement: are told one by one; one more, and the whole kind is`, async () => {
      for (const [count, isBulk] of [
        [100, false],
        [101, true],
      ] as const) {
        await run(`delete from ${kind}`);
        let ids: string[] = [];
        const inserted = await toldOf(async () => {
          ids = await insert(count);
        });
        const updated = await toldOf(() => run(`update ${kind} set ${other}`));
        const deleted = await toldOf(() => run(`delete from ${kind}`));
        for (const changes of [inserted, updated, deleted]) {
          if (isBulk) expect(changes).to.deep.equal([item(kind, null)]);
          else expect(idsOf(changes)).to.deep.equal(ids.sort());
        }
      }
    });

    it(`${kind}: statements that touch no row: tell nothing`, async () => {
      const nothing = await toldOf(async () => {
        await run(`update ${kind} set ${other} where id < 0`);
        await run(`delete from ${kind} where id < 0`);
        await run(`insert into ${kind} (${columns}) select ${values} where false`);
      });
      expect(nothing).to.deep.equal([]);
    });

    it(`${kind}: truncated: the whole kind is told`, async () => {
      await insert(1);
      const changes = await toldOf(() => run(`truncate ${kind} cascade`));
      expect(changes).to.deep.include(item(kind, null));
      expect(changes.every(({ id }) => id === null)).to.equal(true);
    });

    it(`${kind}: inserted or else changed, in a text of several statements: both are told`, async () => {
      const [id] = await insert(1);
      const changes = await toldOf(() =>
        run(`begin; insert into ${kind} (id, ${columns}) overriding system value select ${id}, ${values}
          on conflict (id) do update set ${other}; delete from ${kind} where id = ${id}; commit`),
      );
      expect(changes).to.deep.equal([item(kind, id ?? ''), item(kind, id ?? '')]);
    });
  }

  it('users: a new role, state or version: is told with all three; nothing else about them is', async () => {
    const [id = ''] = await people(1);
    const change = (set: string) => toldOf(() => run(`update users set ${set} where id = ${id}`));
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
    expect(await toldOf(() => people(1))).to.deep.equal([]);
  });

  it('users: removed: is told without facts, and their live sessions with them', async () => {
    const [id = '', other] = await people(2);
    const [live] = await sessions(id);
    await sessions(id, 1, '-1 hour');
    await sessions(other);
    const changes = await toldOf(() => run(`delete from users where id = ${id}`));
    expect(changes).to.have.deep.members([item('users', id), item('sessions', live ?? '')]);
  });

  it('users: more than a hundred changed by one statement: all are told; only those that changed count', async () => {
    const ids = await people(101);
    const some = `id in (${ids})`;
    const hundred = await toldOf(() =>
      run(`update users set role = case id when ${ids[0]} then role else 'moderator' end where ${some}`),
    );
    expect(idsOf(hundred)).to.deep.equal(ids.slice(1).sort());
    expect(await toldOf(() => run(`update users set active = false where ${some}`))).to.deep.equal([
      item('users', null),
    ]);
    expect(await toldOf(() => run(`delete from users where ${some}`))).to.deep.equal([item('users', null)]);
  });

  it('sessions: their end is told, once; their start, their use and what was over before are not', async () => {
    const [user] = await people(1);
    const [one = '', two = '', over] = [
      ...(await sessions(user, 2)),
      ...(await sessions(user, 1, '-1 second')),
    ];
    expect(await toldOf(() => sessions(user))).to.deep.equal([]);
    const used =
      'update sessions set last_used_at = now(), expires_at = now() + interval $$2 days$$, head = $$x$$';
    expect(await toldOf(() => run(`${used} where id = '${one}'`))).to.deep.equal([]);
    const ended = () => toldOf(() => run(`update sessions set ended_at = now() where id = '${one}'`));
    expect(await ended()).to.deep.equal([item('sessions', one)]);
    expect(await ended()).to.deep.equal([]);
    const removed = (id = '') => toldOf(() => run(`delete from sessions where id = '${id}'`));
    expect(await removed(two)).to.deep.equal([item('sessions', two)]);
    expect([await removed(one), await removed(over)]).to.deep.equal([[], []]);
  });

  it('sessions: a hundred ended or removed at once: are told one by one; one more, and all are', async () => {
    for (const [count, isBulk] of [
      [100, false],
      [101, true],
    ] as const) {
      const [user] = await people(1);
      const ids = await sessions(user, count);
      const ended = await toldOf(() => run(`update sessions set ended_at = now() where user_id = ${user}`));
      await run(`update sessions set ended_at = null where user_id = ${user}`);
      const removed = await toldOf(() => run(`delete from sessions where user_id = ${user}`));
      for (const changes of [ended, removed]) {
        expect(isBulk ? changes : idsOf(changes)).to.deep.equal(
          isBulk ? [item('sessions', null)] : ids.sort(),
        );
      }
    }
  });

  it('users truncated: all users and all sessions are told', async () => {
    const changes = await toldOf(() => run('truncate users cascade'));
    expect(changes).to.have.deep.members([item('users', null), item('sessions', null)]);
  });

  it(
    'all that was written down: is told by a feed that follows, as it is, once and in order',
    unlessCutOff(async () => {
      const { knex, url } = database();
      const { feed, told } = follow(url);
      await feed.start();
      expect(told)
        .to.deep.equal(await written(0))
        .and.to.have.length.above(500);
      const id = (await people(3))[0];
      await run(`update users set role = 'admin' where id = ${id}`);
      await toldAll(knex, told);
      await feed.stop();
      expect(told).to.deep.equal(await written(0));
    }),
  );
});
