import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import type { CatalogueSnapshots } from '../../../src/core/catalogue/catalogue-snapshots.js';
import { type ExportedRow, exportItems } from '../../../src/core/catalogue/export-items.js';
import { exportedItem } from '../../../src/core/catalogue/exported.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { memoryCatalogue } from '../../support/fakes/memory-catalogue-repository.js';
import { firstItems } from '../../support/first-items.js';

const installation = '3f0c1b1e-6f0a-4b52-9c1c-3d1c4e1d2a10';
const references = [{ reference: { field: 'authorId', to: 'authors' }, to: author }];
const stored = (id: number) => ({
  id,
  version: 3,
  createdAt: '2026-11-25T17:00:00.000Z',
  updatedAt: '2026-11-25T18:00:00.000Z',
});
const movieOf = (overrides: Parameters<typeof movieDraft>[0] = {}) => ({
  ...movieDraft(overrides),
  ...stored(17),
});
const authorOf = (overrides: Parameters<typeof authorDraft>[0] = {}) => ({
  ...authorDraft(overrides),
  ...stored(7),
});

const query = firstItems(1_000);
const wanted = new AbortController().signal;

/** A catalogue in memory, and its queries. */
const exporting = () => {
  const catalogue = memoryCatalogue();
  const reads: string[] = [];
  const snapshots: CatalogueSnapshots = {
    take: (work) =>
      work({
        repository: ({ plural }) => {
          const repository = catalogue[plural as keyof typeof catalogue];
          return {
            list: (page: never) => {
              reads.push(`list ${plural}`);
              return repository.list(page);
            },
            findAll: (ids: never) => {
              reads.push(`find ${plural}`);
              return repository.findAll(ids);
            },
          } as never;
        },
      }),
  };
  return { catalogue, reads, source: { snapshots, installation } };
};

const collecting = () => {
  const written: (readonly ExportedRow[])[] = [];
  return { written, write: async (rows: readonly ExportedRow[]) => void written.push(rows) };
};

describe('export items', () => {
  it('of an empty list: writes one batch without rows', async () => {
    const { source } = exporting();
    const { written, write } = collecting();
    await exportItems(author, [], source).run(query, write, wanted);
    expect(written).to.deep.equal([[]]);
  });

  it('of more than a page: writes page by page, each item once, in the order of the query', async () => {
    const { catalogue, source } = exporting();
    for (let i = 0; i < 2_500; i += 1) await catalogue.authors.add(authorDraft({ name: `Author ${i}` }));
    const { written, write } = collecting();
    await exportItems(author, [], source).run({ ...query, isDescending: true }, write, wanted);
    expect(written.map((rows) => rows.length)).to.deep.equal([1_000, 1_000, 500]);
    const all = await catalogue.authors.list({ ...firstItems(5_000), isDescending: true });
    expect(written.flat().map(({ id }) => id)).to.deep.equal(all.items.map(({ id }) => id));
  });

  it('of movies: queries their authors once per page, and has their names', async () => {
    const { catalogue, reads, source } = exporting();
    const varda = await catalogue.authors.add(authorDraft());
    for (const authorId of [varda.id, null, varda.id]) await catalogue.movies.add(movieDraft({ authorId }));
    const { written, write } = collecting();
    await exportItems(movie, references, source).run(query, write, wanted);
    expect(written.flat().map((row) => row.author)).to.deep.equal([varda.name, null, varda.name]);
    expect(reads).to.deep.equal(['list movies', 'find authors']);
  });

  it('that is aborted, or cannot be written: ends with the reason, without another query', async () => {
    const { catalogue, reads, source } = exporting();
    for (let i = 0; i < 1_001; i += 1) await catalogue.authors.add(authorDraft());
    const stop = new AbortController();
    const reason = new Error('gone');
    const run = exportItems(author, [], source).run(query, async () => stop.abort(reason), stop.signal);
    expect(await run.catch((error) => error)).to.equal(reason);
    expect(reads).to.deep.equal(['list authors']);
    const failed = exportItems(author, [], source).run(query, () => Promise.reject(reason), wanted);
    expect(await failed.catch((error) => error)).to.equal(reason);
  });
});

describe('an exported item', () => {
  for (const [keys, sourceId] of [
    [{}, `${installation}/17`],
    [{ imdbId: 'tt0055852' }, null],
    [{ sourceId: 'Q1110233' }, 'Q1110233'],
    [{ imdbId: 'tt0055852', sourceId: 'Q1110233' }, 'Q1110233'],
  ] as const) {
    it(`with the keys ${JSON.stringify(keys)}: has the sourceId ${sourceId}, and otherwise unchanged fields`, () => {
      const movie = movieOf({ ...keys, externalIds: { tmdb: '499' } });
      expect(exportedItem(movie, [], installation)).to.deep.equal({
        ...movie,
        sourceId,
        externalIds: { tmdb: '499' },
      });
    });
  }

  it('of a title: has the name and the sourceId that its author is exported with', () => {
    const author = authorOf();
    const row = exportedItem(Object.assign(movieOf({ authorId: 7 }), { author }), references, installation);
    expect(row).to.deep.equal({
      ...movieOf({ authorId: 7 }),
      sourceId: `${installation}/17`,
      author: 'Agnès Varda',
      authorImdbId: null,
      authorSourceId: exportedItem(author, [], installation).sourceId,
    });
    expect(row.authorSourceId).to.equal(`${installation}/7`);
  });

  it('with a reference to a kind without imdbId: has its name and sourceId alone', () => {
    const to = { name: 'studio', plural: 'studios', namedBy: 'name', references: [], paths: [] };
    const studio = { ...authorOf({ sourceId: 'mk2' }), name: 'MK2' };
    const film = Object.assign(movieOf(), { studioId: 7, studio });
    const row = exportedItem(film, [{ reference: { field: 'studioId', to: 'studios' }, to }], installation);
    const sourceId = `${installation}/17`;
    expect(row).to.deep.equal({ ...film, sourceId, studio: 'MK2', studioSourceId: 'mk2' });
  });

  it('of a title whose author has keys: has those; without an author: has null for each', () => {
    const named = { author: 'Agnès Varda', authorImdbId: 'nm0889513', authorSourceId: null };
    const nobody = { author: null, authorImdbId: null, authorSourceId: null };
    for (const [author, columns] of [
      [authorOf({ imdbId: 'nm0889513' }), named],
      [null, nobody],
    ] as const)
      expect(exportedItem(Object.assign(movieOf(), { author }), references, installation)).to.include(
        columns,
      );
  });
});
