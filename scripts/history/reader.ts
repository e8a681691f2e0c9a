import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from './instance.js';
import type { ItemHistory } from './item-history.js';
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
};

/** A client that only reads, through one instance. If that instance hangs, the clients of the others continue. */
export class Reader {
  /** The last version of each item that this client has read. */
  readonly #known = new Map<ItemHistory, number>();

  constructor(
    private readonly instance: Instance,
    private readonly stage: Stage,
    private readonly random: Random,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await sleep(this.random.between(...pace));
      await this.turn();
    }
  }

  async turn(): Promise<unknown> {
    const { random, instance } = this;
    const { cast, reads } = this.stage;
    const titleKind = (): TitleKind => (random.chance(0.75) ? 'movies' : 'series');
    const sort = random.weighted(weights);
    switch (sort) {
      case 'list':
        return reads.list(random.chance(0.2) ? 'authors' : titleKind(), instance);
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
