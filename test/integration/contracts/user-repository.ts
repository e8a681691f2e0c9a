import { expect } from 'chai';
import type { UserRepository } from '../../../src/core/identity/user-repository.js';
import type { Repositories } from '../../../src/core/repositories.js';
import type { UnitOfWork } from '../../../src/core/shared/unit-of-work.js';
import { account, refusal } from './fixtures.js';

export interface UsersUnderTest {
  readonly users: UserRepository;
  readonly work: UnitOfWork<Repositories>;
}

const sameWithoutCase = [
  ['änne', 'ÄNNE'],
  ['ångström', 'ÅNGSTRÖM'],
  ['дмитрий', 'ДМИТРИЙ'],
  ['cafe\u0301', 'CAFÉ'],
  ['ﬁlm', 'FILM'],
] as const;

let serial = 0;
const unique = () => {
  serial += 1;
  return `u${serial}`;
};

/** The contract of UserRepository and UnitOfWork. The repository is empty at the start. */
export const userRepositoryContract = (name: string, opened: () => UsersUnderTest) => {
  describe(`users in ${name}`, () => {
    it('an empty repository: is empty until the first is added', async () => {
      expect(await opened().users.isEmpty()).to.equal(true);
      await opened().users.add(account());
      expect(await opened().users.isEmpty()).to.equal(false);
    });

    it('add: an account: returns it with an id, version 1 and the time', async () => {
      const draft = account({ role: 'moderator', active: false, emailVerified: true, tokenVersion: 3 });
      const { id, version, createdAt, updatedAt, ...kept } = await opened().users.add(draft);
      expect(kept).to.deep.equal(draft);
      expect([version, createdAt]).to.deep.equal([1, updatedAt]);
      expect(createdAt).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(await opened().users.find(id)).to.deep.equal({ ...draft, id, version, createdAt, updatedAt });
      expect(await opened().users.find(2 ** 31 - 1)).to.equal(undefined);
    });

    for (const [lower, upper] of sameWithoutCase) {
      it(`add and change: ${upper} if ${lower} exists: is taken, as email and as name`, async () => {
        const { users } = opened();
        const tag = unique();
        await users.add(account({ email: `${lower}@${tag}.example`, visibleName: `${lower} ${tag}` }));
        const other = await users.add(account());
        for (const [clash, code, pointer] of [
          [{ email: `${upper}@${tag}.EXAMPLE` }, 'email-taken', '/email'],
          [{ visibleName: `${upper} ${tag}` }, 'visible-name-taken', '/visibleName'],
        ] as const) {
          const change = () => users.change(other.id, (current) => ({ ...current, ...clash }));
          for (const write of [() => users.add(account(clash)), change]) {
            const refused = await refusal(write());
            expect([refused.code, refused.violations[0]?.pointer]).to.deep.equal([code, pointer]);
          }
        }
        expect(await users.find(other.id)).to.deep.equal(other);
        expect((await users.findByEmail(`${upper}@${tag}.example`))?.email).to.equal(
          `${lower}@${tag}.example`,
        );
      });
    }

    it('add and change: an email whose domain is in the other form: is taken, and found by both', async () => {
      const { users } = opened();
      const tag = unique();
      for (const [stored, other] of [
        [`a@${tag}.bücher.example`, `A@${tag}.xn--bcher-kva.example`],
        [`b@${tag}.xn--bcher-kva.example`, `b@${tag}.BÜCHER.example`],
      ] as const) {
        const { id } = await users.add(account({ email: stored }));
        expect((await refusal(users.add(account({ email: other })))).code).to.equal('email-taken');
        const another = await users.add(account());
        const changing = users.change(another.id, (current) => ({ ...current, email: other }));
        const refused = await refusal(changing);
        expect([refused.code, refused.violations[0]?.pointer]).to.deep.equal(['email-taken', '/email']);
        expect(await users.find(another.id)).to.deep.equal(another);
        for (const email of [stored, other]) expect((await users.findByEmail(email))?.id).to.equal(id);
        expect((await users.change(id, (current) => ({ ...current, email: other })))?.email).to.equal(other);
      }
    });

    it('add and change: a visible name that only looks the same: is taken', async () => {
      const { users } = opened();
      const tag = unique();
      await users.add(account({ visibleName: `Ada Weiß ${tag}` }));
      for (const visibleName of [
        `ada  weiß ${tag}`,
        `Ada\u00a0Weiß ${tag}`,
        `ADA WEISS ${tag}`,
        `A\u200bda Weiß ${tag}`,
      ])
        expect((await refusal(users.add(account({ visibleName })))).code).to.equal('visible-name-taken');
    });

    it('change: of the case of an email and a name only: is not a conflict', async () => {
      const { users } = opened();
      const tag = unique();
      const { id } = await users.add(account({ email: `${tag}@example.com`, visibleName: tag }));
      const patch = { email: `${tag.toUpperCase()}@example.com`, visibleName: tag.toUpperCase() };
      const changed = await users.change(id, (current) => ({ ...current, ...patch }));
      expect(changed).to.include({ ...patch, version: 2 });
      expect(await users.findByEmail(`${tag}@EXAMPLE.com`)).to.deep.equal(changed);
    });

    it('rehash: from the stored hash: replaces it, and changes nothing else', async () => {
      const { users } = opened();
      const added = await users.add(account({ passwordHash: 'old' }));
      const bystander = await users.add(account({ passwordHash: 'old' }));
      expect(await users.rehash(added.id, 'another', 'new')).to.equal(false);
      expect(await users.find(added.id)).to.deep.equal(added);
      expect(await users.rehash(added.id, 'old', 'new')).to.equal(true);
      expect(await users.find(added.id)).to.deep.equal({ ...added, passwordHash: 'new' });
      expect(await users.rehash(added.id, 'old', 'newer')).to.equal(false);
      expect(await users.rehash(2 ** 31 - 1, 'old', 'new')).to.equal(false);
      expect(await users.find(bystander.id)).to.deep.equal(bystander);
    });

    it('change and remove: if the callback throws, or the user does not exist: store nothing', async () => {
      const { users } = opened();
      const added = await users.add(account());
      const no = () => {
        throw new Error('no');
      };
      expect(await users.change(added.id, no).catch((error: Error) => error.message)).to.equal('no');
      expect(await users.remove(added.id, no).catch((error: Error) => error.message)).to.equal('no');
      expect(await users.find(added.id)).to.deep.equal(added);
      expect(await users.change(2 ** 31 - 1, no)).to.equal(undefined);
      expect(await users.remove(2 ** 31 - 1, no)).to.equal(false);
    });

    it('remove: an account: frees its email and name', async () => {
      const { users } = opened();
      const draft = account();
      const first = await users.add(draft);
      expect(await users.remove(first.id, () => {})).to.equal(true);
      for (const nobodys of [draft.email, '', '%', "' or true --"])
        expect(await users.findByEmail(nobodys)).to.equal(undefined);
      expect((await users.add(draft)).id).to.be.above(first.id);
    });
  });
};
