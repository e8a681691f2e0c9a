import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { fileFormats } from '../../src/adapters/import/files/file-format.js';
import { InputFile } from '../../src/adapters/import/files/input-file.js';
import { BulkTable } from '../../src/adapters/import/sql/bulk-table.js';
import { KnexCatalogueSnapshots } from '../../src/adapters/knex/knex-catalogue-snapshots.js';
import { newImport } from '../../src/composition/import.js';
import { type Author, author } from '../../src/core/catalogue/author.js';
import { type ExportedRow, exportItems } from '../../src/core/catalogue/export-items.js';
import { type Genre, genres } from '../../src/core/catalogue/genre.js';
import { type Movie, movie } from '../../src/core/catalogue/movie.js';
import { kindOf } from '../../src/core/catalogue/references.js';
import { type Series, series } from '../../src/core/catalogue/series.js';
import { normalizeText } from '../../src/core/shared/text.js';
import { fromWords } from '../support/arbitraries.js';
import { authorDraft, movieDraft, seriesDraft } from '../support/drafts.js';
import { firstItems } from '../support/first-items.js';
import { kindsUnderTest, tablesUnderTest } from '../support/kinds-under-test.js';
import { repositories } from '../support/repositories.js';
import { runs } from '../support/thorough.js';
import { useDatabase } from './contracts/fixtures.js';

/** Text that the API accepts, with all characters that have a meaning in the formats. */
const textOf = (...more: string[]) =>
  fc
    .array(fromWords(String.raw`a , " ' = +1 - @ ＝ ; \N 😀 é`, ' ', 'e\u0301', ...more), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join(''));
const line = textOf().map((text) => text.trim() || 'x');
const text = fc.option(textOf('\n', '\r\n', '\t'));
const year = fc.option(fc.integer({ min: 1990, max: 1995 }));

/** Each with a unique key, or without one. */
const keys = (prefix: string) =>
  fc.record({ hasImdbId: fc.boolean(), sourceId: fc.option(line) }).map((made) => (i: number) => ({
    imdbId: made.hasImdbId ? `${prefix}${1_000_000 + i}` : null,
    sourceId: made.sourceId && `${made.sourceId}${i}`,
  }));

const anAuthor = fc.record({ name: line, biography: text, keys: keys('nm') });
const aTitle = fc.record({
  title: line,
  description: text,
  releaseYear: year,
  genres: fc.uniqueArray(fc.constantFrom<Genre>(...genres), { maxLength: 3 }),
  maker: fc.nat({ max: 4 }),
  keys: keys('tt'),
});
const catalogue = fc.record({
  authors: fc.array(anAuthor, { maxLength: 4 }),
  movies: fc.array(aTitle, { maxLength: 5 }),
  series: fc.array(aTitle, { maxLength: 3 }),
});

const fill = async (knex: Knex, made: typeof catalogue extends fc.Arbitrary<infer T> ? T : never) => {
  const authors = made.authors.map(({ keys: keysOf, ...rest }, i) => authorDraft({ ...rest, ...keysOf(i) }));
  const ids = await new BulkTable<Author>(knex, 'authors').addAll(authors);
  const titles = (some: typeof made.movies) =>
    some.map(({ keys: keysOf, maker, ...rest }, i) => ({
      ...rest,
      ...keysOf(i),
      authorId: ids[maker] ?? null,
    }));
  await new BulkTable<Movie>(knex, 'movies').addAll(titles(made.movies).map((one) => movieDraft(one)));
  await new BulkTable<Series>(knex, 'series').addAll(titles(made.series).map((one) => seriesDraft(one)));
};

const titleReferences = [{ reference: { field: 'authorId', to: 'authors' }, to: author }];
const plurals = ['authors', 'movies', 'series'] as const;

/** All exported rows by kind. */
const exported = async (knex: Knex) => {
  const { id: installation } = await knex('installation').first('id');
  const source = { snapshots: new KnexCatalogueSnapshots(knex), installation };
  const exports = {
    authors: exportItems(author, [], source),
    movies: exportItems(movie, titleReferences, source),
    series: exportItems(series, titleReferences, source),
  };
  const rows: Record<string, ExportedRow[]> = {};
  for (const plural of plurals) {
    const all: ExportedRow[] = [];
    const write = async (some: readonly ExportedRow[]) => void all.push(...some);
    await exports[plural].run(firstItems(1_000), write, new AbortController().signal);
    rows[plural] = all;
  }
  return rows;
};

