/** The stored secrets, for a rotation of the key that seals them (see `SecretSealer`). */
export interface SealedSecrets {
  /**
   * Replaces every secret that is not sealed with this key, unless it is changed meanwhile.
   * @param reseal returns the new sealed text
   * @returns how many were replaced
   */
  resealAll(keyId: string, reseal: (sealed: string, context: string) => string): Promise<number>;
  /** Whether an instance is connected that started before a time. One that has connected again since is not seen. */
  hasInstanceStartedBefore(time: Date): Promise<boolean>;
}
