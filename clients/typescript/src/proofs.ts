import type { components } from './schema.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A code of the authenticator app or a recovery code, and the challenge of the SecondFactorError. */
export type SignInCode = { readonly challenge: string } & (
  | { readonly code: string }
  | { readonly recoveryCode: string }
);

/** What a user proves who they are with. */
export type Proof = components['schemas']['Proof'];
