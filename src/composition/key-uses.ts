import type { KeyUses } from '../core/identity/key-uses.js';

/** Milliseconds between two writes of when keys were used. */
const interval = 60_000;

/** Writes when keys were used, once a minute and at the stop. */
export const startKeyUses = (uses: Pick<KeyUses, 'flush'>) => {
  const timer = setInterval(() => void uses.flush(), interval);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return uses.flush();
    },
  };
};
