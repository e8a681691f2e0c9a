import { expect } from 'chai';
import { account, password } from './accounts.js';
import { device, refused, logIn as setUp } from './logging-in.js';

describe('log in', () => {
  it('with email and password: tokens of that account, their lives, and the account', async () => {
    const { users, tokens, use } = setUp();
    const user = await users.add(account({ role: 'moderator', tokenVersion: 3 }));
    const { accessToken, ...rest } = await use.run({ email: user.email, password }, device());
    expect(rest).to.deep.equal({
      expiresIn: 900,
      refreshToken: 'token-1',
      refreshExpiresIn: 604_800,
      user,
    });
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
    expect((await use.run({ email: 'ADA@example.COM', password }, device())).user).to.deep.equal(user);
  });

  it('ASVS 7.2.4, twice: two sessions', async () => {
    const { users, sessions, tokens, clock, use } = setUp();
    const { id, email } = await users.add(account());
    const given = [
      await use.run({ email, password }, device()),
      await use.run({ email, password }, device()),
    ].map(({ accessToken, refreshToken }) => [tokens.verify(accessToken).sessionId, refreshToken]);
    expect(given).to.deep.equal([
      ['session-1', 'token-1'],
      ['session-2', 'token-2'],
    ]);
    expect(await sessions.list(id, clock.now())).to.have.length(2);
  });

  it('ASVS 6.3.8, with anything wrong: one and the same refusal, and no session', async () => {
    const { users, work, use } = setUp();
    await users.add(account());
    await users.add(account({ email: 'gone@example.com', visibleName: 'Gone', active: false }));
    const wrong = [
      { email: 'nobody@example.com', password },
      { email: 'ada@example.com', password: 'not the password' },
      { email: 'ada@example.com', password: '' },
      { email: 'gone@example.com', password },
    ];
    for (const credentials of wrong) await refused(use, credentials);
    expect(work.sessionRows.sessions.size).to.equal(0);
  });

  it('ASVS 6.3.8, with an unknown email or an inactive account: verifies a password all the same', async () => {
    const { users, hasher, use } = setUp();
    const { passwordHash: hash } = await users.add(account({ active: false }));
    await refused(use, { email: 'nobody@example.com', password });
    await refused(use, { email: 'ada@example.com', password });
    expect(hasher.verified).to.deep.equal([
      { hash: undefined, password },
      { hash, password },
    ]);
  });

  it('ASVS 6.2.8, with outer spaces or another case in the password: refuses', async () => {
    const { users, use } = setUp();
    const { email } = await users.add(account());
    for (const other of [`${password} `, ` ${password}`, password.toUpperCase()]) {
      await refused(use, { email, password: other });
    }
  });

  it('ASVS 16.3.1, refused: tells the audit trail why, and whose account it was', async () => {
    const { users, work, use } = setUp();
    const ada = await users.add(account());
    const gone = await users.add(account({ email: 'gone@example.com', visibleName: 'Gone', active: false }));
    const cases = [
      ['nobody@example.com', password, 'unknown-account', undefined],
      [ada.email, 'not the password', 'wrong-password', ada],
      [gone.email, password, 'inactive-account', gone],
      [gone.email, 'not the password', 'wrong-password', gone],
    ] as const;
    for (const [email, given] of cases) await refused(use, { email, password: given });
    expect(work.audit).to.deep.equal(
      cases.map(([, , reason, user]) => ({
        action: 'session.refused',
        subject: user && { kind: 'user', id: user.id },
        details: { reason },
        by: device().by,
      })),
    );
  });
});

describe('log in while the password is being verified', () => {
  const meanwhile: [name: string, change: (all: ReturnType<typeof setUp>, id: number) => unknown, string][] =
    [
      ['the account removed', ({ users }, id) => users.remove(id, () => {}), 'unknown-account'],
      [
        'the account deactivated',
        ({ users }, id) => users.change(id, (current) => ({ ...current, active: false })),
        'inactive-account',
      ],
      [
        'the password changed',
        ({ users }, id) => users.change(id, (current) => ({ ...current, passwordHash: '$fake$other' })),
        'wrong-password',
      ],
    ];
  for (const [name, change, reason] of meanwhile) {
    it(`${name}: refuses, and starts no session`, async () => {
      const all = setUp();
      const { id, email } = await all.users.add(account());
      const verify = all.hasher.verify.bind(all.hasher);
      all.hasher.verify = async (...asked) => {
        await change(all, id);
        return verify(...asked);
      };
      await refused(all.use, { email, password });
      expect(all.work.sessionRows.sessions.size).to.equal(0);
      expect(all.work.audit.map(({ details }) => details)).to.deep.equal([{ reason }]);
    });
  }

  it('the role changed: gives the role of now', async () => {
    const { users, hasher, tokens, use } = setUp();
    const { id, email } = await users.add(account());
    hasher.verify = async () => {
      await users.change(id, (current) => ({ ...current, role: 'moderator' }));
      return true;
    };
    const { accessToken, user } = await use.run({ email, password }, device());
    expect([tokens.verify(accessToken).role, user.role]).to.deep.equal(['moderator', 'moderator']);
  });
});
