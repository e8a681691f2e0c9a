import { expect } from 'chai';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { type AuditReader, type AuditRecord, auditPaths } from '../../../src/core/shared/audit.js';
import type { AccessPath, ListQuery, Value } from '../../../src/core/shared/page.js';
import { listed } from '../../support/fakes/listed.js';
import { runs } from '../../support/thorough.js';
import { walked } from '../../support/walked.js';
import { pageOf } from './fixtures.js';

export interface AuditUnderTest {
  readonly reader: AuditReader;
  readonly knex: Knex;
}

const start = Date.UTC(2026, 10, 1);
const moments = [0, 1, 1, 1_000, 86_400_000].map((after) => start + after);

/** The first and the last time that RFC 3339 can express. */
const farthest = ['0000-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59'].map((text) => Date.parse(text));

const known: Readonly<Record<string, readonly Value[]>> = {
  action: ['user.changed', 'movie.changed', 'no.such'],
  actorId: [1, 2, 99],
  serviceAccountId: [1, 2, 99],
  keyId: ['0000000000000001', '0000000000000002', 'none'],
  subjectKind: ['user', 'movie', 'none'],
  subjectId: ['1', '12', '99'],
  requestId: ['r-1', 'r-2', 'none'],
};

/** Any page request for an access path. */
const requests = (path: AccessPath): fc.Arbitrary<ListQuery> => {
  const { filters = [] } = path;
  const bound = fc.option(fc.constantFrom(...moments, start - 1, start + 1e9, ...farthest), {
    nil: undefined,
  });
  return fc
    .record({
      limit: fc.integer({ min: 1, max: 20 }),
      from: bound,
      to: bound,
      values: fc.tuple(
        ...filters.map(({ field }) => fc.constantFrom(...(known[field] ?? [])).map((one) => [one])),
      ),
    })
    .map((asked) => pageOf({ path, isDescending: true, ...asked }));
};

const collect = async (pages: AsyncIterable<readonly AuditRecord[]>) => {
  const all: (readonly AuditRecord[])[] = [];
  for await (const page of pages) all.push(page);
  return all;
};

/** What every AuditReader promises; the trail is empty at the start. */
export const auditReaderContract = (name: string, opened: () => AuditUnderTest) => {
  describe(`the audit trail in ${name}`, () => {
    const everything: AuditRecord[] = [];
    before(async () => {
      for (let i = 0; i < 60; i += 1) {
        const kind = i % 3 === 0 ? null : i % 3 === 1 ? 'user' : 'movie';
        const entry = {
          // Not in the order of their ids: a long transaction commits late.
          at: new Date(moments[(i * 7) % moments.length] as number).toISOString(),
          action: i % 4 === 0 ? 'movie.changed' : 'user.changed',
          actorId: i % 5 === 0 ? null : (i % 2) + 1,
          serviceAccountId: i % 10 === 0 ? (i % 3) + 1 : null,
          keyId: i % 5 === 0 ? `000000000000000${i % 3}` : null,
          subjectKind: kind,
          subjectId: kind && (i % 2 === 0 ? '1' : '12'),
          ip: i % 2 === 0 ? null : '192.0.2.1',
          requestId: i % 6 === 0 ? null : `r-${i % 4}`,
          details: { fields: ['title'], i },
        };
        const {
          actorId: actor_id,
          serviceAccountId: service_account_id,
          keyId: key_id,
          subjectKind: subject_kind,
          subjectId: subject_id,
          requestId: request_id,
          ...rest
        } = entry;
        const [row] = await opened()
          .knex('audit')
          .insert({ ...rest, actor_id, service_account_id, key_id, subject_kind, subject_id, request_id })
          .returning('id');
        everything.push({ id: Number(row.id), ...entry });
      }
    });

    const list = (query: ListQuery) => opened().reader.list(query);

    for (const path of auditPaths) {
      const what = (path.filters ?? []).map(({ parameter }) => parameter).join(' and ') || 'everything';
      it(`list: ${what}, between any times and paged in any way: returns the matching entries, newest first`, async () => {
        await fc.assert(
          fc.asyncProperty(requests(path), async (request) => {
            const wanted = listed(everything, { ...request, limit: 1_000, count: true });
            expect(await walked(list, request)).to.deep.equal(wanted.items);
            expect((await list({ ...request, count: true })).total).to.equal(wanted.total);
          }),
          { numRuns: runs(10) },
        );
      });
    }

    it('pages: returns the entries of any range in the order of their ids', async () => {
      const ids = everything.map(({ id }) => id);
      const id = fc.integer({ min: 0, max: ids.at(-1) as number });
      const bound = fc.option(fc.constantFrom(...moments), { nil: undefined });
      await fc.assert(
        fc.asyncProperty(id, id, bound, bound, async (after, until, from, to) => {
          const wanted = everything.filter((entry) => {
            const at = Date.parse(entry.at);
            return entry.id > after && entry.id <= until && at >= (from ?? at) && at <= (to ?? at);
          });
          const pages = await collect(opened().reader.pages({ after, until, from, to }));
          expect(pages.flat()).to.deep.equal(wanted);
        }),
        { numRuns: runs(20) },
      );
    });

    it('pages: of a long trail with a gap in its ids: have 1,000 entries at most', async () => {
      const { knex, reader } = opened();
      await knex.raw(`insert into audit (id, action, details) overriding system value
        select 100000 + n, 'long', '{}' from generate_series(1, 2001) as n`);
      const pages = await collect(reader.pages({ after: 0, until: await reader.lastId() }));
      expect(pages.flat().map(({ id }) => id)).to.deep.equal([
        ...everything.map(({ id }) => id),
        ...Array.from({ length: 2_001 }, (_, i) => 100_001 + i),
      ]);
      for (const page of pages) expect(page).to.have.length.within(1, 1_000);
      await knex('audit').where({ action: 'long' }).delete();
    });

    it('list: read page by page while entries are written: repeats and skips no existing entry', async () => {
      const path = auditPaths[0] as AccessPath;
      const request = pageOf({ path, isDescending: true, limit: 7 });
      const before = await walked(list, request);
      const insert = () => opened().knex('audit').insert({ action: 'user.changed', details: {} });
      const seen = (await walked(list, request, insert)).map(({ id }) => id);
      expect(seen).to.deep.equal(before.map(({ id }) => id));
      await opened().knex('audit').whereNotIn('id', seen).delete();
    });
  });
};
