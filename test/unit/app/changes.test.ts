import { expect } from 'chai';
import { patchOf } from '../../../app/src/api/changes.js';
import type { Field } from '../../../app/src/api/fields.js';
import { errorOf, parsedNumber } from '../../../app/src/api/validation.js';

const field = (
  name: string,
  type: Field['type'],
  schema: Field['schema'] = {},
  isRequired = false,
): Field => ({
  ...{ name, type, schema, isRequired },
  options: [],
});

describe('the patch of a form at /app', () => {
  const draft = [field('title', 'text'), field('genres', 'choices'), field('externalIds', 'map')];
  const before = {
    id: 1,
    title: 'Ran',
    genres: ['war', 'drama'],
    externalIds: { tmdb: '11645', source: 'x' },
  };

  it('has only the changed fields; another order of a list is a change', () => {
    expect(patchOf({ draft }, before, { ...before, id: 2 })).to.deep.equal({});
    expect(patchOf({ draft }, before, { ...before, genres: ['drama', 'war'] })).to.deep.equal({
      genres: ['drama', 'war'],
    });
    expect(patchOf({ draft }, before, { ...before, title: null })).to.deep.equal({ title: null });
  });

  it('of ids: has the changed ones, and null for those that were removed', () => {
    const externalIds = { source: 'x', wikidata: 'Q221075' };
    expect(patchOf({ draft }, before, { ...before, externalIds })).to.deep.equal({
      externalIds: { tmdb: null, wikidata: 'Q221075' },
    });
  });
});

describe('the check of a field at /app', () => {
  const year = field('releaseYear', 'integer', { minimum: 1870, maximum: 2100 });
  const imdbId = field('imdbId', 'text', { pattern: '^tt[0-9]{7,10}$' });

  it('finds what the schema forbids, and lets an optional field be empty', () => {
    for (const [one, value, message] of [
      [year, null, undefined],
      [year, 1999, undefined],
      [year, '19x9', 'Enter a whole number.'],
      [year, 1869, 'Enter at least 1870.'],
      [year, 2101, 'Enter at most 2100.'],
      [imdbId, ' tt0111161 ', undefined],
      [imdbId, 'tt1', 'Enter “tt” and 7 to 10 digits.'],
      [
        field('sourceId', 'text', { pattern: '^[^\\n]*$' }),
        'a\nb',
        'Remove line breaks and invisible characters.',
      ],
      [field('sourceId', 'text', { pattern: '^x' }), 'y', 'This is not in the expected form.'],
      [field('title', 'text', { maxLength: 3 }, true), '😀😀😀', undefined],
      [field('title', 'text', { maxLength: 3 }, true), 'four', 'Use at most 3 characters.'],
      [field('title', 'text', {}, true), '', 'This field is required.'],
    ] as const)
      expect(errorOf(one, value), `${one.name} ${value}`).to.equal(message);
  });

  it('keeps text that is not a number, so that the error can show it', () => {
    expect([' 1999 ', '', '-44', '1e3', '19x9'].map(parsedNumber)).to.deep.equal([
      1999,
      null,
      -44,
      '1e3',
      '19x9',
    ]);
  });
});
