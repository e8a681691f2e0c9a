import { expect } from 'chai';
import { HttpError } from '../../../src/adapters/http/http-error.js';
import { type ListParameters, listQuery } from '../../../src/adapters/http/list-parameters.js';
import { instant } from '../../../src/adapters/http/text-schemas.js';
import { author } from '../../../src/core/catalogue/author.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { userPaths } from '../../../src/core/identity/user.js';
import { auditPaths } from '../../../src/core/shared/audit.js';
import type { AccessPath } from '../../../src/core/shared/page.js';
import { errorOf, errorPlaces } from '../rejections.js';

const parse = (paths: readonly AccessPath[], parameters: ListParameters) =>
  listQuery(paths, parameters, { limit: 20 });
const supported = async (paths: readonly AccessPath[], parameters: ListParameters) => {
  const error = await errorOf(() => parse(paths, parameters));
  expect(error).to.be.instanceOf(HttpError).and.to.have.property('code', 'invalid-parameter');
  return (error as HttpError).extensions.supported;
};

describe('the query of a list', () => {
  it('the audit trail: without parameters: is newest first', () => {
    const { path, isDescending } = parse(auditPaths, {});
    expect([path.by.field, path.filters, isDescending]).to.deep.equal(['at', undefined, true]);
  });

  it('the audit trail: by a subject and times: compares its kind, its id if given, and the times', () => {
    const query = parse(auditPaths, { subjectKind: 'user', subjectId: '7', 'at.gte': 5, 'at.lte': 9 });
    expect(query).to.deep.include({ values: [['user'], ['7']], from: 5, to: 9, isDescending: true });
    expect(parse(auditPaths, { subjectKind: 'user' }).values).to.deep.equal([['user']]);
  });

  it('the audit trail: a combination without an index: is rejected with the supported ones', async () => {
    const times = { optionalFilters: ['at.gte', 'at.lte'], sort: [] };
    for (const asked of [{ subjectId: '7' }, { action: 'a.b', actorId: 1 }, { at: 5 }, { sort: 'id' }]) {
      expect(await supported(auditPaths, asked)).to.deep.equal([
        { filters: [], ...times },
        { filters: ['action'], ...times },
        { filters: ['actorId'], ...times },
        { filters: ['serviceAccountId'], ...times },
        { filters: ['keyId'], ...times },
        { filters: ['subjectKind'], ...times },
        { filters: ['subjectKind', 'subjectId'], ...times },
        { filters: ['requestId'], ...times },
      ]);
    }
  });

  it('authors: by a sourceId with several forms: compares each of them', () => {
    expect(parse(author.paths, { sourceId: 'e\u0301  x' }).values).to.deep.equal([
      ['e\u0301  x', 'é x', 'e\u0301 x'],
    ]);
    expect(parse(author.paths, { sourceId: 'ab' }).values).to.deep.equal([['ab']]);
    expect(parse(author.paths, { imdbId: 'nm0000001' }).values).to.deep.equal([['nm0000001']]);
  });

  it('movies: by ids: are sorted, each once, without those that are too large', () => {
    const { values } = parse(movie.paths, { id: [7, 3, 7, 2147483648] });
    expect(values).to.deep.equal([[3, 7]]);
  });

  it('a combination without an index: the error names the nearest ones first', async () => {
    const nearest = async (asked: ListParameters) =>
      ((await errorOf(() => parse(movie.paths, asked))) as HttpError).extensions.nearest;
    const byTitle = { optionalFilters: ['title.prefix'], sort: ['title', '-title'] };
    expect(await nearest({ 'title.prefix': 'a', authorId: 1 })).to.deep.equal([
      { filters: [], ...byTitle },
      { filters: ['authorId'], optionalFilters: [], sort: ['id', '-id'] },
      {
        filters: ['authorId'],
        optionalFilters: ['releaseYear', 'releaseYear.gte', 'releaseYear.lte'],
        sort: ['releaseYear', '-releaseYear'],
      },
    ]);
    const [first] = (await nearest({ genre: 'war', sort: 'runtimeMinutes' })) as readonly object[];
    expect(first).to.deep.equal({ filters: ['genre'], optionalFilters: [], sort: ['id', '-id'] });
  });

  it('accounts: by a state that is false: compares with that value', () => {
    const { path, values, isDescending } = parse(userPaths, { active: false, sort: '-id' });
    expect([path.filters?.[0]?.field, values, isDescending]).to.deep.equal(['active', [[false]], true]);
  });

  it('accounts: two filters, or a filter in another order: are rejected, each parameter by name', async () => {
    for (const asked of [
      { role: 'user', active: true },
      { role: 'user', sort: 'email' },
    ]) {
      expect(await errorPlaces(() => parse(userPaths, asked))).to.deep.equal(Object.keys(asked));
      expect(await supported(userPaths, asked)).to.deep.include({
        filters: ['role'],
        optionalFilters: [],
        sort: ['id', '-id'],
      });
    }
  });
});

describe('a time as a parameter', () => {
  it('with an offset: is that millisecond; without one, or invalid: is rejected', () => {
    for (const text of [
      '2026-11-25T17:00:00Z',
      '2026-11-25t18:00:00.000000+01:00',
      '2026-11-25T12:00:00-05:00',
    ])
      expect(instant().validate(text).value).to.equal(Date.UTC(2026, 10, 25, 17));
    const dates = ['2026-11-25', '2026-11-25T17:00:00', '2026-13-25T17:00:00Z', '2026-11-25T25:00:00Z'];
    for (const text of [...dates, '', '0', 'now'])
      expect(instant().validate(text).error, text).to.be.instanceOf(Error);
  });
});
