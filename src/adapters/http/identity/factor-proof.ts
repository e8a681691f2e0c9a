import type { FactorProof } from '../../../core/identity/factor-codes.js';
import { DomainError } from '../../../core/shared/errors.js';
import { characters } from '../text-schemas.js';

/** A proof in a body: one of the two. */
export interface ProofBody {
  readonly code?: string;
  readonly recoveryCode?: string;
}

/** The members of a body with a proof. Any text is accepted, since a code that is not well-formed is wrong. */
export const proofFields = {
  code: characters(0, 100)
    .example('287082')
    .description('The code of the authenticator app. Either code or recoveryCode is required.'),
  recoveryCode: characters(0, 100)
    .example('K7QF-9XTM-2W4H-8ZRB-3CDN-6JVP')
    .description('A recovery code; case, spaces and hyphens do not matter.'),
};

/** @throws DomainError `validation-failed` unless the body has exactly one of the two */
export const proofOf = ({ code, recoveryCode }: ProofBody): FactorProof => {
  if (code !== undefined && recoveryCode === undefined) return { code };
  if (recoveryCode !== undefined && code === undefined) return { recoveryCode };
  throw new DomainError('validation-failed', 'The body does not match the schema of this route.', [
    {
      pointer: '/code',
      message: 'exactly one of code and recoveryCode is required',
      code: 'object.xor',
    },
  ]);
};
