import { clockSkew } from '../adapters/crypto/jwt-access-tokens.js';
import { ChangeFeed } from '../adapters/knex/change-feed.js';
import { OwnChanges } from '../adapters/knex/own-changes.js';
import { invalidatedGenerations } from '../core/catalogue/generations.js';
import { KnownKeys } from '../core/identity/known-keys.js';
import { Revocations } from '../core/identity/revocations.js';
import type { CacheAgreement } from '../core/shared/cache.js';
import type { Change } from '../core/shared/changes.js';
import type { Infrastructure } from './infrastructure.js';
import type { Storage } from './storage.js';

/** Applies the changes of this instance, and of others where there can be any, to the cache, the revocations and the known keys. */
export const followChanges = async ({
  settings,
  storage,
  cache,
  clock,
  log,
}: Pick<Infrastructure, 'settings' | 'cache' | 'clock' | 'log'> & { readonly storage: Storage }) => {
  const revocations = new Revocations(clock, settings.JWT__ACCESS_TTL + clockSkew);
  const knownKeys = new KnownKeys();
  const listeners = {
    revocations: (changes: readonly Change[]) => {
      revocations.apply(changes);
      knownKeys.apply(changes);
    },
    cache: (agreement: CacheAgreement, changes: readonly Change[]) =>
      cache.invalidate(agreement, [
        ...new Set(changes.flatMap(({ kind, id }) => invalidatedGenerations(kind, id))),
      ]),
  };
  const feed =
    storage.feed === undefined
      ? new OwnChanges(storage.database, listeners)
      : new ChangeFeed(storage.feed, listeners, log);
  await feed.start();
  return {
    revocations,
    knownKeys,
    feedStatus: feed,
    changes: feed,
    age: () => feed.age(),
    stop: () => feed.stop(),
  };
};
