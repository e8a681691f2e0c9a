import { expect } from 'chai';
import { useDatabase } from './contracts/fixtures.js';
import { recordedChanges } from './contracts/recorded-changes.js';

describe('the triggers of API keys:', () => {
  const database = useDatabase();
  const { run, recordedBy, item, people } = recordedChanges(database);

  it('keys and service accounts: what a request depends on is recorded; a use, a new name and a new one are not', async () => {
    const [user] = await people(1);
    const key = (values: string) =>
      `insert into api_keys (id, hash, name, permissions, user_id, service_account_id) values ${values}`;
    await run(
      "insert into service_accounts (id, name, name_key, role) overriding system value values (7, 'a', 'a', 'user')",
    );
    const added = () => run(key(`('one', '', '', '{}', ${user}, null), ('two', '', '', '{}', null, 7)`));
    expect(await recordedBy(added)).to.deep.equal([]);
    for (const [statement, changes] of [
      ["update api_keys set last_used_at = now(), name = 'b', version = 2", []],
      ["update api_keys set permissions = '{catalogue:read}' where id = 'one'", [item('api_keys', 'one')]],
      ["update api_keys set expires_at = now() where id = 'two'", [item('api_keys', 'two')]],
      ["update api_keys set hash = 'x' where id = 'one'", [item('api_keys', 'one')]],
      ["update service_accounts set name = 'c', version = 2", []],
      ["update service_accounts set role = 'moderator'", [item('service_accounts', '7')]],
      ['update users set second_factor = true where id = $', [item('users', `${user}`)]],
      ['delete from service_accounts', [item('service_accounts', '7'), item('api_keys', 'two')]],
      ["delete from api_keys where id = 'one'", [item('api_keys', 'one')]],
    ] as const) {
      const recorded = await recordedBy(() => run(statement.replace('$', `${user}`)));
      expect(
        recorded.map(({ kind, id }) => [kind, id]),
        statement,
      ).to.have.deep.members(changes.map(({ kind, id }) => [kind, id]));
    }
  });

  it('an account that is active again: has none of the keys that an earlier release left it', async () => {
    const [one, other] = await people(2);
    await run(`update users set active = false where id = ${one}`);
    for (const user of [one, other])
      await run(
        `insert into api_keys (id, hash, name, permissions, user_id) values ('of ${user}', '', '', '{}', ${user})`,
      );
    const changes = await recordedBy(() =>
      run(`update users set active = true where id in (${one}, ${other})`),
    );
    expect(changes.map(({ kind, id }) => `${kind} ${id}`)).to.have.members([
      `users ${one}`,
      `api_keys of ${one}`,
    ]);
  });
});
