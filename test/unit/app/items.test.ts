import { expect } from 'chai';
import { cleaned } from '../../../app/src/api/changes.js';
import { numberText } from '../../../app/src/api/fields.js';
import { idLists, ifMatch, versionKey } from '../../../app/src/api/items.js';
import { type Kind, kindsOf, needsOnlyName, type OpenApi } from '../../../app/src/api/kinds.js';
import { minPasswordLength } from '../../../app/src/api/passwords.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

const document = openApiDocument(
  allRoutes,
  permissionTable({ publicReads: true }),
  'access_token',
) as unknown as OpenApi;

describe('the items of the page at /app', () => {
  it('are changed with the version that was read, or not at all', () => {
    expect(ifMatch({ id: 1, [versionKey]: '"2"' })).to.deep.equal({ 'If-Match': '"2"' });
    expect(() => ifMatch({ id: 1 })).to.throw('only with the version');
    expect(() => ifMatch({ id: 1, [versionKey]: null })).to.throw('only with the version');
    expect(() => ifMatch(undefined)).to.throw('only with the version');
  });

  it('are read by at most a hundred ids in a request, each once', () => {
    const ids = Array.from({ length: 201 }, (_, index) => index);
    expect(idLists([...ids, 0]).map(({ length }) => length)).to.deep.equal([100, 100, 1]);
    expect(idLists(ids).flat()).to.deep.equal(ids);
    expect(idLists([])).to.deep.equal([]);
  });

  it('can be added by their name if nothing else is required', () => {
    const authors = kindsOf(document).find(({ plural }) => plural === 'authors') as Kind;
    expect(needsOnlyName(authors)).to.equal(true);
    const draft = authors.draft.map((field) => ({ ...field, isRequired: true }));
    expect(needsOnlyName({ ...authors, draft })).to.equal(false);
  });

  it('without a value in a field that cannot be null: leave its default to the service', () => {
    const field = (name: string, type: readonly string[]) => ({
      ...{ name, type: 'integer', schema: { type }, isRequired: false, options: [] },
    });
    const draft = [field('players', ['integer']), field('year', ['integer', 'null'])] as Kind['draft'];
    expect(cleaned({ draft }, {})).to.deep.equal({ year: null });
    expect(cleaned({ draft }, { players: 2, year: 1999 })).to.deep.equal({ players: 2, year: 1999 });
  });

  it('have years and ids without a thousands separator', () => {
    expect(['id', 'releaseYear', 'runtimeMinutes'].map((name) => numberText({ name }, 1962))).to.deep.equal([
      '1962',
      '1962',
      '1,962',
    ]);
  });
});

describe('the minimum length of a password at /app', () => {
  it('comes from the OpenAPI document', () => {
    expect(minPasswordLength(document)).to.equal(15);
    expect(minPasswordLength({ paths: {} })).to.equal(undefined);
  });
});
