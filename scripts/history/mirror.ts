import { type ParsedItem, parseItem } from './drafts.js';
import type { History } from './history.js';
import type { Instance } from './instance.js';
import type { ItemHistory, KindName } from './item-history.js';
import { judgeList } from './judge.js';
import type { Findings, Reads } from './reads.js';

/** A page of changes. */
interface Changes {
  readonly items: readonly (Record<string, unknown> & { readonly id: number })[];
  readonly removed: readonly { readonly id: number }[];
  readonly token: string;
  readonly hasMore: boolean;
}

/** @param row of the item in the copy */
type IsJudged = (item: ItemHistory, began: number, row: ParsedItem | undefined) => boolean;

/**
 * A client's copy of a kind, which `GET /{kind}/sync` keeps in step. Each time it is, the copy is judged: an item that did not
 * change since the sync began, or that was in one of its pages, has a state that was possible since then. An item that
 * changed meanwhile, and was in no page, may have its state of before: the next sync must return it, or a later one if it
 * changes again. So at the end, when nobody writes, `finish` judges all items: a change that was lost is found.
 */
export class Mirror {
  readonly #items = new Map<number, ParsedItem>();
  #token: string | undefined;
  /** The moment at which the current sync began, and the ids in its pages so far. */
  #began: number | undefined;
  #pages = 0;
  readonly #returned = new Set<number>();

  constructor(
    private readonly kind: KindName,
    private readonly instance: Instance,
    private readonly history: History,
    private readonly reads: Pick<Reads, 'read'>,
  ) {}

  /** Reads pages to the end, or until one fails: then the next call continues there. */
  sync(): Promise<void> {
    return this.#sync(
      (item, began, row) =>
        this.#returned.has(row?.id ?? item.id ?? 0) || item.possibleSince(began).length === 1,
    );
  }

  /** Reads the last changes, when nobody writes any more. */
  async finish(): Promise<void> {
    // The rest of a sync that began while others wrote.
    if (this.#began !== undefined) await this.sync();
    await this.#sync(() => true);
  }

  async #sync(isJudged: IsJudged): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      this.#began ??= this.history.now();
      const token = this.#token === undefined ? '' : `&token=${this.#token}`;
      const path = `/${this.kind}/sync?limit=100${token}`;
      const { status, body } = await this.reads.read('sync', this.instance, path, {}, ({ status, body }) =>
        status === 200 ? this.#apply(body, isJudged) : [],
      );
      if (status === 410) this.#startAgain();
      hasMore = status === 410 || (status === 200 && body.hasMore);
    }
  }

  #apply({ items, removed, token, hasMore }: Changes, isJudged: IsJudged): Findings {
    const { kind } = this;
    for (const json of items) this.#items.set(json.id, parseItem(kind, json));
    for (const { id } of removed) this.#items.delete(id);
    for (const { id } of [...items, ...removed]) this.#returned.add(id);
    this.#token = token;
    this.#pages += 1;
    if (hasMore) return [];
    const [began, isOnePage] = [this.#began as number, this.#pages === 1];
    const [known, rows] = [this.history.ofKinds(kind), this.#rows()];
    const judged = known.filter((item) => isOnePage || isJudged(item, began, rows.get(item.key)));
    this.#endSync();
    const left = new Set(known.filter((item) => !judged.includes(item)).map(({ key }) => key));
    const shown = [...rows.values()].filter(({ key }) => !left.has(key));
    return judgeList(judged, began, new Map(shown.map(({ key, content }) => [key, content])));
  }

  /** The row with the oldest content by key, since many rows have the key of a crowd. */
  #rows(): Map<string, ParsedItem> {
    const newestFirst = [...this.#items.values()].sort((one, other) => other.content.n - one.content.n);
    return new Map(newestFirst.map((item) => [item.key, item]));
  }

  #endSync(): void {
    this.#began = undefined;
    this.#pages = 0;
    this.#returned.clear();
  }

  #startAgain(): void {
    this.#items.clear();
    this.#token = undefined;
    this.#endSync();
  }
}
