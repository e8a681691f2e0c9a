import { expect } from 'chai';
import { ChangePassword } from '../../../src/core/identity/change-password.js';
import { InviteUser } from '../../../src/core/identity/invite-user.js';
import { RecoverPassword } from '../../../src/core/identity/recover-password.js';
import { SetPassword } from '../../../src/core/identity/set-password.js';
import type { Account } from '../../../src/core/identity/user.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { errorOf, errorPlaces } from '../rejections.js';
import { by, identity, password, policy } from './accounts.js';

/** Eight characters. */
const short = 'qx7 vmt2';

const setUp = async (overrides: Partial<Account> = {}) => {
  const all = identity();
  const { users, work, confirmPassword, hasher, clock, oneTimeTokens, refreshTokens } = all;
  const ada = await all.add('ada', overrides);
  await all.addSession(ada.id, 'here');
  const change = new ChangePassword(users, work, confirmPassword, hasher, policy, clock);
  const mailer = new FakeMailer();
  const recover = new RecoverPassword(
    users,
    oneTimeTokens,
    work,
    hasher,
    refreshTokens,
    clock,
    policy,
    mailer,
  );
  const set = new SetPassword(users, work, hasher, policy, clock);
  const caller = { userId: ada.id, sessionId: 'here', role: ada.role };
  /** The ways to set a password, with the pointer of each. */
  const ways: readonly (readonly [pointer: string, run: (chosen: string) => Promise<unknown>])[] = [
    ['/newPassword', (newPassword) => change.run(caller, { currentPassword: password, newPassword }, by)],
    [
      '/password',
      async (chosen) => recover.reset({ token: await all.addToken(ada.id, 'reset'), password: chosen }, by),
    ],
    ['/password', (chosen) => set.run(ada.email, chosen)],
  ];
  const stored = async () => {
    const { passwordHash, shortPassword } = (await users.find(ada.id)) ?? {};
    return { passwordHash, shortPassword };
  };
  return { ...all, ada, ways, stored, mailer };
};
const count = 3;
const back = { passwordHash: `$fake$${password}`, shortPassword: false };

describe('a password of eight characters', () => {
  it('NIST SP 800-63B-4 3.1.1.2, of an account with a second factor: is set, and marked; a longer one is not', async () => {
    for (let i = 0; i < count; i += 1) {
      const { ways, stored, users, ada } = await setUp({ secondFactor: true });
      await ways[i]?.[1](short);
      expect(await stored()).to.deep.equal({ passwordHash: `$fake$${short}`, shortPassword: true });
      await users.change(ada.id, (current) => ({ ...current, ...back, shortPassword: true }));
      await ways[i]?.[1]('fifteen letters');
      expect(await stored()).to.deep.equal({ passwordHash: '$fake$fifteen letters', shortPassword: false });
    }
  });

  it('with seven characters, or common: is rejected, with the minimum', async () => {
    for (let i = 0; i < count; i += 1) {
      const { ways, stored } = await setUp({ secondFactor: true });
      const error = await errorOf(() => ways[i]?.[1](short.slice(1)));
      expect([error.code, error.message]).to.deep.equal([
        'weak-password',
        'This password is too short: use at least 8 characters.',
      ]);
      expect(await stored()).to.deep.equal(back);
    }
  });

  it('of an account without one: is rejected', async () => {
    for (let i = 0; i < count; i += 1) {
      const { ways, stored } = await setUp();
      const { message } = await errorOf(() => ways[i]?.[1](short));
      expect(message).to.equal('This password is too short: use at least 15 characters.');
      expect(await stored()).to.deep.equal(back);
    }
  });

  it('of an account that loses it during the request: is rejected by its field', async () => {
    for (let i = 0; i < count; i += 1) {
      const { ways, stored, users, hasher, ada } = await setUp({ secondFactor: true });
      const [pointer, run] = ways[i] ?? ['', async () => {}];
      const hash = hasher.hash.bind(hasher);
      hasher.hash = async (text) => {
        await users.change(ada.id, (current) => ({ ...current, secondFactor: false }));
        return hash(text);
      };
      const error = await errorOf(() => run(short));
      expect([error.code, error.message]).to.deep.equal([
        'weak-password',
        'This password is too short: use at least 15 characters.',
      ]);
      expect(await errorPlaces(() => Promise.reject(error))).to.deep.equal([pointer]);
      expect(await stored()).to.deep.equal(back);
    }
  });

  it('that an admin resets by force: is no longer marked', async () => {
    const { users, work, hasher, refreshTokens, clock, emailLimit, mailer, stored, ada } = await setUp({
      secondFactor: true,
      shortPassword: true,
    });
    await new InviteUser(users, work, hasher, refreshTokens, clock, emailLimit, mailer).forceReset(
      ada.id,
      by,
    );
    expect((await stored()).shortPassword).to.equal(false);
  });
});
