import type { Client } from 'pg';
import type { FeedStatus } from '../../core/identity/identity-ports.js';
import type { CacheAgreement } from '../../core/shared/cache.js';
import type { Change } from '../../core/shared/changes.js';
import type { Log } from '../../core/shared/log.js';
import type { CacheInvalidation } from '../../core/shared/read-cache.js';
import { reasonOf } from '../../core/shared/reason.js';
import { replaceCacheServer } from './cache-agreement.js';
import { CacheInvalidations, type CacheListener } from './cache-invalidations.js';
import { type PollRow, pollForChanges, toChange } from './change-rows.js';
import type { Connection } from './database.js';
import { connected, newFeedClient } from './feed-client.js';
import { isFresh, type Mark, markNow, mostAge } from './feed-mark.js';

export interface ChangeFeedListeners {
  /** Takes note of changes at once. */
  readonly revocations: (changes: readonly Change[]) => void;
  readonly cache: CacheListener['invalidate'];
}

/** Milliseconds: between two polls; that clocks may differ. */
const [interval, mostSkew] = [250, 30_000];
/** Milliseconds that reading everything may take: whoever does that is blind anyway. */
const mostCatchUp = 30_000;

/**
 * What the other instances changed, asked for four times a second on a connection of its own, so that a busy pool
 * does not blind it. Whoever has been away reads everything that is kept, and is blind until then.
 */
export class ChangeFeed implements FeedStatus, CacheInvalidation {
  #client: Client | undefined;
  #snapshot: string | null = null;
  #server: string | undefined;
  #isSkewed = false;
  #tokenMark: Mark | undefined;
  readonly #invalidations: CacheInvalidations;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> = Promise.resolve();
  #catchingUp: Promise<void> | undefined;
  #stopped = false;
  #follows: boolean | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly listeners: ChangeFeedListeners,
    private readonly log: Log,
  ) {
    this.#invalidations = new CacheInvalidations({
      invalidate: listeners.cache,
      propose: (server, instead) => this.#propose(server, instead),
    });
  }

  /** Begins to poll; resolves after the first one, whatever came of it. */
  async start(): Promise<void> {
    this.#polling = this.#turn();
    await this.#polling;
  }

  /** Of revocations this instance knows at once, even if the feed is away; the cache learns of it with the next poll. */
  committed(changes: readonly Change[]): void {
    this.listeners.revocations(changes);
  }

  /** Learns of everything that was committed before it is called, or else is blind when it resolves. */
  catchUp(): Promise<void> {
    // A poll under way may have begun too early. Those who wait for the same one share the next.
    this.#catchingUp ??= this.#polling.then(() => {
      this.#catchingUp = undefined;
      if (this.#stopped) return;
      clearTimeout(this.#timer);
      this.#polling = this.#turn();
      return this.#polling;
    });
    return this.#catchingUp;
  }

  /**
   * The same, and the cache has forgotten all of it.
   * @throws Error when the database or the cache does not say so
   */
  async confirmInvalidation(): Promise<void> {
    const asked = performance.now();
    await this.catchUp();
    await this.#invalidations.invalidate();
    if (!this.#invalidations.hasConfirmedSince(asked)) throw new Error('it is not confirmed');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    // A poll under way may be waiting for an answer that never comes.
    this.#disconnect();
    await this.#polling;
  }

  isLagging(): boolean {
    return !isFresh(this.#tokenMark);
  }

  cacheAgreement(): CacheAgreement | undefined {
    return this.#invalidations.agreement();
  }

  async #turn(): Promise<void> {
    const began = performance.now();
    try {
      this.#report(await this.#poll());
    } catch (error) {
      this.#disconnect();
      this.#report(reasonOf(error));
    }
    if (this.#stopped) return;
    const next = () => {
      this.#polling = this.#turn();
    };
    this.#timer = setTimeout(next, Math.max(0, began + interval - performance.now()));
  }

  /** Answers why it does not count, if it does not. */
  async #poll(): Promise<string | undefined> {
    const client = this.#client ?? (await this.#connect());
    const mark = markNow();
    const isCatchingUp = this.#snapshot === null;
    const question = {
      text: pollForChanges,
      values: [this.#snapshot],
      query_timeout: isCatchingUp ? mostCatchUp : mostAge,
    };
    const { rows } = await client.query<PollRow>(question);
    const [{ snapshot, time, recovering, server, ...row }] = rows as [PollRow];
    const { cache_server: cacheServer, cache_epoch: cacheEpoch, cache_previous: cachePrevious } = row;
    if (recovering) return 'the database is in recovery';
    if (!isCatchingUp && server !== this.#server) throw new Error('it is another server now');
    this.#server = server;
    const wasSkewed = this.#isSkewed;
    const [from, to] = [mark.wall + mark.at - mostSkew, Date.now() + mostSkew];
    this.#isSkewed = time.getTime() < from || time.getTime() > to;
    // Nothing is remembered or forgotten by a wrong clock: once it is right again, everything is read again.
    this.#snapshot = wasSkewed && !this.#isSkewed ? null : snapshot;
    if (this.#isSkewed || wasSkewed) {
      this.#tokenMark = undefined;
      return 'its clock and ours differ too much';
    }
    const changes = rows.filter(({ seq }) => seq !== null).map(toChange);
    this.listeners.revocations(changes);
    this.#tokenMark = mark;
    const agreement = { server: cacheServer, epoch: cacheEpoch };
    this.#invalidations.add(changes, { mark, agreement }, cachePrevious === null);
    return undefined;
  }

  /** Then all instances learn of it with their next poll, and this one at once. */
  async #propose(server: string, instead: CacheAgreement): Promise<void> {
    if (this.#client === undefined) return;
    if (!(await replaceCacheServer(this.#client, server, instead, mostAge))) return;
    if (instead.server !== null)
      this.log.warn('another cache server is in use: its cache starts empty', {
        server,
        before: instead.server,
      });
    void this.catchUp();
  }

  #connect(): Promise<Client> {
    // What was missed meanwhile, and whether it is the same database still, nobody can tell: all is read again.
    this.#snapshot = null;
    this.#client = newFeedClient(this.connection);
    return connected(this.#client);
  }

  #disconnect() {
    this.#client?.end().catch(() => {});
    this.#client = undefined;
    this.#tokenMark = undefined;
    this.#invalidations.forgetPolls();
  }

  /** Once per transition. */
  #report(trouble: string | undefined) {
    const follows = trouble === undefined;
    if (this.#follows === follows || this.#stopped) return;
    this.#follows = follows;
    if (follows) this.log.info('the changes of other instances are followed');
    else this.log.warn('changes cannot be followed: tokens are checked in the database', { trouble });
  }
}
