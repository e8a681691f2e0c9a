import { expect } from 'chai';
import { bulkPlans } from '../../../src/adapters/http/catalogue/bulk-route.js';
import { Cursors } from '../../../src/adapters/http/cursor.js';
import { bulkChanges, maxBulkItems } from '../../../src/core/catalogue/bulk-changes.js';
import type { Series } from '../../../src/core/catalogue/series.js';
import { series } from '../../../src/core/catalogue/series.js';
import { systemInitiator as by } from '../../../src/core/shared/audit.js';
import { seriesDraft } from '../../support/drafts.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { firstItems } from '../../support/first-items.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';

const byYear = { field: 'releaseYear', type: 'integer', isNullable: true, filter: 'range' } as const;
const from2000 = { ...firstItems(1), path: { by: byYear }, from: 2000 };

/** Twelve series of 2000 to 2011, and one of 1999. */
const setUp = async () => {
  const work = new MemoryUnitOfWork();
  const items = work.items.series;
  for (let i = 0; i < 13; i += 1) await items.add(seriesDraft({ title: `${i}`, releaseYear: 2011 - i }));
  const time = { now: 0 };
  const use = bulkChanges(
    series,
    items,
    work,
    bulkPlans(new Cursors(new Uint8Array(32)), () => time.now),
  );
  const request = (change?: Partial<Series>) => ({ query: from2000, change });
  const all = async () => (await items.list(firstItems(100))).items;
  return { work, items, time, use, request, all };
};

describe('a bulk change', () => {
  it('dry run: returns the number, the first ten in the order of the list, and changes nothing', async () => {
    const { use, request, all, work } = await setUp();
    const before = await all();
    const { count, items } = await use.plan(request({ seasons: 3 }));
    expect([count, items.map(({ releaseYear }) => releaseYear)]).to.deep.equal([
      12,
      [2000, 2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008, 2009],
    ]);
    expect([await all(), work.audit]).to.deep.equal([before, []]);
  });

  it('with its plan: changes each item in a new version, with an audit entry and its edited field', async () => {
    const { use, request, all, work, items } = await setUp();
    const { plan } = await use.plan(request({ seasons: 3 }));
    const { result, isReplay } = await use.run(request({ seasons: 3 }), plan, by);
    expect([result.count, result.items.length, result.items[0]?.seasons, isReplay]).to.deep.equal([
      12,
      10,
      3,
      false,
    ]);
    const changed = (await all()).filter(({ version }) => version === 2);
    expect(changed.map(({ seasons }) => seasons)).to.deep.equal(Array(12).fill(3));
    expect(work.audit.map(({ action, subject, details }) => [action, subject?.id, details])).to.deep.equal(
      changed.map(({ id }) => ['series.changed', id, { fields: ['seasons'] }]),
    );
    expect(work.history.rows).to.have.length(12);
    expect(items.edits.get(1)).to.have.property('seasons');
  });

  it('with its plan: removes the items, and returns them', async () => {
    const { use, request, all, work } = await setUp();
    const { plan } = await use.plan(request());
    const { result } = await use.run(request(), plan, by);
    expect([result.count, result.items[0]?.releaseYear]).to.deep.equal([12, 2000]);
    expect((await all()).map(({ releaseYear }) => releaseYear)).to.deep.equal([1999]);
    expect(work.audit.map(({ action }) => action)).to.deep.equal(Array(12).fill('series.removed'));
  });

  it('after an item was changed, added or removed, for another change, or after ten minutes: changes nothing', async () => {
    for (const [what, disturb] of [
      ['changed', ({ items }) => items.change(12, (current) => current)],
      ['added', ({ items }) => items.add(seriesDraft({ releaseYear: 2020 }))],
      ['removed', ({ items }) => items.remove(12, () => {})],
      ['expired', async ({ time }) => Object.assign(time, { now: 600_000 })],
      ['nothing', async () => {}],
    ] as readonly (readonly [string, (world: Awaited<ReturnType<typeof setUp>>) => Promise<unknown>])[]) {
      const world = await setUp();
      const { use, request, all, work } = world;
      const { plan } = await use.plan(request({ seasons: 3 }));
      await disturb(world);
      const before = await all();
      const change = what === 'nothing' ? { seasons: 4 } : { seasons: 3 };
      expect(await errorCode(() => use.run(request(change), plan, by)), what).to.equal('plan-outdated');
      expect([await all(), work.audit], what).to.deep.equal([before, []]);
    }
    const { use, request } = await setUp();
    for (const plan of ['', 'x', '\u0000'])
      expect(await errorCode(() => use.run(request(), plan, by))).to.equal('plan-outdated');
  });

  it('that one item contradicts: is rejected with that item, and changes none', async () => {
    const { use, request, all, items } = await setUp();
    await items.change(12, (current) => ({ ...current, endYear: 2001 }));
    const change = { releaseYear: 2005 };
    const { plan } = await use.plan(request(change));
    const before = await all();
    const run = () => use.run(request(change), plan, by);
    expect(await errorPlaces(run)).to.deep.equal(['/change/endYear']);
    expect((await errorOf(run)).message).to.match(/^series 12: /);
    expect(await all()).to.deep.equal(before);
  });

  it('of the maximum number of items: is planned; of more: is rejected; one page looks at all', async () => {
    const { use, request, items } = await setUp();
    const draft = seriesDraft({ releaseYear: 2000 });
    await items.addAll(Array(maxBulkItems - 12).fill(draft));
    expect((await use.plan(request())).count).to.equal(maxBulkItems);
    // More than one page of all.
    await items.addAll(Array(500).fill(draft));
    const pages: unknown[] = [];
    const list = items.list.bind(items);
    items.list = (page) => {
      pages.push([page.limit, page.isExhaustive]);
      return list(page);
    };
    expect(await errorCode(() => use.plan(request()))).to.equal('too-many-items');
    expect(pages).to.deep.equal([[maxBulkItems, true]]);
  });

  it('repeated with its Idempotency-Key: returns the stored result, although the plan is outdated', async () => {
    const { use, request, work } = await setUp();
    const { plan } = await use.plan(request({ seasons: 3 }));
    const once = { userId: 1, key: 'key', fingerprint: 'this request' };
    const first = await use.run(request({ seasons: 3 }), plan, by, once);
    const again = await use.run(request({ seasons: 3 }), plan, by, once);
    expect(again).to.deep.equal({ ...first, isReplay: true });
    expect(work.audit).to.have.length(12);
  });
});
