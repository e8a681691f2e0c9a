import { expect } from 'chai';
import {
  choicesFrom,
  fieldsToMap,
  type ImportRules,
  importRulesOf,
  kindsOfRows,
  optionsOf,
  pollDelay,
  quarter,
  type Report,
  readableDetail,
} from '../../../app/src/api/imports.js';
import type { OpenApi } from '../../../app/src/api/kinds.js';
import { bytesText } from '../../../app/src/views/imports/bytes.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

const columns = [
  { column: 'Movie Title', fields: [] },
  { column: 'Mood', fields: [] },
  { column: 'releaseYear', fields: ['releaseYear'] },
];
/** An import that failed because of its columns. */
const failed = {
  options: { lenient: true },
  dryRun: null,
  failure: {
    ...{ reason: 'file-rejected', detail: '', columns },
    suggestion: { kind: 'movies', map: { title: 'Movie Title', sourceId: 'Movie Title' }, ignore: ['Mood'] },
  },
};
const rules: ImportRules = {
  columns: { movies: ['id', 'title', 'author', 'authorId'], authors: ['name', 'externalIds'] },
  formats: [],
  maxBytes: 1,
};
const reportOf = (kind: string): Report => ({
  ...{ counts: {}, rejections: [], otherRejections: 0, otherTypes: [], otherLabels: [] },
  ...{ leftOut: [], kept: [] },
  files: [{ file: 'a.csv', source: null, columns, firstRows: [{ kind, fields: {} }] }],
});

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

  it('of a file that the service could read: has no options of its own, although fields have several columns', () => {
    const read = [
      { column: 'Name', fields: ['title', 'sourceId'] },
      { column: 'URI', fields: ['sourceId'] },
    ];
    const [file] = reportOf('movies').files;
    const dryRun = { ...reportOf('movies'), files: [{ ...file, columns: read } as typeof file & object] };
    const tried = { options: {}, failure: null, dryRun };
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
    expect(kindsOfRows(rules, 'movies', { dryRun: reportOf('authors') })).to.deep.equal(['movies']);
    expect(kindsOfRows(rules, '', { dryRun: reportOf('authors') })).to.deep.equal(['authors']);
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

  it('names its controls where a message names options, and leaves out the list of fields', () => {
    const label = (option: string) => option.toUpperCase();
    const detail =
      'a.csv: a column is not known: "X". Nothing says the kind of the rows: say options.kind movies or options.kind series. The fields are: title, x.y. Say which';
    expect(readableDetail(detail, label)).to.equal(
      'a.csv: a column is not known: "X". Nothing says the kind of the rows: choose “KIND: movies” or “KIND: series”.',
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