const inOneForm = ['name', 'sourceId', 'author', 'authorSourceId'];

/** Returns rows without fields that differ between databases, and with names and keys as an import stores them. */
const compared = (all: Awaited<ReturnType<typeof exported>>) => {
  const normalized = ([field, value]: [string, unknown]) =>
    inOneForm.includes(field) && typeof value === 'string' ? [field, normalizeText(value)] : [field, value];
  return Object.values(all)
    .flat()
    .map(({ id, authorId, createdAt, updatedAt, ...row }) =>
      Object.fromEntries(Object.entries(row).map(normalized)),
    );
};

describe('export, then import', () => {
  const [here, there] = [useDatabase(), useDatabase()];
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'round-trip-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, format] of Object.entries(fileFormats)) {
    /** Imports rows from files, and returns the counts of each kind. */
    const imported = async (rows: Awaited<ReturnType<typeof exported>>, knex: Knex, isDryRun = false) => {
      const refuse = ([refused]: readonly unknown[]) => {
        if (refused) throw new Error(JSON.stringify(refused));
      };
      const into = await newImport(knex, {}, refuse, { isDryRun, kinds: kindsUnderTest });
      for (const plural of plurals) {
        const { columns, import: run } = kindOf(plural, kindsUnderTest).importable(kindsUnderTest);
        const path = join(folder, `${plural}.${name}`);
        const lines = rows[plural]?.map((row) => format.line(row, columns)) ?? [];
        writeFileSync(path, format.header(columns) + lines.join(''));
        await run(into, format.read(await InputFile.open(path), columns));
      }
      return Object.values(into.counts).map(({ created, changed, refused, authors }) => [
        created,
        changed,
        refused,
        authors,
      ]);
    };

    it(`any catalogue as ${name}: is the same after an import into an empty database, and unchanged by an import into its own`, async () => {
      await fc.assert(
        fc.asyncProperty(catalogue, async (made) => {
          for (const { knex } of [here(), there()]) await knex.raw(`truncate ${tablesUnderTest.join(', ')}`);
          await fill(here().knex, made);
          const before = await exported(here().knex);
          await imported(before, there().knex);
          expect(compared(await exported(there().knex))).to.deep.equal(compared(before));
          const untouched = [0, 0, 0, 0];
          for (const { knex } of [here(), there()])
            for (const counts of await imported(before, knex)) expect(counts).to.deep.equal(untouched);
          expect(await exported(here().knex)).to.deep.equal(before);
        }),
        { numRuns: runs(6) },
      );
    });

    it(`authors as ${name}, merged after the export: are unchanged, as are their titles, also in a dry run; exported after it: change the one that stays`, async () => {
      const { knex, connect, url } = here();
      await knex.raw(`truncate ${tablesUnderTest.join(', ')}`);
      const withKeys = [{ imdbId: 'nm0000001' }, { sourceId: 'A 2' }, {}].map((keys) => authorDraft(keys));
      const ids = await new BulkTable<Author>(knex, 'authors').addAll(withKeys);
      await new BulkTable<Movie>(knex, 'movies').addAll(
        ids.map((authorId, i) => movieDraft({ authorId, sourceId: `${i}` })),
      );
      const { authors } = repositories(knex);
      const { id: into } = await authors.add(authorDraft({ name: 'Agnès Varda' }));
      const before = await exported(knex);
      for (const id of ids) await authors.merge(id, into, () => {});
      const after = await exported(knex);
      expect(after.movies?.map(({ authorId }) => authorId)).to.deep.equal([into, into, into]);
      const untouched = Array(2).fill([0, 0, 0, 0]);
      expect(await imported(before, connect(url, { poolMax: 1 }), true)).to.deep.equal(untouched);
      expect(await imported(before, knex)).to.deep.equal(untouched);
      expect(await exported(knex)).to.deep.equal(after);
      expect(after.authors).to.have.length(1);
      const [kept] = after.authors ?? [];
      expect(kept).to.include({ id: into, imdbId: 'nm0000001', sourceId: 'A 2' });
      const changed = { ...after, authors: [{ ...kept, name: 'Varda' } as ExportedRow] };
      expect(await imported(changed, knex)).to.deep.equal([
        [0, 1, 0, 0],
        [0, 0, 0, 0],
      ]);
    });
  }
});
