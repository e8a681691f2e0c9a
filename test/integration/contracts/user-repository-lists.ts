import { expect } from 'chai';
import fc from 'fast-check';
import { roles } from '../../../src/core/identity/permissions.js';
import { type User, userPaths } from '../../../src/core/identity/user.js';
import type { AccessPath, ListQuery, Value } from '../../../src/core/shared/page.js';
import { listed } from '../../support/fakes/listed.js';
import { runs } from '../../support/thorough.js';
import { walked } from '../../support/walked.js';
import { account, pageOf } from './fixtures.js';
import type { UsersUnderTest } from './user-repository.js';

const names = [
  'Änne',
  'anne b',
  'Anne',
  'Ångström',
  'Zoë',
  'zoe',
  'Łukasz',
  'Дмитрий',
  '李小龍',
  'O’Neill',
  '100%',
  '100 x',
];

/** Any page request for an access path. */
const requests = (path: AccessPath): fc.Arbitrary<ListQuery> => {
  const values: readonly Value[] = path.filters?.[0]?.field === 'role' ? roles : [true, false];
  return fc
    .record({
      limit: fc.integer({ min: 1, max: 9 }),
      isDescending: fc.boolean(),
      value: fc.constantFrom(...values),
    })
    .map(({ value, ...asked }) => pageOf({ path, ...asked, values: path.filters ? [[value]] : [] }));
};

/** The contract of the list and search of users in a database: they return the same as the fake. */
export const userListsContract = (name: string, opened: () => UsersUnderTest) => {
  describe(`the list of users in ${name}`, () => {
    const tag = `lists-of-${name.replaceAll(' ', '-')}`.toLowerCase();
    const called: Record<string, User> = {};
    before(async () => {
      for (const [i, visibleName] of names.entries()) {
        called[visibleName] = await opened().users.add(
          account({
            visibleName,
            email: `${i % 2 === 0 ? 'a' : 'B'}${i}@${tag}.example`,
            role: roles[i % 3] as (typeof roles)[number],
            active: i % 4 !== 0,
            emailVerified: i % 2 === 0,
          }),
        );
      }
    });

    const list = (query: ListQuery) => opened().users.list(query);

    for (const path of userPaths) {
      it(`list: ${path.filters?.[0]?.parameter ?? 'all'} by ${path.by.field}, paged in any way: returns that part of the list`, async () => {
        const everybody = await walked(list, pageOf());
        await fc.assert(
          fc.asyncProperty(requests(path), async (request) => {
            const wanted = listed(everybody, { ...request, limit: 1_000, count: true });
            expect(await walked(list, request)).to.deep.equal(wanted.items);
            expect((await list({ ...request, count: true })).total).to.equal(wanted.total);
          }),
          { numRuns: runs(5) },
        );
      });
    }

    const found = async (text: string, limit = 100) => {
      const ours = new Set(Object.values(called).map(({ id }) => id));
      const { items } = await opened().users.search(text, limit);
      return items.filter(({ id }) => ours.has(id)).map(({ visibleName }) => visibleName);
    };

    for (const [text, wanted] of [
      ['anne', ['Änne', 'Anne', 'anne b']],
      ['ÄNNE', ['Änne', 'Anne', 'anne b']],
      ['nne b', ['anne b']],
      ['gstr', ['Ångström']],
      ['Angstrem', ['Ångström']],
      ['митр', ['Дмитрий']],
      ['小', ['李小龍']],
      ['lukasz', ['Łukasz']],
      ['100%', ['100%']],
      ['0%', ['100%']],
      ['１００％', ['100%']],
      ['_', []],
      ['\\', []],
      ['qz', []],
      ["' or true --", []],
      ['no such person', []],
    ] as const) {
      it(`search: for ${text}: finds the matches, best first`, async () => {
        expect(await found(text)).to.deep.equal(wanted);
      });
    }

    it('search: for a part of an email: finds the whole account', async () => {
      expect(await found(`B1@${tag}`)).to.deep.equal(['anne b']);
      const [user] = (await opened().users.search(`b1@${tag}.EXAMPLE`, 1)).items;
      expect(user).to.deep.equal(called['anne b']);
    });

    it('search: with more matches than the limit: returns the best ones', async () => {
      expect((await opened().users.search(`@${tag}`, 5)).items).to.have.lengthOf(5);
      const { items } = await opened().users.search('anne', 2);
      expect(items.map(({ visibleName }) => visibleName)).to.deep.equal(['Änne', 'Anne']);
    });
  });
};
