import { type ParsedItem, parseItem } from './drafts.js';
import type { History } from './history.js';
import type { Instance } from './instance.js';
import type { Content, ItemHistory, KindName } from './item-history.js';
import { judgeList } from './judge.js';
import type { Findings, Reads } from './reads.js';

/** A page of changes. */
interface Changes {
  readonly items: readonly (Record<string, unknown> & { readonly id: number })[];
  readonly removed: readonly { readonly id: number }[];
  readonly token: string;
  readonly hasMore: boolean;
}

/** A client's copy of a kind, which `GET /{kind}/sync` keeps in step. Each time it is, the whole copy is judged. */
export class Mirror {
  readonly #items = new Map<number, ParsedItem>();
  #token: string | undefined;
  /** The moment at which the current sync began, and its pages so far. */
  #began: number | undefined;
  #pages = 0;

  constructor(
    private readonly kind: KindName,
    private readonly instance: Instance,
    private readonly history: History,
    private readonly reads: Reads,
  ) {}

  /** Reads pages to the end, or until one fails: then the next call continues there. */
  async sync(): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      this.#began ??= this.history.now();
      const token = this.#token === undefined ? '' : `&token=${this.#token}`;
      const path = `/${this.kind}/sync?limit=100${token}`;
      const { status, body } = await this.reads.read('sync', this.instance, path, {}, ({ status, body }) =>
        status === 200 ? this.#apply(body) : [],
      );
      if (status === 410) this.#startAgain();
      hasMore = status === 200 && body.hasMore;
    }
  }

  #apply({ items, removed, token, hasMore }: Changes): Findings {
    const { kind } = this;
    for (const json of items) this.#items.set(json.id, parseItem(kind, json));
    for (const { id } of removed) this.#items.delete(id);
    this.#token = token;
    this.#pages += 1;
    if (hasMore) return [];
    const [began, isOnePage] = [this.#began as number, this.#pages === 1];
    this.#began = undefined;
    this.#pages = 0;
    // An item that changes while several pages are read can be in the next sync only.
    const isJudged = (item: ItemHistory) => isOnePage || item.possibleSince(began).length === 1;
    const known = this.history.ofKinds(kind);
    const shown = this.#shown();
    for (const item of known) if (!isJudged(item)) shown.delete(item.key);
    return judgeList(known.filter(isJudged), began, shown);
  }

  /** The oldest content by key, since many rows have the key of a crowd. */
  #shown(): Map<string, Content> {
    const newestFirst = [...this.#items.values()].sort((one, other) => other.content.n - one.content.n);
    return new Map(newestFirst.map(({ key, content }) => [key, content]));
  }

  #startAgain(): void {
    this.#items.clear();
    this.#token = undefined;
    this.#began = undefined;
    this.#pages = 0;
  }
}
