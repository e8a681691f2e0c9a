import { expect } from 'chai';
import { LogIn } from '../../../src/core/identity/log-in.js';
import { refusal } from '../refusal.js';
import { account, identity, password } from './accounts.js';

const setUp = () => {
  const { users, hasher, tokens } = identity();
  let sessions = 0;
  const use = new LogIn(users, hasher, tokens, () => `session-${++sessions}`);
  return { users, hasher, tokens, use };
};

describe('log in', () => {
  it('with email and password: a token of that account, its life, and the account', async () => {
    const { users, tokens, use } = setUp();
    const user = await users.add(account({ role: 'moderator', tokenVersion: 3 }));
    const { accessToken, ...rest } = await use.run({ email: user.email, password });
    expect(rest).to.deep.equal({ expiresIn: 900, user });
    expect(tokens.verify(accessToken)).to.deep.equal({
      userId: user.id,
      sessionId: 'session-1',
      role: 'moderator',
      tokenVersion: 3,
    });
  });

  it('with the email in another case: logs in', async () => {
    const { users, use } = setUp();
    const user = await users.add(account());
    expect((await use.run({ email: 'ADA@example.COM', password })).user).to.deep.equal(user);
  });

  it('ASVS 7.2.4, twice: two sessions', async () => {
    const { users, tokens, use } = setUp();
    const { email } = await users.add(account());
    const sessions = [await use.run({ email, password }), await use.run({ email, password })].map(
      ({ accessToken }) => tokens.verify(accessToken).sessionId,
    );
    expect(sessions).to.deep.equal(['session-1', 'session-2']);
  });

  it('ASVS 6.3.8, with anything wrong: one and the same refusal', async () => {
    const { users, use } = setUp();
    await users.add(account());
    await users.add(account({ email: 'gone@example.com', visibleName: 'Gone', active: false }));
    const wrong = [
      { email: 'nobody@example.com', password },
      { email: 'ada@example.com', password: 'not the password' },
      { email: 'ada@example.com', password: '' },
      { email: 'gone@example.com', password },
    ];
    for (const credentials of wrong) {
      const { code, message } = await refusal(() => use.run(credentials));
      expect({ code, message }).to.deep.equal({
        code: 'invalid-credentials',
        message: 'Email and password do not belong to an active account.',
      });
    }
  });

  it('ASVS 6.3.8, with an unknown email or an inactive account: verifies a password all the same', async () => {
    const { users, hasher, use } = setUp();
    const { passwordHash: hash } = await users.add(account({ active: false }));
    await refusal(() => use.run({ email: 'nobody@example.com', password }));
    await refusal(() => use.run({ email: 'ada@example.com', password }));
    expect(hasher.verified).to.deep.equal([
      { hash: undefined, password },
      { hash, password },
    ]);
  });

  it('ASVS 6.2.8, with outer spaces or another case in the password: refuses', async () => {
    const { users, use } = setUp();
    const { email } = await users.add(account());
    for (const other of [`${password} `, ` ${password}`, password.toUpperCase()]) {
      expect(await refusal(() => use.run({ email, password: other }))).to.include({
        code: 'invalid-credentials',
      });
    }
  });
});
