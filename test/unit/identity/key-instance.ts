import { MemoryLimiter } from '../../../src/adapters/memory/memory-limiter.js';
import type { KeyFacts } from '../../../src/core/identity/api-key.js';
import { AuthenticateKey } from '../../../src/core/identity/authenticate-key.js';
import { KeyUses } from '../../../src/core/identity/key-uses.js';
import { KnownKeys } from '../../../src/core/identity/known-keys.js';
import { FakeKeySecrets } from '../../support/fakes/fake-key-secrets.js';
import { settableClock } from './accounts.js';
import { facts } from './key-facts.js';

export const right = 'key 1 secret';
export const wrong = 'key 1 guess';
const limit = { name: 'unknown-key', max: 3, seconds: 60 };

/** An instance that applies every change, until a test makes it lag. */
export const keyInstance = () => {
  const clock = settableClock('2026-12-01T12:00:00.000Z');
  const known = new KnownKeys();
  const feed = { lagging: false, isLagging: () => feed.lagging };
  const stored = new Map<string, KeyFacts>([['1', facts()]]);
  const queried: string[] = [];
  /** Runs after the database was read, before the result arrives. */
  const database = { read: async () => {} };
  const reader = {
    facts: async (id: string) => {
      queried.push(id);
      const found = stored.get(id);
      await database.read();
      return found;
    },
  };
  const written: (readonly [string, number])[][] = [];
  const uses = new KeyUses({
    record: async (all) => {
      written.push([...all]);
    },
  });
  const limiter = new MemoryLimiter();
  const use = new AuthenticateKey(new FakeKeySecrets(), known, reader, uses, feed, limiter, limit, clock);
  const run = (text = right, address = '192.0.2.1') => use.run(text, () => address);
  const end = (id = '1') => {
    stored.delete(id);
    known.apply([{ seq: 1, kind: 'api_keys', id, facts: null }]);
  };
  return { clock, known, feed, stored, queried, database, uses, written, run, end };
};

/** A promise, and what resolves it. */
export const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};
