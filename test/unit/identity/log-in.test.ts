import { expect } from 'chai';
import { account, password } from './accounts.js';
import { device, rejects, logIn as setUp } from './logging-in.js';

const gone = { email: 'gone@example.com', visibleName: 'Gone', active: false };

describe('log in', () => {
  it('with email and password: returns tokens of that account, their lifetimes, and the account', async () => {
    const { users, tokens, use } = setUp();
    const user = await users.add(account({ role: 'moderator', tokenVersion: 3 }));
    const { accessToken, ...rest } = await use.run({ email: 'ADA@example.COM', password }, device());
    const lives = { expiresIn: 900, refreshExpiresIn: 604_800 };
    expect(rest).to.deep.equal({ ...lives, refreshToken: 'token-1', user });
    const proven = { authTime: Date.parse('2026-11-22T12:00:00.000Z') / 1000, amr: ['pwd'] };
    const bearer = { userId: user.id, sessionId: 'session-1', role: 'moderator', tokenVersion: 3, ...proven };
    expect(tokens.verify(accessToken)).to.deep.equal(bearer);
  });

  it('ASVS 7.2.4, twice: starts two sessions', async () => {
    const { users, sessions, tokens, clock, use } = setUp();
    const { id, email } = await users.add(account());
    for (const i of [1, 2]) {
      const { accessToken, refreshToken } = await use.run({ email, password }, device());
      const { sessionId } = tokens.verify(accessToken);
      expect([sessionId, refreshToken]).to.deep.equal([`session-${i}`, `token-${i}`]);
    }
    expect(await sessions.list(id, clock.now())).to.have.length(2);
  });

  it('ASVS 6.3.8/16.3.1, with any mistake: is rejected with the same error, audited with the reason, and starts no session', async () => {
    const { users, work, use } = setUp();
    const [ada, inactive] = [await users.add(account()), await users.add(account(gone))];
    const cases = [
      ['nobody@example.com', password, 'unknown-account', undefined],
      [ada.email, 'not the password', 'wrong-password', ada],
      [ada.email, '', 'wrong-password', ada],
      // ASVS 6.2.8
      ...[`${password} `, ` ${password}`, password.toUpperCase()].map(
        (given) => [ada.email, given, 'wrong-password', ada] as const,
      ),
      [inactive.email, password, 'inactive-account', inactive],
      [inactive.email, 'not the password', 'wrong-password', inactive],
    ] as const;
    for (const [email, given] of cases) await rejects(use, { email, password: given });
    expect(work.audit).to.deep.equal(
      cases.map(([, , reason, user]) => ({
        action: 'session.refused',
        subject: user && { kind: 'user', id: user.id },
        details: { reason },
        by: device().by,
      })),
    );
    expect(work.sessionRows.sessions.size).to.equal(0);
  });

  it('ASVS 6.3.8, with an unknown email or an inactive account: still verifies a password', async () => {
    const { users, hasher, use } = setUp();
    const { passwordHash: hash } = await users.add(account({ active: false }));
    for (const email of ['nobody@example.com', 'ada@example.com']) await rejects(use, { email, password });
    expect(hasher.verified).to.deep.equal([
      { hash: undefined, password },
      { hash, password },
    ]);
  });
});

describe('log in while the password is being verified', () => {
  type All = ReturnType<typeof setUp>;
  const meanwhile: [name: string, change: (all: All, id: number) => unknown, reason: string][] = [
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
    it(`${name}: is rejected, and starts no session`, async () => {
      const all = setUp();
      const { id, email } = await all.users.add(account());
      const verify = all.hasher.verify.bind(all.hasher);
      all.hasher.verify = async (...asked) => {
        await change(all, id);
        return verify(...asked);
      };
      await rejects(all.use, { email, password });
      expect(all.work.sessionRows.sessions.size).to.equal(0);
      expect(all.work.audit.map(({ details }) => details)).to.deep.equal([{ reason }]);
    });
  }

  it('the role changed: returns the current role', async () => {
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
