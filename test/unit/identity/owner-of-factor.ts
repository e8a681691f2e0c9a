import { expect } from 'chai';
import { withSecondFactor } from '../../../src/core/identity/authentication.js';
import { InviteUser } from '../../../src/core/identity/invite-user.js';
import { RecoveryCodeSets, recoveryCodeHash } from '../../../src/core/identity/recovery-codes.js';
import { RemoveOwnTotp } from '../../../src/core/identity/remove-own-totp.js';
import { RemoveUserTotp } from '../../../src/core/identity/remove-user-totp.js';
import { ReplaceRecoveryCodes } from '../../../src/core/identity/replace-recovery-codes.js';
import { SetUpTotp } from '../../../src/core/identity/set-up-totp.js';
import type { Account } from '../../../src/core/identity/user.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { FakeRecoveryCodes } from '../../support/fakes/fake-recovery-codes.js';
import { codeAt } from '../../support/fakes/fake-totp.js';
import { errorOf } from '../rejections.js';
import { by, identity, policy } from './accounts.js';

/** Ada, with the sessions `here`, her current one, and `elsewhere`; and the use cases of a second factor. */
export const setUp = async (overrides: Partial<Account> = {}) => {
  const all = identity();
  const { users, work, clock, hasher, tokens, refreshTokens, confirmOwner, attempts, emailLimit } = all;
  const ada = await all.add('ada', overrides);
  for (const id of ['here', 'elsewhere']) await all.addSession(ada.id, id);
  const mailer = new FakeMailer();
  const sets = new RecoveryCodeSets(new FakeRecoveryCodes(), refreshTokens);
  const { totp, sealer, codes } = all;
  const setUpTotp = new SetUpTotp(
    users,
    work,
    confirmOwner,
    attempts,
    totp,
    sealer,
    codes,
    sets,
    tokens,
    clock,
  );
  const inviteUser = new InviteUser(users, work, hasher, refreshTokens, clock, emailLimit, mailer);
  const authTime = Math.floor(clock.now().getTime() / 1000);
  const caller = { userId: ada.id, sessionId: 'here', role: ada.role, authTime, amr: ['pwd'] as const };
  const initiator = { ...by, actorId: ada.id };
  /** Sets an app up, with the secret `secret-1` in a new world. Returns its recovery codes. */
  const enrol = async () => {
    const { secret } = await setUpTotp.begin(caller, undefined, initiator);
    return setUpTotp.confirm(caller, codeAt(secret, clock.now()), initiator);
  };
  return {
    ...all,
    ada,
    caller,
    /** The same caller, after the app was set up. */
    proven: { ...caller, amr: withSecondFactor },
    initiator,
    mailer,
    setUpTotp,
    enrol,
    replaceCodes: new ReplaceRecoveryCodes(work, sets, clock),
    removeOwn: new RemoveOwnTotp(users, work, all.confirmPassword, hasher, policy, tokens, clock),
    removeOfUser: new RemoveUserTotp(users, work, inviteUser, clock),
    hashOf: (code: string) => recoveryCodeHash(refreshTokens, ada.id, code),
    live: async () => (await all.sessions.list(ada.id, clock.now())).map(({ id }) => id).sort(),
  };
};

/** Expects that a session that has used only the password must use the second factor. */
export const requiresFullLevel = async (work: () => Promise<unknown>) => {
  const { code, message, extensions } = await errorOf(work);
  expect([code, message, extensions]).to.deep.equal([
    'recent-authentication-required',
    'This requires that you have proven who you are with your second factor.',
    { maxAge: 300, acrValues: 'aal2' },
  ]);
};
