import { expect } from 'chai';
import { HttpError } from '../../../src/adapters/http/http-error.js';
import { type Filters, walkOf } from '../../../src/adapters/http/list-parameters.js';
import { instant } from '../../../src/adapters/http/text-schemas.js';
import { author } from '../../../src/core/catalogue/author.js';
import { userPaths } from '../../../src/core/identity/user.js';
import { auditPaths } from '../../../src/core/shared/audit.js';
import type { AccessPath } from '../../../src/core/shared/page.js';

const refused = (paths: readonly AccessPath[], filters: Filters): string => {
  try {
    walkOf(paths, filters);
  } catch (error) {
    expect(error).to.be.instanceOf(HttpError);
    return (error as HttpError).details?.[0]?.message ?? '';
  }
  throw new Error('not refused');
};

describe('what a query asks of a list', () => {
  it('the audit trail: asked for nothing: goes newest first', () => {
    const { path, isDescending } = walkOf(auditPaths, {});
    expect([path.by.field, path.where, isDescending]).to.deep.equal(['at', undefined, true]);
  });

  it('the audit trail: by a subject and times: is within its kind, between them', () => {
    const asked = { subjectKind: 'user', subjectId: '7', 'at.gte': 5, 'at.lte': 9 };
    const { path, ...walk } = walkOf(auditPaths, asked);
    expect(path.where?.parameter).to.equal('subjectId');
    expect(walk).to.deep.include({ within: 'user', values: ['7'], from: 5, to: 9, isDescending: true });
  });

  it('the audit trail: by the kind of a subject alone: is within nothing', () => {
    const walk = walkOf(auditPaths, { subjectKind: 'user' });
    expect(walk.values).to.deep.equal(['user']);
    expect(walk.within).to.equal(undefined);
  });

  it('the audit trail: by what no index serves: is refused, with what goes together, and no word of sorts', () => {
    for (const asked of [{ subjectId: '7' }, { action: 'a.b', actorId: 1 }, { at: 5 }, { sort: 'id' }]) {
      expect(refused(auditPaths, asked)).to.equal(
        'these do not go together; there is action and at.gte or at.lte; actorId and at.gte or at.lte; ' +
          'subjectKind and at.gte or at.lte; subjectKind and subjectId and at.gte or at.lte; ' +
          'requestId and at.gte or at.lte; no other filter and at.gte or at.lte',
      );
    }
  });

  it('authors: by a sourceId with several forms: asks for each of them', () => {
    expect(walkOf(author.paths, { sourceId: 'e\u0301  x' }).values).to.deep.equal([
      'e\u0301  x',
      'é x',
      'e\u0301 x',
    ]);
    expect(walkOf(author.paths, { sourceId: 'ab' }).values).to.deep.equal(['ab']);
    expect(walkOf(author.paths, { imdbId: 'nm0000001' }).values).to.deep.equal(['nm0000001']);
  });

  it('accounts: by a state that is false: asks for that value', () => {
    const { path, values, isDescending } = walkOf(userPaths, { active: false, sort: '-id' });
    expect([path.where?.field, values, isDescending]).to.deep.equal(['active', [false], true]);
  });

  it('accounts: by two filters, or a filter in another order: are refused, with what goes together', () => {
    for (const asked of [
      { role: 'user', active: true },
      { role: 'user', sort: 'email' },
    ]) {
      expect(refused(userPaths, asked))
        .to.include('role with sort by id')
        .and.include('no other filter with sort by id or visibleName or email or createdAt');
    }
  });
});

describe('a moment as a parameter', () => {
  it('with an offset: is that millisecond', () => {
    for (const text of [
      '2026-11-25T17:00:00Z',
      '2026-11-25t18:00:00.000000+01:00',
      '2026-11-25T12:00:00-05:00',
    ]) {
      expect(instant().validate(text).value).to.equal(Date.UTC(2026, 10, 25, 17));
    }
  });

  it('without an offset, or no such moment: is refused', () => {
    for (const text of [
      '2026-11-25',
      '2026-11-25T17:00:00',
      '2026-13-25T17:00:00Z',
      '2026-11-25T25:00:00Z',
      '',
      '0',
      'now',
    ]) {
      expect(instant().validate(text).error, text).to.be.instanceOf(Error);
    }
  });
});
