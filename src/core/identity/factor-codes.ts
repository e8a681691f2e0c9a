import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import { recoveryCodeHash } from './recovery-codes.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { SecretSealer } from './secret-sealer.js';
import type { Totp } from './totp.js';
import type { TotpFactor } from './totp-factor.js';
import type { User } from './user.js';

/** A code of the authenticator app, or a recovery code. */
export type FactorProof = { readonly code: string } | { readonly recoveryCode: string };

/** The context of a sealed secret. */
export const totpContext = (userId: number): string => `totp:${userId}`;

/** Accepts each code once. */
export class FactorCodes {
  constructor(
    private readonly totp: Pick<Totp, 'stepOf'>,
    private readonly sealer: Pick<SecretSealer, 'open'>,
    private readonly tokens: Pick<RefreshTokens, 'hash'>,
    private readonly clock: Clock,
  ) {}

  /** Uses up a code, inside the unit of work that has locked the user. False: it is wrong, or was used before. */
  async take(user: User, proof: FactorProof, repositories: Repositories, by: Initiator): Promise<boolean> {
    if ('recoveryCode' in proof) return this.#takeRecoveryCode(user, proof.recoveryCode, repositories, by);
    const factor = await repositories.totpFactors.find(user.id);
    if (factor === undefined || factor.confirmedAt === null) return false;
    const step = this.#stepOfStored(factor, proof.code);
    return step !== undefined && repositories.totpFactors.takeStep(user.id, step);
  }

  /** A confirmed app has recovery codes. They do not need the sealing key, so the error refers to them. */
  #stepOfStored(factor: TotpFactor, code: string): number | undefined {
    try {
      return this.stepOf(factor, code);
    } catch (error) {
      throw error instanceof DomainError && error.code === 'unavailable' ? codesUnavailable(error) : error;
    }
  }

  /** The time step of a code of the app. Undefined: the code is wrong. @throws DomainError `unavailable` */
  stepOf({ userId, secret }: TotpFactor, code: string): number | undefined {
    return this.totp.stepOf(this.sealer.open(secret, totpContext(userId)), code, this.clock.now());
  }

  async #takeRecoveryCode(user: User, code: string, repositories: Repositories, by: Initiator) {
    const { recoveryCodes, audit, emailJobs } = repositories;
    const isTaken = await recoveryCodes.take(user.id, recoveryCodeHash(this.tokens, user.id, code));
    if (!isTaken) return false;
    const [subject, asUser] = [
      { kind: 'user', id: user.id },
      { ...by, actorId: user.id },
    ];
    const left = await recoveryCodes.count(user.id);
    await audit.record({ action: 'user.recovery-code-used', subject, details: { left } }, asUser);
    await emailJobs.add({ kind: 'recovery-code-used', userId: user.id, to: user.email, by: asUser });
    return true;
  }
}

const codesUnavailable = ({ cause }: DomainError): DomainError => {
  const message = 'Codes of authenticator apps cannot be checked right now. A recovery code still works.';
  return new DomainError('unavailable', message, [{ pointer: '/code', message, code: 'unavailable' }], {
    cause,
  });
};

const rejectedCode = 'This code is wrong, was used before, or is no longer valid';

/** @param detail of the error; the error of the field is always about the code */
export const secondFactorInvalid = (proof: FactorProof, detail = `${rejectedCode}.`): DomainError => {
  const pointer = 'code' in proof ? '/code' : '/recoveryCode';
  return new DomainError('second-factor-invalid', detail, [
    { pointer, message: `${rejectedCode}.`, code: 'second-factor-invalid' },
  ]);
};

/**
 * The same error for a wrong or used code and for an invalid challenge, so that the response does not reveal which it
 * was.
 */
export const secondStepInvalid = (proof: FactorProof): DomainError =>
  secondFactorInvalid(proof, `${rejectedCode}, or the challenge has ended: log in again.`);
