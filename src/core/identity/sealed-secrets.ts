/** The stored secrets, for a rotation of the key that seals them (see `SecretSealer`). */
export interface SealedSecrets {
  /**
   * Replaces every secret that another key has sealed, unless it is changed meanwhile.
   * @param sealingKey the id of the key that all are sealed with afterwards
   * @param reseal returns the new sealed text
   * @returns how many were replaced
   */
  resealAll(sealingKey: string, reseal: (sealed: string, context: string) => string): Promise<number>;
  /** Whether an instance is connected that started before a time. One that has connected again since is not seen. */
  hasInstanceStartedBefore(time: Date): Promise<boolean>;
}
