/** Encrypts secrets that the service must be able to read again, with a key outside of the database. */
export interface SecretSealer {
  /** @param context what the secret is for, such as `totp:17`: it can be opened with the same context only */
  seal(plain: string, context: string): string;
  /** @throws Error if the key is missing, or the text was changed or sealed with another context */
  open(sealed: string, context: string): string;
}
