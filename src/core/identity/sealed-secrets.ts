/** The stored secrets, for a rotation of the key that seals them (see `SecretSealer`). */
export interface SealedSecrets {
  /**
   * Replaces every secret that was sealed with another key, unless a concurrent request changes it.
   * @param sealingKey the id of the key that seals all secrets afterwards
   * @param reseal returns the new sealed text
   * @returns how many were replaced
   */
  resealAll(sealingKey: string, reseal: (sealed: string, context: string) => string): Promise<number>;
  /** Whether an instance that started before this time is connected. Does not detect one that has reconnected since. */
  hasInstanceStartedBefore(time: Date): Promise<boolean>;
}
