/** Encrypts secrets before they are stored, with a key that is not in the database. */
export interface SecretSealer {
  /**
   * Encrypts a text. Each call returns another sealed text: one line of ASCII, which contains the id of the key.
   * @param context what the secret belongs to, such as `totp:7`. It is authenticated, not stored: a sealed text that is
   *   copied to another account cannot be opened there.
   * @throws DomainError `unavailable` if there is no key. The cause names the setting.
   */
  seal(plain: string, context: string): string;
  /**
   * Decrypts a sealed text.
   * @param context the one it was sealed with
   * @throws DomainError `unavailable` if its key is missing, or if the text or the context was changed. The cause names
   *   the id of the key, and contains nothing of the text.
   */
  open(sealed: string, context: string): string;
}
