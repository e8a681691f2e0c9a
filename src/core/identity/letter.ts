/** What the service writes to people. */
export type LetterKind =
  | 'invitation'
  | 'reset'
  | 'forced-reset'
  | 'verification'
  | 'email-changed'
  | 'password-changed';

/** A letter as it goes out. What people call themselves is not in it: strangers would write to strangers that way. */
export interface Letter {
  readonly kind: LetterKind;
  readonly to: string;
  /** What its link needs, where it has one: a token, and the seconds for which it is good. */
  readonly link?: { readonly token: string; readonly life: number };
}
