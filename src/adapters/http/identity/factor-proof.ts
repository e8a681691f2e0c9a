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
  code: characters(0, 100).example('287082').description('The code of the authenticator app.'),
  recoveryCode: characters(0, 100)
    .example('K7QF-9XTM-2W4H-8ZRB-3CDN-6JVP')
    .description('A recovery code, instead of that. Case, spaces and hyphens do not matter.'),
};

/** @throws DomainError `validation-failed` unless the body has exactly one of these members */
export const requireExactlyOne = (body: object, names: readonly string[]): void => {
  if (names.filter((name) => name in body).length === 1) return;
  throw new DomainError('validation-failed', 'The body does not match the schema of this route.', [
    {
      pointer: `/${names[0]}`,
      message: `exactly one of ${names.join(', ')} is required`,
      code: 'object.xor',
    },
  ]);
};

/** @throws DomainError `validation-failed` unless the body has exactly one of the two */
export const proofOf = (body: ProofBody): FactorProof => {
  requireExactlyOne(body, ['code', 'recoveryCode']);
  return body as FactorProof;
};
