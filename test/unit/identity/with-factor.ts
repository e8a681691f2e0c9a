import { expect } from 'chai';
import { recoveryCodeHash } from '../../../src/core/identity/recovery-codes.js';
import { SecondFactorRequired } from '../../../src/core/identity/sign-in-challenges.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import { codeAt } from '../../support/fakes/fake-totp.js';
import { errorOf, errorPlaces } from '../rejections.js';
import { type identity, password } from './accounts.js';
import { device, logIn } from './logging-in.js';

/** The secret of the authenticator app. */
export const secret = 'the secret of ada';
/** The recovery codes. */
export const recoveryCodes = ['AAAA-1110', 'BBBB-2222'];

/** Gives an account a confirmed authenticator app, set up a minute ago, and recovery codes. */
export const addFactor = async (
  { work, clock, refreshTokens }: ReturnType<typeof identity>,
  { id }: User,
) => {
  const [sealed, step] = [`totp:${id}|${secret}`, Math.floor(clock.now().getTime() / 30_000) - 2];
  await work.totpFactors.begin(id, sealed, clock.now());
  await work.totpFactors.confirm(id, sealed, step, clock.now());
  const hashes = recoveryCodes.map((code) => recoveryCodeHash(refreshTokens, id, code));
  await work.recoveryCodes.replace(id, hashes);
};

/** The login, and ada, whose account has a confirmed authenticator app, set up a minute ago, and recovery codes. */
export const setUp = async (overrides: Partial<Account> = {}) => {
  const all = logIn();
  const { add, clock, use, withCode } = all;
  const ada = await add('ada', { secondFactor: true, ...overrides });
  await addFactor(all, ada);
  /** The first step of a login. Returns what it was rejected with. */
  const challenged = async (withCookie = false) => {
    const error = await errorOf(() => use.run({ email: ada.email, password }, { ...device(), withCookie }));
    if (!(error instanceof SecondFactorRequired)) throw error;
    return { error, challenge: String(error.extensions.challenge), cookie: error.cookie };
  };
  /** The current code of the app. */
  const code = () => codeAt(secret, clock.now());
  /** The second step. */
  const complete = (challenge: string, proof: object = { code: code() }, cookie?: string, on = device()) =>
    withCode.run({ challenge, cookie, proof: proof as { code: string } }, on);
  return { ...all, ada, challenged, code, complete };
};

/** Expects the error that is the same for every code and challenge that is rejected. */
export const rejectsCode = async (work: () => Promise<unknown>, pointer = '/code') => {
  const error = await errorOf(work);
  const detail =
    'This code is wrong, was used before, or is no longer valid, or the challenge has ended: log in again.';
  expect([error.code, error.message]).to.deep.equal(['second-factor-invalid', detail]);
  expect(await errorPlaces(() => Promise.reject(error))).to.deep.equal([pointer]);
};
