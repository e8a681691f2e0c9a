import { expect } from 'chai';
import { Authenticate } from '../../../src/core/identity/authenticate.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import { refusalCode } from '../refusal.js';
import { account, identity } from './accounts.js';

const setUp = async (overrides: Partial<Account> = {}) => {
  const { users, tokens, manage } = identity();
  const user = await users.add(account(overrides));
  return { users, manage, user, use: new Authenticate(tokens, users), token: tokenOf(user) };
};

const tokenOf = ({ id, role, tokenVersion }: User) =>
  JSON.stringify({ userId: id, sessionId: 'session-1', role, tokenVersion });

describe('authenticate', () => {
  it('with a token of an active account: who it is', async () => {
    const { user, use, token } = await setUp();
    expect(await use.run(token)).to.deep.equal({ userId: user.id, sessionId: 'session-1', role: 'user' });
  });

  it('ASVS 8.3.2, with a role changed since: the role of now, up or down', async () => {
    const { manage, user, use, token } = await setUp();
    await manage.change(user.id, { role: 'moderator' }, undefined);
    expect(await use.run(token)).to.include({ role: 'moderator' });
    await manage.change(user.id, { role: 'user' }, undefined);
    expect(await use.run(token)).to.include({ role: 'user' });
  });

  it('ASVS 7.4.2, with the account deactivated since: refuses', async () => {
    const { manage, user, use, token } = await setUp();
    await manage.change(user.id, { active: false }, undefined);
    expect(await refusalCode(() => use.run(token))).to.equal('session-ended');
  });

  it('ASVS 7.4.2, with the account deactivated and active again: still refuses a token from before', async () => {
    const { manage, user, use, token } = await setUp();
    await manage.change(user.id, { active: false }, undefined);
    const again = await manage.change(user.id, { active: true }, undefined);
    expect(await refusalCode(() => use.run(token))).to.equal('session-ended');
    expect(await use.run(tokenOf(again))).to.include({ userId: user.id });
  });

  it('ASVS 7.4.2, with the account removed since: refuses', async () => {
    const { manage, user, use, token } = await setUp();
    await manage.remove(user.id, undefined);
    expect(await refusalCode(() => use.run(token))).to.equal('session-ended');
  });

  it('with a token version that is not the current one, older or newer: refuses', async () => {
    const { user, use } = await setUp({ tokenVersion: 5 });
    for (const tokenVersion of [4, 6]) {
      expect(await refusalCode(() => use.run(tokenOf({ ...user, tokenVersion })))).to.equal('session-ended');
    }
  });

  it('with what is no token: passes the refusal on', async () => {
    const { use } = await setUp();
    expect(await refusalCode(() => use.run('no token'))).to.equal('token-invalid');
  });
});
