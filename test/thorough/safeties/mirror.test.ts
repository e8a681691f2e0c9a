import { expect } from 'chai';
import type { ClientResponse } from '../../../scripts/history/client.js';
import { bodyOf } from '../../../scripts/history/drafts.js';
import { History } from '../../../scripts/history/history.js';
import type { Instance } from '../../../scripts/history/instance.js';
import { Mirror } from '../../../scripts/history/mirror.js';
import type { Reads } from '../../../scripts/history/reads.js';

interface Page {
  /** The numbers of the write of each returned item; null: it was removed. */
  readonly items: Readonly<Record<string, number | null>>;
  readonly hasMore?: boolean;
  /** Happens before the page is returned, within the sync. */
  readonly before?: () => void;
}

/** A copy of authors that syncs prepared pages. */
const aMirror = () => {
  const history = new History();
  const pages: Page[] = [];
  const found: string[] = [];
  const idOf: Readonly<Record<string, number>> = { a: 1, b: 2 };
  const read: Reads['read'] = async (_sort, _instance, _path, _headers, judge) => {
    const { items, hasMore = false, before } = pages.shift() as Page;
    before?.();
    const all = Object.entries(items).map(([key, n]) => ({ id: idOf[key] as number, key, n }));
    const body = {
      items: all.flatMap(({ id, key, n }) =>
        n === null ? [] : { id, ...bodyOf('authors', key, { n, imdbId: null }) },
      ),
      removed: all.filter(({ n }) => n === null).map(({ id }) => ({ id })),
      token: 'token',
      hasMore,
    };
    const response = { status: 200, body } as ClientResponse;
    for (const finding of judge(response, 0)) if (finding) found.push(`${finding.key}: ${finding.sort}`);
    return response;
  };
  const items = { a: history.add('authors', 'a'), b: history.add('authors', 'b') };
  for (const [key, item] of Object.entries(items)) item.id = idOf[key] as number;
  /** Writes the next version of an item, and acknowledges it. */
  const write = (key: keyof typeof items, n: number | null) => {
    const [item, state] = [items[key], n === null ? undefined : { n, imdbId: null }];
    const { version } = item.floor;
    item.attempt(version, state);
    item.acknowledge(version + 1, { by: 'test', at: 0 }, { state });
  };
  const mirror = new Mirror('authors', {} as Instance, history, { read });
  /** Returns what a sync, or the last one, finds. */
  const findings = async (next: readonly Page[], isLast = false) => {
    pages.push(...next);
    await (isLast ? mirror.finish() : mirror.sync());
    expect(pages).to.be.empty;
    return found.splice(0);
  };
  return { write, findings };
};

describe('the check of a copy that a sync keeps up to date', () => {
  const start = async () => {
    const { write, findings } = aMirror();
    for (const key of ['a', 'b'] as const) write(key, 1);
    expect(await findings([{ items: { a: 1, b: 1 } }])).to.deep.equal([]);
    write('a', 2);
    write('b', 2);
    return { write, findings };
  };

  it('of an item that changes between two pages: accepts the change in either sync, and reports one that both lack', async () => {
    for (const [isLost, wanted] of [
      [false, []],
      [true, ['b: stale']],
    ] as const) {
      const { write, findings } = await start();
      const pages = [
        { items: { a: 2 }, hasMore: true },
        { items: {}, before: () => write('b', 3) },
      ];
      expect(await findings(pages)).to.deep.equal([]);
      expect(await findings([{ items: isLost ? {} : { b: 3 } }])).to.deep.equal(wanted);
    }
  });

  it('of an item that changes in each sync of several pages: reports it if the last one lacks it', async () => {
    for (const [isLost, wanted] of [
      [false, []],
      [true, ['b: stale']],
    ] as const) {
      const { write, findings } = await start();
      for (const n of [3, 4, 5]) {
        write('a', n);
        const pages = [
          { items: { a: n }, hasMore: true },
          { items: {}, before: () => write('b', n) },
        ];
        expect(await findings(pages)).to.deep.equal([]);
      }
      const pages = [{ items: {}, hasMore: true }, { items: isLost ? {} : { b: 5 } }];
      expect(await findings(pages, true)).to.deep.equal(wanted);
    }
  });

  it('of an item that changes while its page is read: reports a state from before the sync, or one that was never written', async () => {
    for (const [n, wanted] of [
      [1, ['a: stale']],
      [7, ['a: never written']],
      [null, ['a: missing']],
      [2, []],
    ] as const) {
      const { write, findings } = await start();
      const pages = [
        { items: { a: n }, hasMore: true },
        { items: { b: 2 }, before: () => write('a', 3) },
      ];
      expect(await findings(pages), String(n)).to.deep.equal(wanted);
    }
  });
});
