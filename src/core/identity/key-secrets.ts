/** A key as a client presents it. */
export interface PresentedKey {
  readonly id: string;
  /** SHA-256 of the whole key, hexadecimal. */
  readonly hash: string;
}

/** A key that was just made. Its text is shown once, and stored nowhere. */
export interface MadeKey extends PresentedKey {
  readonly text: string;
}

/** Makes and reads the text of API keys. */
export interface KeySecrets {
  /** Makes a random key. */
  make(): MadeKey;
  /** Reads a key. Undefined: its form or its checksum is wrong, so it was never issued. */
  parse(text: string): PresentedKey | undefined;
  /** Compares two hashes in a time that does not depend on where they differ. */
  isSame(one: string, other: string): boolean;
}
