import { crowd, crowdOf } from './cast.js';
import { parseItem } from './drafts.js';
import type { History } from './history.js';
import type { Instance } from './instance.js';
import type { ItemHistory, KindName } from './item-history.js';
import { type Finding, judgeList, judgeVersion } from './judge.js';
import type { Reads } from './reads.js';

/** A group of duplicates. */
interface Group {
  readonly count: number;
  readonly items: readonly Record<string, unknown>[];
}

/** The reads of moderators. */
export class EditorReads {
  #sent = 0;

  constructor(
    private readonly history: History,
    private readonly reads: Reads,
    private readonly credentials: readonly [token: string, key: string],
  ) {}

  /** An access token and an API key, in turn. */
  get #headers(): Readonly<Record<string, string>> {
    this.#sent += 1;
    return { authorization: `Bearer ${this.credentials[this.#sent % 2]}` };
  }

  /** Reads the newest version of an item that no import writes. */
  versionOf(item: ItemHistory, instance: Instance) {
    const path = `/${item.kind}/${item.id}/history?limit=1`;
    return this.reads.read('history', instance, path, this.#headers, ({ status, body }, began) => {
      const [newest] = status === 200 ? body.items : [];
      if (newest === undefined) return [judgeVersion(item, began, undefined)];
      const { version, action } = newest;
      const last = /\.removed$/.test(action)
        ? { version: version + 1, state: undefined }
        : { version, state: parseItem(item.kind, newest.item).content };
      return [judgeVersion(item, began, last)];
    });
  }

  /** Reads the groups of equal names: only the rows of a crowd have one. */
  duplicates(kind: KindName, instance: Instance) {
    const crowds = this.history.ofKinds(kind).filter(({ key }) => key === crowdOf(kind));
    return this.reads.read(
      'duplicates',
      instance,
      `/${kind}/duplicates`,
      this.#headers,
      ({ body }, began) => {
        const groups: readonly Group[] = body.items;
        const shown = groups.flatMap(({ items }) => items).map((json) => parseItem(kind, json));
        const wrong = groups.flatMap(({ count }): Finding[] =>
          count === crowd
            ? []
            : [{ sort: 'stale', key: crowdOf(kind), floors: [], seen: `counted ${count}, not ${crowd}` }],
        );
        return [
          ...wrong,
          ...judgeList(crowds, began, new Map(shown.map(({ key, content }) => [key, content]))),
        ];
      },
    );
  }
}
