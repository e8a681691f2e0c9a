import type { Tokens } from '../../clients/typescript/src/index.js';

/** A store in the memory of this process, such as several tabs or processes share. */
export const sharedStore = (stored: Tokens | undefined) => ({
  stored,
  get(): Tokens | undefined {
    return this.stored;
  },
  set(tokens: Tokens | undefined): void {
    this.stored = tokens;
  },
});
