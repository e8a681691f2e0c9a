import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { account } from './fixtures.js';
import type { UsersUnderTest } from './user-repository.js';

/** The contract of UserRepository: locks. There is no active admin at the start. */
export const userLocksContract = (name: string, opened: () => UsersUnderTest) => {
  describe(`locks on users in ${name}`, () => {
    it('lock: a user: returns the user; an unknown one: undefined', async () => {
      const { users, work } = opened();
      const added = await users.add(account());
      expect(await work.run(({ users: bound }) => bound.lock(added.id))).to.deep.equal(added);
      expect(await work.run(({ users: bound }) => bound.lock(2 ** 31 - 1))).to.equal(undefined);
    });

    for (const write of ['change', 'remove'] as const) {
      it(`lock: in a unit of work: makes a ${write} of the user wait for its end`, async () => {
        const { users, work } = opened();
        const { id } = await users.add(account());
        const steps: string[] = [];
        let writing: Promise<unknown> | undefined;
        await work.run(async ({ users: bound }) => {
          await bound.lock(id);
          const written =
            write === 'change' ? users.change(id, (current) => current) : users.remove(id, () => {});
          writing = written.then(() => steps.push('written'));
          await sleep(100);
          expect(await bound.find(id)).to.include({ version: 1 });
          steps.push('released');
        });
        await writing;
        expect(steps).to.deep.equal(['released', 'written']);
      });
    }

    it('lock the active admins: with other users: returns the ids of the admins in order', async () => {
      const { users, work } = opened();
      const admins = [account({ role: 'admin' }), account({ role: 'admin' })];
      const ids: number[] = [];
      for (const admin of admins) ids.push((await users.add(admin)).id);
      await users.add(account({ role: 'admin', active: false }));
      await users.change(ids[0] as number, (current) => current);
      expect(await work.run(({ users: bound }) => bound.lockActiveAdmins())).to.deep.equal(ids);
      for (const id of ids) await users.remove(id, () => {});
    });

    it('lock the active admins: from two units of work: makes the second wait for the first', async () => {
      const { users, work } = opened();
      const ids = [
        (await users.add(account({ role: 'admin' }))).id,
        (await users.add(account({ role: 'admin' }))).id,
      ];
      const steps: string[] = [];
      const demoteUnlessLast = (id: number, pause: number) =>
        work.run(async ({ users: bound }) => {
          const admins = await bound.lockActiveAdmins();
          steps.push(`in, ${admins.length} admins`);
          await sleep(pause);
          if (admins.length > 1) await bound.change(id, (current) => ({ ...current, role: 'user' }));
          steps.push('out');
        });
      await Promise.all(ids.map((id) => demoteUnlessLast(id, 100)));
      expect(steps).to.deep.equal(['in, 2 admins', 'out', 'in, 1 admins', 'out']);
      for (const id of ids) await users.remove(id, () => {});
    });
  });
};
