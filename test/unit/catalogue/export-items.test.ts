import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import type { CatalogueSnapshots } from '../../../src/core/catalogue/catalogue-snapshots.js';
import { type ExportedRow, exportItems } from '../../../src/core/catalogue/export-items.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { firstItems } from '../../../src/core/shared/page.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { memoryCatalogue } from '../../support/fakes/memory-catalogue-repository.js';

const installation = '3f0c1b1e-6f0a-4b52-9c1c-3d1c4e1d2a10';
const references = [{ reference: { field: 'authorId', to: 'authors' }, to: author }];
const query = firstItems(1_000);
const wanted = new AbortController().signal;

/** A catalogue in memory, and how often each kind was asked for items. */
const exporting = () => {
  const catalogue = memoryCatalogue();
  const asked: string[] = [];
  const snapshots: CatalogueSnapshots = {
    take: (work) =>
      work({
        repository: ({ plural }) => {
          const repository = catalogue[plural as keyof typeof catalogue];
          return {
            list: (page: never) => {
              asked.push(`list ${plural}`);
              return repository.list(page);
            },
            findAll: (ids: never) => {
              asked.push(`find ${plural}`);
              return repository.findAll(ids);
            },
          } as never;
        },
      }),
  };
  return { catalogue, asked, source: { snapshots, installation } };
};

const collecting = () => {
  const written: (readonly ExportedRow[])[] = [];
  const write = async (rows: readonly ExportedRow[]) => {
    written.push(rows);
  };
  return { written, write };
};

describe('export items', () => {
  it('of none: writes once, and nothing', async () => {
    const { source } = exporting();
    const { written, write } = collecting();
    await exportItems(author, [], source).run(query, write, wanted);
    expect(written).to.deep.equal([[]]);
  });

  it('of more than a page: writes page by page, in the order of the query, each once', async () => {
    const { catalogue, source } = exporting();
    for (let i = 0; i < 2_500; i += 1) await catalogue.authors.add(authorDraft({ name: `Author ${i}` }));
    const { written, write } = collecting();
    await exportItems(author, [], source).run({ ...query, isDescending: true }, write, wanted);
    expect(written.map((rows) => rows.length)).to.deep.equal([1_000, 1_000, 500]);
    const all = await catalogue.authors.list({ ...firstItems(5_000), isDescending: true });
    expect(written.flat().map(({ id }) => id)).to.deep.equal(all.items.map(({ id }) => id));
  });

  it('of movies: queries their authors once a page, and has the name of each', async () => {
    const { catalogue, asked, source } = exporting();
    const varda = await catalogue.authors.add(authorDraft());
    for (const authorId of [varda.id, null, varda.id]) await catalogue.movies.add(movieDraft({ authorId }));
    const { written, write } = collecting();
    await exportItems(movie, references, source).run(query, write, wanted);
    expect(written.flat().map((row) => row.author)).to.deep.equal([varda.name, null, varda.name]);
    expect(asked).to.deep.equal(['list movies', 'find authors']);
  });

  it('that nobody wants any more after the first page: asks for no other', async () => {
    const { catalogue, asked, source } = exporting();
    for (let i = 0; i < 1_001; i += 1) await catalogue.authors.add(authorDraft());
    const stop = new AbortController();
    const reason = new Error('gone');
    const run = exportItems(author, [], source).run(query, async () => stop.abort(reason), stop.signal);
    expect(await run.catch((error) => error)).to.equal(reason);
    expect(asked).to.deep.equal(['list authors']);
  });

  it('that cannot be written: ends with what the writing threw', async () => {
    const { source } = exporting();
    const full = new Error('no space left');
    const run = exportItems(author, [], source).run(query, () => Promise.reject(full), wanted);
    expect(await run.catch((error) => error)).to.equal(full);
  });
});
