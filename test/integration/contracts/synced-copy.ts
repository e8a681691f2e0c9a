import type { Knex } from 'knex';
import { KnexCatalogueSync } from '../../../src/adapters/knex/knex-catalogue-sync.js';
import type { author } from '../../../src/core/catalogue/author.js';
import type { Kind } from '../../../src/core/catalogue/kind.js';
import { type Movie, movie } from '../../../src/core/catalogue/movie.js';
import type { Position } from '../../../src/core/shared/page.js';

/** A client's copy of a kind: titles by id. */
export class SyncedCopy {
  readonly titles = new Map<number, string>();
  readonly merged = new Map<number, number | null>();
  position: Position | undefined;
  /** Items and removed items of the last sync, and its pages. Open transactions of other databases can add empty pages. */
  changes = 0;
  pages = 0;

  constructor(
    private readonly knex: () => Knex,
    private readonly limit = 100,
    private readonly kind: Kind<Movie> | typeof author = movie,
  ) {}

  /** Reads all pages. Positions are converted to JSON and back, as in tokens. */
  async sync(onPage: () => Promise<unknown> = async () => {}): Promise<this> {
    this.changes = 0;
    this.pages = 0;
    for (let hasMore = true; hasMore; ) {
      const page = await new KnexCatalogueSync(this.knex()).changes(
        this.kind as Kind<Movie>,
        this.position,
        this.limit,
      );
      for (const item of page.items) this.titles.set(item.id, item.title);
      for (const { id, mergedInto } of page.removed) {
        this.titles.delete(id);
        this.merged.set(id, mergedInto);
      }
      this.changes += page.items.length + page.removed.length;
      this.pages += 1;
      this.position = JSON.parse(JSON.stringify(page.next));
      ({ hasMore } = page);
      await onPage();
    }
    return this;
  }
}
