/** Digits of a code of an authenticator app; a recovery code is longer, also without its hyphens. */
const codeLength = 6;

/** The code that was typed. Apps show it in groups, so spaces are removed: `287 082`. */
export const codeIn = (typed: string): string => typed.replaceAll(/\s/g, '');

/**
 * The members of a request body for what was typed as a code or as a recovery code. A text that is too long for a code is
 * sent as a recovery code: people type it into the field that they see.
 */
export const proofOf = ({
  code = '',
  recoveryCode,
}: Readonly<Record<string, string>>): { code: string } | { recoveryCode: string } => {
  if (recoveryCode !== undefined) return { recoveryCode };
  const isRecoveryCode = code.replaceAll(/[\s-]/g, '').length > 2 * codeLength;
  return isRecoveryCode ? { recoveryCode: code } : { code: codeIn(code) };
};
