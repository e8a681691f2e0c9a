import { expect } from 'chai';
import {
  choicesFrom,
  fieldsToMap,
  type ImportRules,
  importRulesOf,
  kindsOfRows,
  optionsOf,
  readableDetail,
} from '../../../app/src/api/import-choices.js';
import { pollDelay, quarter, type Report } from '../../../app/src/api/imports.js';
import type { OpenApi } from '../../../app/src/api/kinds.js';
import { bytesText } from '../../../app/src/views/imports/bytes.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import type { InputError } from '../../../src/adapters/import/files/input-error.js';
import { failureOf } from '../../../src/adapters/import/jobs/job-options.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import { importFiles } from '../import/mapping/importing-files.js';

const columns = [
  { column: 'Movie Title', fields: [] },
  { column: 'Mood', fields: [] },
  { column: 'releaseYear', fields: ['releaseYear'] },
];
/** An import that failed because of its columns. */
const failed: Parameters<typeof choicesFrom>[0] = {
  options: { lenient: true },
  dryRun: null,
  failure: {
    ...{ reason: 'file-rejected', detail: '', columns },
    suggestion: {
      kind: 'movies' as never,
      map: { title: 'Movie Title', sourceId: 'Movie Title' },
      ignore: ['Mood'],
    },
  },
};
const rules: ImportRules = {
  columns: { movies: ['id', 'title', 'author', 'authorId'], authors: ['name', 'externalIds'] },
  formats: [],
  maxBytes: 1,
};
const reportOf = (kind: string, columns: Report['files'][number]['columns']): Report => ({
  ...{ counts: {}, rejections: [], otherRejections: 0, otherTypes: [], otherLabels: [] },
  ...{ leftOut: [], kept: [] },
  files: [{ file: 'a.csv', source: null, columns, ignored: [], firstRows: [{ kind, fields: {} }] }],
});

/** The message of the service about a file that it cannot read. */
const detailOf = (content: string, options: { kind?: string }): Promise<string> =>
  importFiles({ sources: [], types: {} }, { 'a.csv': content }, 'a.csv', options).then(
    () => expect.fail('the file was imported'),
    (error: InputError) => failureOf(error, options).detail,
  );

describe('the form of an import at /app', () => {
  it('begins with what the service suggests; its options import the file', () => {
    const choices = choicesFrom(failed);
    expect(choices).to.deep.include({ kind: 'movies', lenient: true, ignoreOthers: true });
    expect(optionsOf(choices, failed)).to.deep.equal({
      kind: 'movies',
      lenient: true,
      ignoreOthers: true,
      map: { title: 'Movie Title', sourceId: 'Movie Title' },
    });
  });

  it('of another column for a field, and none for another: maps the one, and ignores the other column', () => {
    const choices = choicesFrom(failed);
    const map = { ...choices.map, title: 'Mood', releaseYear: '' };
    expect(optionsOf({ ...choices, map }, failed)).to.deep.include({
      map: { title: 'Mood', sourceId: 'Movie Title' },
      ignore: ['releaseYear'],
    });
  });

  it('of a column that is to be read as a second field: maps it to both', () => {
    const dryRun = reportOf('movies', [{ column: 'title', fields: ['title'] }]);
    const tried = { options: {}, failure: null, dryRun };
    const map = { ...choicesFrom(tried).map, sourceId: 'title' };
    expect(optionsOf({ ...choicesFrom(tried), map }, tried)).to.deep.equal({
      map: { title: 'title', sourceId: 'title' },
    });
  });

  it('of a file that the service could read: has no options of its own, although fields have several columns', () => {
    const read = [
      { column: 'Name', fields: ['title', 'sourceId'] },
      { column: 'URI', fields: ['sourceId'] },
    ];
    const tried = { options: {}, failure: null, dryRun: reportOf('movies', read) };
    const choices = choicesFrom(tried);
    expect(choices.map).to.deep.equal({ title: 'Name', sourceId: 'URI' });
    expect(optionsOf(choices, tried)).to.deep.equal({});
  });

  it('without an earlier import: has only the options that were chosen', () => {
    const choices = choicesFrom();
    expect(optionsOf(choices)).to.deep.equal({});
    expect(optionsOf({ ...choices, encoding: ' windows-1252 ', replace: 'empty' })).to.deep.equal({
      encoding: 'windows-1252',
      replace: 'empty',
    });
  });

  it('offers the fields of the chosen kind, of the kinds that were found, or of all; none of one database only', () => {
    expect(kindsOfRows(rules, 'movies', { dryRun: reportOf('authors', columns) })).to.deep.equal(['movies']);
    expect(kindsOfRows(rules, '', { dryRun: reportOf('authors', columns) })).to.deep.equal(['authors']);
    expect(kindsOfRows(rules, '', { dryRun: null })).to.deep.equal(['movies', 'authors']);
    expect(fieldsToMap(rules, ['movies', 'authors'])).to.deep.equal(['title', 'author', 'name']);
  });

  it('knows columns, formats and the limit from the OpenAPI document', () => {
    const document = openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token');
    const found = importRulesOf(document as unknown as OpenApi);
    expect(found.columns.movies).to.include('authorImdbId');
    expect(found.formats).to.include('xlsx');
    expect(found.maxBytes).to.be.above(0).and.be.finite;
  });

  it('names its controls where a message names options, and leaves out the list of fields', async () => {
    const label = (option: string) => option.toUpperCase();
    expect(readableDetail(await detailOf('Y\n1\n', {}), label)).to.match(
      /a column is unknown: "Y"\. The kind of the rows is unknown: choose “KIND: authors”, “KIND: movies” or “KIND: series”\.$/,
    );
    expect(readableDetail(await detailOf('Y,title\n1,Ran\n', {}), label)).to.match(
      /a column is unknown: "Y"\. The kind of the rows is unknown: choose “KIND: movies” or “KIND: series”\.$/,
    );
    expect(readableDetail(await detailOf('Y\n1\n', { kind: 'movies' }), label)).to.match(
      /a column is unknown: "Y"\.$/,
    );
    expect(readableDetail('a: use options.sheet', label)).to.equal('a: use “SHEET”');
  });
});

describe('an import that is shown at /app', () => {
  it('is read again each second while it runs, seldom when hidden or waiting for a person, never after its end', () => {
    const delays = (isHidden: boolean) =>
      (['importing', 'ready', 'done', 'canceled'] as const).map((status) => pollDelay({ status }, isHidden));
    expect(delays(false)).to.deep.equal([1_000, 10_000, false, false]);
    expect(delays(true)).to.deep.equal([30_000, 30_000, false, false]);
    expect(pollDelay(undefined, false)).to.equal(false);
  });

  it('announces quarters only; writes sizes as people do', () => {
    expect([undefined, 0, 24, 25, 99, 100].map(quarter)).to.deep.equal([0, 0, 0, 25, 75, 100]);
    const sizes = [0, 999, 2_048, 200_000_000];
    expect(sizes.map((size) => bytesText(size, 'en'))).to.deep.equal([
      '0 bytes',
      '999 bytes',
      '2 kB',
      '200 MB',
    ]);
  });
});
