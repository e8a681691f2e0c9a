import type { ApiKeyUses } from './api-key-repository.js';

/** Remembers when keys were used, and writes all of it at once from time to time, not per request. */
export class KeyUses {
  #uses = new Map<string, number>();

  constructor(private readonly store: ApiKeyUses) {}

  /** Remembers a use. */
  note(id: string, at: Date): void {
    this.#uses.set(id, at.getTime());
  }

  /** Writes the uses since the last call. An error loses them: they are not worth failing or repeating anything. */
  async flush(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map();
    await this.store.record(uses).catch(() => {});
  }
}
