import { expect } from 'chai';
import fc from 'fast-check';
import { type Kind, kindsOf, type OpenApi } from '../../../app/src/api/kinds.js';
import { maxPeriods, periodsOf, yearCountingOf } from '../../../app/src/api/years.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

const counts = (years: readonly number[]) => years.map((year) => ({ year, count: 1 }));

describe('the years of the chart at /app', () => {
  it('few years: have a column each, without gaps', () => {
    expect(periodsOf([...counts([1999, 2001]), { year: null, count: 5 }])).to.deep.equal([
      { from: 1999, to: 1999, count: 1 },
      { from: 2000, to: 2000, count: 0 },
      { from: 2001, to: 2001, count: 1 },
    ]);
    expect(periodsOf([{ year: null, count: 5 }])).to.deep.equal([]);
  });

  it('many years: are decades, and the earliest ones are one column', () => {
    expect(periodsOf(counts([1985, 1989, 2003]))).to.deep.equal([
      { from: 1980, to: 1989, count: 2 },
      { from: 1990, to: 1999, count: 0 },
      { from: 2000, to: 2009, count: 1 },
    ]);
    const [first, second, ...others] = periodsOf(counts([1878, 1895, 1901, 1911, 2026]));
    expect([first, second, others.length + 2]).to.deep.equal([
      { from: undefined, to: 1899, count: 2 },
      { from: 1900, to: 1909, count: 1 },
      maxPeriods,
    ]);
  });

  it('any years: are counted once each, in at most 14 columns', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1870, max: 2100 }), { minLength: 1 }), (years) => {
        const periods = periodsOf(counts(years));
        expect(periods.length).to.be.within(1, maxPeriods);
        expect(periods.reduce((sum, { count }) => sum + count, 0)).to.equal(years.length);
      }),
    );
  });

  it('a kind with a year: is counted by it, with the filters that the document names; one without is not', () => {
    const document = openApiDocument(
      allRoutes,
      permissionTable({ publicReads: true }),
      'access_token',
    ) as unknown as OpenApi;
    const countingOf = (plural: string) =>
      yearCountingOf(document, kindsOf(document).find((kind) => kind.plural === plural) as Kind);
    const { path, field, filters = [] } = countingOf('movies') ?? {};
    expect([path, field, filters.map(({ name }) => name)]).to.deep.equal([
      '/api/v1/movies/years',
      'releaseYear',
      ['genre'],
    ]);
    expect(filters[0]?.options).to.include('drama');
    expect(countingOf('authors')).to.equal(undefined);
  });
});
