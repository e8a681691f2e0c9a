import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import { type Limit, type Limiter, takeOrThrow } from '../shared/limits.js';
import type { KeyFacts } from './api-key.js';
import type { ApiKeyReader } from './api-key-repository.js';
import type { FeedStatus } from './feed-status.js';
import type { KeySecrets, PresentedKey } from './key-secrets.js';
import type { KeyUses } from './key-uses.js';
import type { KnownKeys } from './known-keys.js';
import type { KeyCaller } from './principal.js';

/** @throws DomainError `key-invalid`, the same for a key that is unknown, removed, or whose owner is not active */
const invalidKey = (): never => {
  throw new DomainError('key-invalid', 'This API key is not valid.');
};

/** A query whose result several requests wait for. */
interface Load {
  readonly epoch: number;
  readonly facts: Promise<KeyFacts | undefined>;
}

/**
 * Authenticates API keys from memory, without a query. A key that is not in memory costs one query, which is counted per
 * client address before it runs, unless the key is right. While changes may be missing, every key costs a query; if the
 * database is down too, the key is rejected.
 */
export class AuthenticateKey {
  readonly #loads = new Map<string, Load>();

  /** @param limit of queries for keys that turn out to be invalid, per client address */
  constructor(
    private readonly secrets: Pick<KeySecrets, 'parse' | 'isSame'>,
    private readonly known: KnownKeys,
    private readonly keys: Pick<ApiKeyReader, 'facts'>,
    private readonly uses: Pick<KeyUses, 'note'>,
    private readonly feedStatus: FeedStatus,
    private readonly limiter: Limiter,
    private readonly limit: Limit,
    private readonly clock: Clock,
  ) {}

  /**
   * @param address returns the address of the client, as counted by limits. Called for queries only
   * @throws DomainError `key-invalid`, `unavailable`; TooManyRequests
   */
  async run(text: string, address: () => string): Promise<KeyCaller> {
    const presented = this.secrets.parse(text) ?? invalidKey();
    const now = this.clock.now();
    // A query that began before a revocation must not be joined after it, and a lagging instance cannot know of one.
    const facts = this.feedStatus.isLagging()
      ? await this.#load(presented, address(), this.known.epoch)
      : (this.known.find(presented.id, now) ?? (await this.#joinedLoad(presented, address())));
    return this.#assess(presented, facts, now);
  }

  #assess(presented: PresentedKey, facts: KeyFacts | undefined, now: Date): KeyCaller {
    if (facts === undefined || !this.secrets.isSame(facts.hash, presented.hash) || !facts.active)
      return invalidKey();
    if (facts.expiresAt !== null && Date.parse(facts.expiresAt) <= now.getTime())
      throw new DomainError('key-invalid', 'This API key has expired.');
    this.uses.note(presented.id, now);
    const { userId, serviceAccountId, role, permissions, secondFactor } = facts;
    return { keyId: presented.id, userId, serviceAccountId, role, permissions, secondFactor };
  }

  /**
   * Joins a query in progress only if no change arrived since it was requested, as `KnownKeys.store` does. Requests from
   * other addresses do not join it: they would get its 429.
   */
  #joinedLoad(presented: PresentedKey, address: string): Promise<KeyFacts | undefined> {
    const name = `${presented.hash} ${address}`;
    const { epoch } = this.known;
    const running = this.#loads.get(name);
    if (running?.epoch === epoch) return running.facts;
    const load = { epoch, facts: this.#load(presented, address, epoch) };
    this.#loads.set(name, load);
    const forget = () => {
      if (this.#loads.get(name) === load) this.#loads.delete(name);
    };
    load.facts.then(forget, forget);
    return load.facts;
  }

  async #load({ id, hash }: PresentedKey, address: string, epoch: number): Promise<KeyFacts | undefined> {
    const last = this.known.lastKnown(id);
    // A key that was right before is not counted, so that neither a change of its owner nor a lagging instance makes a flood
    // of guesses from its address reject it with 429.
    const isCounted = last === undefined || !this.secrets.isSame(last.hash, hash);
    if (isCounted) await takeOrThrow(this.limiter, this.limit, address);
    let isGuess = false;
    try {
      const facts = await this.keys.facts(id);
      isGuess = facts === undefined || !this.secrets.isSame(facts.hash, hash);
      if (facts === undefined) this.known.forget(id);
      else if (!this.feedStatus.isLagging()) this.known.store(id, facts, epoch, this.clock.now());
      return facts;
    } finally {
      if (isCounted && !isGuess) await this.limiter.giveBack(this.limit, address);
    }
  }
}
