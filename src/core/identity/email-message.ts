/** The kinds of emails that the service sends. */
export type EmailKind =
  | 'invitation'
  | 'reset'
  | 'forced-reset'
  | 'verification'
  | 'email-change'
  | 'email-change-requested'
  | 'email-changed'
  | 'password-changed'
  | 'second-factor-added'
  | 'second-factor-removed'
  | 'second-factor-removed-by-admin'
  | 'recovery-code-used'
  | 'recovery-codes-replaced'
  | 'api-key-created';

/**
 * An email to be sent. It does not contain the user's visible name: anybody could register a name with a message in it
 * and have the service send it to another person's address.
 */
export interface EmailMessage {
  readonly kind: EmailKind;
  readonly to: string;
  /** The token of its link, if it has one, and the seconds until the token expires. */
  readonly link?: { readonly token: string; readonly lifetimeSeconds: number };
  /** The recovery codes that the account has left, if that is the subject. */
  readonly codesLeft?: number;
}
