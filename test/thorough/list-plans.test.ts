import { expect } from 'chai';
import { addExternalIds, fill } from '../../scripts/lists/made-up.js';
import { complaintsAbout, maxRowsOf, statementsOf } from '../../scripts/lists/plans.js';
import { listsToWalk, type Query, scenariosOf, urlOf, type Values } from '../../scripts/lists/scenarios.js';
import { ids } from '../../src/composition/service-ids.js';
import { author } from '../../src/core/catalogue/author.js';
import { userPaths } from '../../src/core/identity/user.js';
import { useOwnService } from '../support/service.js';

const times = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'] as const;
const between: Query[] = [
  {},
  { 'at.gte': times[0] },
  { 'at.lte': times[1] },
  { 'at.gte': times[0], 'at.lte': times[1] },
];
const auditFilters: Query[] = [
  {},
  { action: 'user.changed' },
  { action: 'user.removed' },
  { actorId: '3' },
  { subjectKind: 'user' },
  { subjectKind: 'series' },
  { subjectKind: 'user', subjectId: '5' },
  { requestId: 'request-77' },
];

const userValues: Values = {
  role: ['user', 'admin'],
  active: ['true', 'false'],
  emailVerified: ['true', 'false'],
};

const lists: Readonly<Record<string, { queries: readonly Query[]; indexes: readonly string[] }>> = {
  users: {
    queries: [...scenariosOf(userPaths, userValues), { q: 'somebody 777' }, { q: 'sonebody 7777' }],
    indexes: [
      'users_by_active',
      'users_by_created_at',
      'users_by_email',
      'users_by_email_verified',
      'users_by_role',
      'users_by_trigrams',
      'users_by_visible_name',
    ],
  },
  audit: {
    queries: auditFilters.flatMap((filter) => between.map((time) => ({ ...filter, ...time }))),
    indexes: [
      'audit_by_action',
      'audit_by_actor',
      'audit_by_request',
      'audit_by_subject',
      'audit_by_subject_kind',
      'audit_by_time',
    ],
  },
};

describe('every documented access path of a list', () => {
  const service = useOwnService({ REDIS__HOST: undefined });
  const database = () => service().service.container.get(ids.Database);

  /**
   * Reads two pages of a list along each query, and expects each statement to use an index. Returns the indexes used.
   * @param isOf whether a statement reads the list. An instance that lags also reads the session of the caller, and each one
   * looks for imports to run.
   */
  const indexesUsed = async (
    list: string,
    queries: readonly Query[],
    isOf = (sql: string) => !/\b(?:sessions|imports)\b/.test(sql),
  ) => {
    const token = await service().tokenAs('admin');
    const headers = { 'cache-control': 'no-cache' };
    const read = async (path: string) => (await service().call('GET', path, { token, headers })).body;
    const wrong: string[] = [];
    const used = new Set<string>();
    for (const query of queries) {
      const first = urlOf(list, query);
      const { page } = await read(first);
      const paths = [first, ...(page.nextCursor === null ? [] : [`${first}&cursor=${page.nextCursor}`])];
      for (const path of paths) {
        const statements = await statementsOf(database(), () => read(path));
        for (const statement of statements.filter(({ sql }) => isOf(sql))) {
          const { complaints, indexes } = await complaintsAbout(database(), statement, maxRowsOf(query));
          wrong.push(...complaints.map((complaint) => `${path} ${complaint}`));
          for (const index of indexes) used.add(index);
        }
      }
    }
    expect(wrong).to.deep.equal([]);
    return [...used];
  };

  describe('of the catalogue:', () => {
    before(async () => {
      await fill(service().databaseUrl, { authors: 20_000, movies: 40_000, series: 40_000 }, 20261125);
      await addExternalIds(service().databaseUrl);
    });

    for (const { kind, values } of listsToWalk) {
      it(`${kind.plural}: uses an index, and neither scans the table nor sorts`, async () => {
        const used = await indexesUsed(kind.plural, scenariosOf(kind.paths, values));
        expect(used.length).to.be.at.least(kind.plural === author.plural ? 4 : 7);
      });
    }
  });

  describe('of accounts and the audit trail:', () => {
    before(async () => {
      await database().raw(`
      insert into users (email, email_key, visible_name, visible_name_key, role, active, email_verified, password_hash,
        token_version, created_at)
      select 'p' || i || '@example.com', 'p' || i || '@example.com', 'Somebody ' || i, 'somebody ' || i,
        case when i % 500 = 0 then 'admin' else 'user' end, i % 300 <> 0, i % 400 = 0, '-', 1,
        timestamptz '2026-01-01Z' + i * interval '1 minute'
      from generate_series(1, 20000) as i`);
      await database().raw(`
      insert into audit (at, action, actor_id, subject_kind, subject_id, request_id, details)
      select timestamptz '2026-01-01Z' + i * interval '7 seconds',
        case when i % 1000 = 0 then 'user.removed' else 'user.changed' end, 1 + i % 900,
        case when i % 800 = 0 then 'series' else 'user' end, (1 + i % 2000)::text, 'request-' || i / 2, '{}'
      from generate_series(1, 40000) as i`);
      await database().raw('vacuum analyze users, audit');
    });

    for (const [list, { queries, indexes }] of Object.entries(lists)) {
      it(`${list}: uses its index, and neither scans the table nor sorts`, async () => {
        const isOf = (sql: string) => sql.includes(list) && !sql.includes('sessions');
        expect(await indexesUsed(list, queries, isOf)).to.include.members(indexes);
      });
    }
  });
});
