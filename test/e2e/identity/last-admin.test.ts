import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import type { User } from '../../../src/core/identity/user.js';
import { useOwnService } from '../../support/service.js';

const ways = [
  { what: 'demote', method: 'PATCH', body: { role: 'moderator' } },
  { what: 'deactivate', method: 'PATCH', body: { active: false } },
  { what: 'demote and deactivate', method: 'PATCH', body: { role: 'user', active: false } },
  { what: 'remove', method: 'DELETE', body: undefined },
];

describe('the last admin:', () => {
  const service = useOwnService();
  const repository = () => service().service.container.get(ids.Accounts).users;
  const activeAdmins = () =>
    service()
      .service.container.get(ids.UnitsOfWork)
      .unitOfWork.run(({ users }) => users.lockActiveAdmins());

  /** Nobody but these. */
  const only = async (...overrides: Partial<User>[]) => {
    await service().service.container.get(ids.Database)('users').delete();
    return Promise.all(overrides.map((override) => service().user({ role: 'admin', ...override })));
  };
  const act = (by: User, on: User, { method, body }: (typeof ways)[number]) =>
    service().call(method, `/api/v1/users/${on.id}`, { token: service().tokenOf(by), body });

  for (const way of ways) {
    it(`${way.what} by themselves: while there is no other: answers 409 last-admin and changes nothing`, async () => {
      const [admin] = (await only({})) as [User];
      const { status, body } = await act(admin, admin, way);
      expect({ status, code: body.code }).to.deep.equal({ status: 409, code: 'last-admin' });
      expect(await repository().find(admin.id)).to.deep.equal(admin);
    });

    it(`${way.what} by themselves: while the only other is inactive: answers 409 last-admin`, async () => {
      const [admin] = (await only({}, { active: false })) as [User];
      expect((await act(admin, admin, way)).body.code).to.equal('last-admin');
    });

    it(`${way.what} by themselves: while there is another: is done`, async () => {
      const [admin] = (await only({}, {})) as [User];
      expect((await act(admin, admin, way)).status).to.be.oneOf([200, 204]);
      expect(await activeAdmins()).to.have.lengthOf(1);
    });

    it(`${way.what} an inactive admin: by the last active one: is done`, async () => {
      const [admin, inactive] = (await only({}, { active: false })) as [User, User];
      expect((await act(admin, inactive, way)).status).to.be.oneOf([200, 204]);
    });

    it(`${way.what} each other: by two admins at once, thirty times: always leaves an admin`, async () => {
      for (let round = 0; round < 30; round += 1) {
        const [one, two] = (await only({}, {})) as [User, User];
        const answers = await Promise.all([act(one, two, way), act(two, one, way)]);
        const left = await activeAdmins();
        const statuses = answers.map(({ status }) => status).sort();
        expect(left, `round ${round}: ${statuses}`).to.have.lengthOf(1);
        expect(statuses[0]).to.be.oneOf([200, 204]);
        expect(statuses[1]).to.be.oneOf([401, 403, 409]);
      }
    });
  }

  it('renamed by themselves: while there is no other: is done', async () => {
    const [admin] = (await only({})) as [User];
    const way = { what: 'rename', method: 'PATCH', body: { visibleName: 'Still admin', role: 'admin' } };
    expect((await act(admin, admin, way as never)).status).to.equal(200);
  });

  it('five admins who demote all others: at once, ten times: leave one admin', async () => {
    for (let round = 0; round < 10; round += 1) {
      const admins = await only({}, {}, {}, {}, {});
      const pairs = admins.flatMap((by) => admins.filter((on) => on !== by).map((on) => [by, on] as const));
      const way = ways[0] as (typeof ways)[number];
      const answers = await Promise.all(pairs.map(([by, on]) => act(by, on, way)));
      expect(answers.filter(({ status }) => status >= 500)).to.deep.equal([]);
      expect((await activeAdmins()).length).to.be.greaterThan(0);
    }
  });
});
