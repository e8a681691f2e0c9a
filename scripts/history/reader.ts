import { setTimeout as sleep } from 'node:timers/promises';
import { genresInUse } from './drafts.js';
import { missingFields } from './filtered-reads.js';
import type { Instance } from './instance.js';
import type { ItemHistory, KindName } from './item-history.js';
import { Mirror } from './mirror.js';
import type { Random } from './random.js';
import type { TitleKind } from './reads.js';
import type { Stage } from './stage.js';

/** Minimum and maximum pause between two reads, in milliseconds. */
const pace = [10, 70] as const;

/** Frequency of each kind of read. */
const weights = {
  item: 50,
  conditional: 15,
  fresh: 3,
  list: 10,
  withAuthors: 6,
  titlesOf: 9,
  authorOf: 8,
  itemWithAuthor: 5,
  genres: 6,
  withIds: 6,
  missing: 5,
  search: 6,
  versionOf: 6,
  duplicates: 3,
  sync: 8,
};

/** A client that only reads, through one instance. If that instance hangs, the clients of the others continue. */
export class Reader {
  /** The last version of each item that this client has read. */
  readonly #known = new Map<ItemHistory, number>();
  readonly #mirrors: Readonly<Record<KindName, Mirror>>;

  constructor(
    private readonly instance: Instance,
    private readonly stage: Stage,
    private readonly random: Random,
  ) {
    const mirror = (kind: KindName) => new Mirror(kind, instance, stage.history, stage.reads);
    this.#mirrors = { authors: mirror('authors'), movies: mirror('movies'), series: mirror('series') };
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await sleep(this.random.between(...pace));
      await this.turn();
    }
  }

  /** Reads the last changes into each copy, when nobody writes any more. */
  async finish(): Promise<void> {
    for (const mirror of Object.values(this.#mirrors)) await mirror.finish();
  }

  async turn(): Promise<unknown> {
    const { random, instance } = this;
    const { cast, reads, filtered, ofEditors } = this.stage;
    const titleKind = (): TitleKind => (random.chance(0.75) ? 'movies' : 'series');
    const anyKind = () => (random.chance(0.2) ? 'authors' : titleKind());
    const sort = random.weighted(weights);
    switch (sort) {
      case 'list':
        return reads.list(anyKind(), instance);
      case 'titlesOf':
        return reads.titlesOf(random.pick(cast.present('authors')), titleKind(), instance);
      case 'withAuthors':
        return reads.titlesWithAuthors(titleKind(), instance);
      case 'authorOf':
      case 'itemWithAuthor': {
        const titles = cast.known().filter(({ kind }) => kind !== 'authors');
        return reads[sort](random.pick(titles), instance);
      }
      case 'genres':
        return reads.genres(instance);
      case 'withIds': {
        const kind = anyKind();
        return filtered.withIds(
          cast.known().filter((item) => item.kind === kind),
          instance,
        );
      }
      case 'missing':
        return filtered.missing(titleKind(), random.pick(missingFields), instance);
      case 'search': {
        const titles = cast.known().filter(({ kind }) => kind !== 'authors');
        return filtered.search(random.pick(titles), random.pick(genresInUse), instance, {
          inList: random.chance(0.5),
        });
      }
      case 'versionOf':
        return ofEditors.versionOf(random.pick(cast.written()), instance);
      case 'duplicates':
        return ofEditors.duplicates(anyKind(), instance);
      case 'sync':
        return this.#mirrors[anyKind()].sync();
      default: {
        const item = random.pick(cast.known());
        const known = sort === 'conditional' ? this.#known.get(item) : undefined;
        const { version } = await reads.item(item, instance, { fresh: sort === 'fresh', known });
        if (version !== undefined) this.#known.set(item, version);
      }
    }
    return undefined;
  }
}
