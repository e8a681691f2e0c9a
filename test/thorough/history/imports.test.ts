import { expect } from 'chai';
import { Cast } from '../../../scripts/history/cast.js';
import { shownIn } from '../../../scripts/history/drafts.js';
import { History } from '../../../scripts/history/history.js';
import { linesOf } from '../../../scripts/history/importer.js';
import type { KindName } from '../../../scripts/history/item-history.js';
import { judgeItem, judgeList } from '../../../scripts/history/judge.js';
import { complaints } from '../../../scripts/history/report.js';
import { type ImportEnd, Tally } from '../../../scripts/history/tally.js';
import { author, movie, told } from './known-items.js';

const slotOf = (kind: KindName, isCrowd: boolean) => {
  const [slot] = new Cast().imported.filter((one) => one.kind === kind && one.rows > 1 === isCrowd);
  if (slot === undefined) throw new Error(`${kind} have none`);
  return slot;
};

describe('what an import brings:', () => {
  /** The rows of a file, as lists of the service would show them. */
  const shownAfter = (kind: KindName, isCrowd: boolean, n: number) => {
    const history = new History();
    const slot = slotOf(kind, isCrowd);
    const item = history.add(kind, slot.name);
    const state = kind === 'authors' ? author(n) : movie(n);
    const rows = linesOf({ slot, item, base: 0, state }).map((line) => JSON.parse(line));
    return { history, item, state, rows, shown: rows.map((row, i) => shownIn(kind, { id: i + 1, ...row })) };
  };

  it('of an item alone: is a row that is told by its key and number', () => {
    const { item, state, shown } = shownAfter('movies', false, 7);
    expect(shown).to.deep.equal([{ id: 1, key: item.key, content: state }]);
  });

  for (const kind of ['authors', 'movies', 'series'] as const)
    it(`of a crowd of ${kind}: is hundreds of rows, each with a sourceId, and each stands for the crowd`, () => {
      const { item, state, rows, shown } = shownAfter(kind, true, 7);
      expect(new Set(rows.map(({ sourceId }) => sourceId)).size).to.equal(slotOf(kind, true).rows);
      expect(rows.length).to.be.greaterThan(100);
      for (const { key, content } of shown) expect([key, content]).to.deep.equal([item.key, state]);
    });

  it('a row of a crowd as it was before an import that ended: is stale; none of it in a list: is missing', () => {
    const { history, item } = shownAfter('movies', true, 1);
    for (const n of [1, 2]) {
      item.attempt(n - 1, movie(n));
      item.acknowledge(n, told, { state: movie(n) });
    }
    const old = { status: 200, version: 1, content: movie(1) } as const;
    expect(judgeItem(item, history.now(), old)).to.include({ sort: 'stale' });
    expect(judgeList([item], history.now(), new Map())[0]).to.include({ sort: 'missing' });
  });

  it('as long as the import has not ended well: may be there or not', () => {
    const { history, item, state } = shownAfter('movies', false, 1);
    item.attempt(0, state);
    expect(judgeItem(item, history.now(), { status: 404 })).to.equal(undefined);
    const there = { status: 200, version: 1, content: state } as const;
    expect(judgeItem(item, history.now(), there)).to.equal(undefined);
  });
});

describe('the end of an import:', () => {
  const ended = (exitCode: number | undefined, output = ''): ImportEnd => ({
    exitCode,
    output,
    began: 0,
    ended: 1,
  });
  const tallyOf = (end: ImportEnd, { isCalm = true, wasCutOff = false } = {}) => {
    const tally = new Tally({ between: () => [], wasCalm: () => isCalm });
    tally.import('items alone', 5, end, wasCutOff);
    return tally;
  };

  it('well: counts, with its rows', () => {
    const { imports, importedRows, failures } = tallyOf(ended(0, 'movies: 5 created, 0 refused\n'));
    expect({ imports, importedRows, failures }).to.deep.equal({
      imports: { 'items alone': { done: 1 } },
      importedRows: 5,
      failures: [],
    });
  });

  it('by SIGKILL: counts, without its rows', () => {
    const { imports, importedRows, failures } = tallyOf(ended(undefined));
    expect([imports, importedRows, failures]).to.deep.equal([{ 'items alone': { killed: 1 } }, 0, []]);
  });

  it('with an exit code, under faults or cut off: may be; without either, must not be', () => {
    expect(tallyOf(ended(2), { isCalm: false }).failures).to.deep.equal([]);
    expect(tallyOf(ended(2), { wasCutOff: true }).failures).to.deep.equal([]);
    expect(tallyOf(ended(2, 'why')).failures).to.deep.equal(['an import: exit code 2: why']);
  });

  it('with rows refused: must not be, faults or not', () => {
    const end = ended(1, 'movies: 0 created, 0 changed, 0 unchanged, 5 refused\n');
    expect(tallyOf(end, { isCalm: false }).failures).to.have.lengthOf(1);
  });

  it('never, or only without a crowd: is complained of', () => {
    const tally = tallyOf(ended(0));
    const result = { seconds: 1, tally, planned: new Set<never>(), faults: new Map(), crashes: 0, logs: [] };
    const missed = () => complaints(result, { hitRatio: 0 });
    expect(missed()).to.deep.equal(['no import came to its end: with a crowd']);
    tally.import('with a crowd', 300, ended(0), false);
    expect(missed()).to.deep.equal([]);
  });
});
