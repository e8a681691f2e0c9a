import { expect } from 'chai';
import { columnNamed } from '../../../src/core/catalogue/columns.js';
import { externalIdsGatherer } from '../../../src/core/import/gather-external-ids.js';
import type { ReadRow } from '../../../src/core/import/import-row.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import {
  aCatalogue,
  anImport,
  chunksOf,
  importedAuthors,
  importedMovies,
  refusalsOf,
  rowsOf,
} from './importing.js';

const [one, other] = ['tt0000001', 'tt0000002'];

describe('the external ids of a row', () => {
  const gather = (fields: object) => {
    const [row] = rowsOf(fields).map(externalIdsGatherer(importedMovies.columns));
    if (row === undefined) throw new Error('there is no row');
    return 'violations' in row ? row.violations.map(({ pointer, code }) => `${pointer} ${code}`) : row.fields;
  };

  it('from columns or a map: are gathered in the same fields', () => {
    const columns = {
      'externalIds.tmdb': ' 603 ',
      'externalIds.imdb': 'TT00000001',
      'externalIds.source': 'S',
    };
    const all = { imdbId: one, sourceId: 'S', externalIds: { tmdb: '603' } };
    expect(gather(columns)).to.deep.equal(all);
    expect(gather({ externalIds: { tmdb: 603, imdb: one, source: 'S' } })).to.deep.equal(all);
    expect(gather({ externalIds: { tmdb: '\\N' } })).to.deep.equal({ externalIds: { tmdb: null } });
    expect(gather({ externalIds: { tmdb: '\\N' }, updatedAt: '' })).to.deep.include({
      externalIds: { tmdb: '\\N' },
    });
    for (const nothing of [{ externalIds: null }, { externalIds: {} }, { 'externalIds.imdb': '' }])
      expect(gather(nothing)).not.to.have.property('externalIds');
    for (const invalid of ['{', 7, ['603']])
      expect(gather({ externalIds: invalid })).to.deep.equal({ externalIds: invalid });
    for (const unknown of [{ externalIdsOld: { tmdb: '603' } }, { externalIdsOld: null }])
      expect(gather(unknown)).to.deep.equal(unknown);
  });

  it('that differ between two columns: reject the row', () => {
    for (const [fields, system] of [
      [{ imdbId: one, externalIds: { imdb: other } }, 'imdb'],
      [{ sourceId: 'S', 'externalIds.source': 'T' }, 'source'],
      [{ externalIds: { tmdb: '1' }, 'externalIds.tmdb': '2' }, 'tmdb'],
    ] as const)
      expect(gather(fields)).to.deep.equal([`/externalIds/${system} ids.differ`]);
    expect(gather({ imdbId: one, externalIds: { imdb: 'tt00000001' } })).to.deep.equal({ imdbId: one });
    const [row] = rowsOf({ sourceId: 'S', 'externalIds.source': 'T' });
    const columnOf = () => 'Column';
    const rejected = externalIdsGatherer(importedMovies.columns)({ ...(row as ReadRow), columnOf });
    expect(rejected).to.include({ columnOf });
  });

  it('as columns of a file: are accepted for any system', () => {
    const { columns } = importedMovies;
    expect(columnNamed(columns, 'externalIds.tmdb')).to.deep.equal({ type: 'text', isNullable: true });
    expect(columnNamed(columns, 'externalIds')).to.include({ type: 'map' });
    for (const none of ['constructor', 'externalIds.TMDB', 'externalIds.'])
      expect(columnNamed(columns, none)).to.equal(undefined);
  });
});

