import { expect } from 'chai';
import { uncountIfUnavailable } from '../../../src/core/identity/attempt-limits.js';
import { ConfirmAuthentication } from '../../../src/core/identity/confirm-authentication.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { codeAt } from '../../support/fakes/fake-totp.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';
import { by, limits, password } from './accounts.js';
import { device } from './logging-in.js';
import { setUp as withOwner } from './owner-of-factor.js';
import { recoveryCodes, setUp } from './with-factor.js';

const unavailable = (): never => {
  throw new DomainError('unavailable', 'Try again later.');
};

/** More attempts than are allowed. */
const tooMany = limits.account.max + 1;

/** Expects that each of too many attempts fails with `unavailable`, and none with the limit. */
const failsTooOften = async (attempt: () => Promise<unknown>) => {
  for (let i = 0; i < tooMany; i += 1) expect(await errorCode(attempt)).to.equal('unavailable');
};

describe('an attempt that could not be verified', () => {
  it('ASVS 6.3.1, with a code, while the sealing key is lost: does not count, and keeps no recovery code away', async () => {
    const { challenged, complete, sealer } = await setUp();
    sealer.open = unavailable;
    const { challenge } = await challenged();
    await failsTooOften(() => complete(challenge));
    expect((await errorOf(() => complete(challenge))).message).to.include('A recovery code still works.');
    expect(await errorPlaces(() => complete(challenge))).to.deep.equal(['/code']);
    await complete(challenge, { recoveryCode: recoveryCodes[0] });
  });

  it('of a confirmation with a code: does not count', async () => {
    const all = await setUp();
    const { users, work, confirmPassword, attempts, codes, tokens, clock, limiter, sealer, ada, code } = all;
    await all.addSession(ada.id, 'here');
    const settings = { lifetime: { idle: 3600, absolute: 7200 }, successes: limits.successes };
    const use = new ConfirmAuthentication(
      users,
      work,
      confirmPassword,
      attempts,
      codes,
      tokens,
      clock,
      limiter,
      settings,
    );
    const confirm = () => use.run({ userId: ada.id, sessionId: 'here' }, { code: code() }, by);
    const open = sealer.open.bind(sealer);
    sealer.open = unavailable;
    await failsTooOften(confirm);
    sealer.open = open;
    await confirm();
  });

  it('of a set-up: does not count', async () => {
    const { setUpTotp, caller, initiator, sealer, clock } = await withOwner();
    const { secret } = await setUpTotp.begin(caller, undefined, initiator);
    const confirm = () => setUpTotp.confirm(caller, codeAt(secret, clock.now()), initiator);
    const open = sealer.open.bind(sealer);
    sealer.open = unavailable;
    await failsTooOften(confirm);
    sealer.open = open;
    await confirm();
  });

  it('of a login with the right password: does not count; with a wrong one: counts, since it was verified', async () => {
    const { use, work, ada } = await setUp({ secondFactor: false });
    const run = work.run.bind(work);
    const logInWith = (given: string) => use.run({ email: ada.email, password: given }, device());
    work.run = async () => unavailable();
    await failsTooOften(() => logInWith(password));
    for (let i = 0; i < limits.account.max; i += 1) await errorCode(() => logInWith('wrong'));
    work.run = run;
    expect(await errorCode(() => logInWith(password))).to.equal('too-many-requests');
  });

  it('of a password, while too many others are verified: does not count, also after the hash changed', async () => {
    const { use, users, ada, hasher } = await setUp({ secondFactor: false });
    const verify = hasher.verify.bind(hasher);
    const logIn = () => use.run({ email: ada.email, password }, device());
    hasher.verify = async () => unavailable();
    await failsTooOften(logIn);
    const passwordHash = `$old$${password}`;
    const attempt = async () => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: `$fake$${password}` }));
      hasher.verify = async () => {
        hasher.verify = async () => unavailable();
        await users.change(ada.id, (current) => ({ ...current, passwordHash }));
        return true;
      };
      return logIn();
    };
    await failsTooOften(attempt);
    hasher.verify = verify;
    await logIn();
  });

  it('of a login whose hash changes meanwhile, and cannot be read again: does not count', async () => {
    const { use, users, ada, hasher } = await setUp({ secondFactor: false });
    const find = users.findByEmail.bind(users);
    const logIn = () => use.run({ email: ada.email, password }, device());
    hasher.verify = async (hash) => {
      users.findByEmail = async () => unavailable();
      const passwordHash = hash?.startsWith('$old$') ? `$fake$${password}` : `$old$${password}`;
      await users.change(ada.id, (current) => ({ ...current, passwordHash }));
      return true;
    };
    const attempt = () => {
      users.findByEmail = find;
      return logIn();
    };
    // Each of the two hashes has its own count.
    for (const _ of ['$fake$', '$old$']) await failsTooOften(attempt);
  });

  it('for another reason: stays counted', async () => {
    let uncounted = 0;
    const uncount = async () => {
      uncounted += 1;
    };
    const failure = new Error('a defect');
    const fails = uncountIfUnavailable(uncount, () => Promise.reject(failure)).catch((error) => error);
    expect([await fails, uncounted]).to.deep.equal([failure, 0]);
    const refused = () =>
      uncountIfUnavailable(uncount, () => Promise.reject(new DomainError('session-ended', 'Ended.')));
    expect([await errorCode(refused), uncounted]).to.deep.equal(['session-ended', 0]);
    expect([await uncountIfUnavailable(uncount, async () => 'done'), uncounted]).to.deep.equal(['done', 0]);
  });
});