describe('import rows with external ids', () => {
  const imported = async (
    catalogue: ReturnType<typeof aCatalogue>,
    rows: object[],
    kind = importedMovies,
  ) => {
    const importing = anImport(catalogue.transactions);
    await importing.into.run(kind, chunksOf(rowsOf(...rows.map((row) => ({ title: 'X', ...row }))), 1));
    const { created, changed, unchanged } = importing.into.counts[kind.kind.plural] ?? {};
    return { counts: [created, changed, unchanged], refusals: refusalsOf(importing) };
  };

  it('for a new item: create it; imported again with any one of the ids: leave it unchanged', async () => {
    const catalogue = aCatalogue();
    const ids = { tmdb: '603', wikidata: 'Q83495' };
    expect((await imported(catalogue, [{ externalIds: { ...ids, none: null } }])).counts).to.deep.equal([
      1, 0, 0,
    ]);
    expect((await catalogue.everyMovie())[0]?.externalIds).to.deep.equal(ids);
    for (const externalIds of [ids, { tmdb: '603' }, { wikidata: 'Q83495', constructor: null }])
      expect((await imported(catalogue, [{ externalIds }])).counts).to.deep.equal([0, 0, 1]);
  });

  it('for an item found by any id: add and replace ids, and remove those that are null', async () => {
    const catalogue = aCatalogue();
    const { id } = await catalogue.movies.add(
      movieDraft({ title: 'X', imdbId: one, externalIds: { tmdb: '603', old: '1' } }),
    );
    const ids = async () => (await catalogue.movies.find(id))?.externalIds;
    expect((await imported(catalogue, [{ imdbId: one, externalIds: { douban: '7' } }])).counts).to.deep.equal(
      [0, 1, 0],
    );
    expect(await ids()).to.deep.equal({ imdb: one, tmdb: '603', old: '1', douban: '7' });
    await imported(catalogue, [{ externalIds: { tmdb: '603', old: null, douban: '8', source: 'S' } }]);
    expect(await ids()).to.deep.equal({ imdb: one, source: 'S', tmdb: '603', douban: '8' });
    expect(await catalogue.movies.find(id)).to.include({ sourceId: 'S', version: 3 });
  });

  it('that belong to two items: are rejected with the ids of both', async () => {
    const catalogue = aCatalogue();
    await catalogue.movies.add(movieDraft({ imdbId: one }));
    await catalogue.movies.add(movieDraft({ externalIds: { tmdb: '2' } }));
    const { refusals } = await imported(catalogue, [
      { externalIds: { tmdb: '3' } },
      { imdbId: one, externalIds: { tmdb: '2' } },
      { externalIds: { tmdb: '3', imdb: one } },
      { imdbId: other, externalIds: { tmdb: '2' }, title: 'Two' },
      { externalIds: { imdb: 'tt0000009', tmdb: '2' } },
    ]);
    expect(refusals).to.deep.equal([
      [2, `/externalIds/tmdb "2" belongs to movie 2, but imdbId "${one}" to movie 1 (external-id-taken)`],
      [
        3,
        `/externalIds/tmdb "3" belongs to the movie imported from line 1, but imdbId "${one}" to movie 1 (external-id-taken)`,
      ],
      [
        5,
        `/externalIds/tmdb "2" belongs to the movie imported from line 4, whose imdbId is "${other}", not "tt0000009" (external-id-taken)`,
      ],
    ]);
  });

  it('that are invalid: are rejected, also in a lenient import', async () => {
    for (const isLenient of [false, true]) {
      const importing = anImport(aCatalogue().transactions, isLenient);
      const rows = [{ Tmdb: '1' }, { tmdb: 1.5 }, JSON.parse('{"__proto__":"x"}'), 'text'];
      const all = rows.map((externalIds, i) => ({ title: 'X', sourceId: `${i}`, externalIds }));
      await importing.into.run(importedMovies, chunksOf(rowsOf(...all), 4));
      expect(refusalsOf(importing).map(([line]) => line)).to.deep.equal([1, 2, 3, 4]);
    }
  });

  it('of an author that was merged into another: find the other, and leave it unchanged', async () => {
    const catalogue = aCatalogue();
    const { authors } = catalogue;
    const loser = { imdbId: 'nm0000001', externalIds: { tmdb: '1', viaf: '2' } };
    const { id } = await authors.add(authorDraft(loser));
    const target = await authors.add(authorDraft({ imdbId: 'nm0000002', externalIds: { tmdb: '9' } }));
    const { item } = (await authors.merge(id, target.id, () => {})) ?? {};
    const ids = [loser.externalIds, { tmdb: '1' }, { viaf: '2' }, { imdb: 'nm0000001', viaf: '2' }];
    const rows = [loser, ...ids.map((externalIds) => ({ externalIds }))];
    const all = rows.map((row, i) => ({ ...row, name: `Other ${i}` }));
    const { into } = anImport(catalogue.transactions);
    await into.run(importedAuthors, chunksOf(rowsOf(...all), 1));
    expect(into.counts.authors).to.deep.include({ created: 0, changed: 0, unchanged: 5 });
    expect(await authors.find(target.id)).to.deep.equal(item);
  });
});
