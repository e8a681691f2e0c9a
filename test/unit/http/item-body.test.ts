import { expect } from 'chai';
import { authorBody } from '../../../src/adapters/http/catalogue/author-schema.js';
import { movieBody } from '../../../src/adapters/http/catalogue/movie-schema.js';
import { patchSchema } from '../../../src/adapters/http/catalogue/patch-schema.js';
import { bodyValidator } from '../../../src/adapters/http/validation.js';
import type { DomainError } from '../../../src/core/shared/errors.js';

const draft = bodyValidator<object>(movieBody);
const patch = bodyValidator<object>(patchSchema(movieBody));

/** The violations of a body. */
const wrong = (validate: (body: unknown) => unknown, body: object): string[] => {
  try {
    validate({ title: 'X', ...body });
    return [];
  } catch (error) {
    return (error as DomainError).violations.map(({ pointer, code }) => `${pointer} ${code}`);
  }
};

describe('the external ids in a body', () => {
  const [imdb, other] = ['tt0055852', 'tt0000001'];

  it('given as imdb or imdbId, as source or sourceId: are moved to the separate fields', () => {
    const both = { imdbId: imdb, sourceId: 'S', externalIds: { imdb, source: 'S', tmdb: '499' } };
    for (const body of [
      both,
      { imdbId: imdb, sourceId: 'S', externalIds: { tmdb: '499' } },
      { externalIds: both.externalIds },
    ])
      expect(draft({ title: 'X', ...body })).to.include({ imdbId: imdb, sourceId: 'S' });
    expect(patch({ externalIds: { imdb } })).to.deep.include({ imdbId: imdb });
    expect(patch({ externalIds: { source: null } })).to.deep.include({ sourceId: null });
    expect(patch({ imdbId: imdb })).to.deep.equal({ imdbId: imdb });
  });

  it('given in both, and different: are rejected with the name', () => {
    for (const validate of [draft, patch]) {
      for (const imdbId of [other, null])
        expect(wrong(validate, { imdbId, externalIds: { imdb } })).to.deep.equal([
          '/externalIds/imdb ids.differ',
        ]);
      expect(wrong(validate, { sourceId: 'S', externalIds: { source: 'T' } })).to.deep.equal([
        '/externalIds/source ids.differ',
      ]);
      // One id, in two Unicode forms.
      expect(wrong(validate, { sourceId: 'é', externalIds: { source: 'e\u0301' } })).to.deep.equal([]);
    }
  });

  it('of IMDb: have the form of the kind', () => {
    const imdbOfPerson = { name: 'X', externalIds: { imdb: 'nm0000001' } };
    expect(bodyValidator<object>(authorBody)(imdbOfPerson)).to.include({ imdbId: 'nm0000001' });
    expect(wrong(draft, imdbOfPerson)).to.include('/externalIds/imdb string.pattern.name');
  });

  it('null: removes an id in a patch, and is rejected elsewhere', () => {
    expect(patch({ externalIds: { tmdb: null } })).to.deep.equal({ externalIds: { tmdb: null } });
    expect(wrong(draft, { externalIds: { tmdb: null } })).to.deep.equal(['/externalIds/tmdb string.base']);
    for (const validate of [draft, patch])
      expect(wrong(validate, { externalIds: null })).to.deep.equal(['/externalIds object.base']);
  });

  it('with names and values that are hostile: are rejected with each pointer', () => {
    const unknown = ['Tmdb', '1a', '-a', 'a_b', 'a b', '', 'é', 'a'.repeat(33), 'toString', '__proto__'];
    const names = JSON.parse(`{${unknown.map((name) => `${JSON.stringify(name)}:"x"`)}}`);
    const values = { a: 603, b: true, c: ['x'], d: { e: 'x' }, f: '', g: ' x', h: 'a\0b', i: '\ud800' };
    const texts = { j: 'x'.repeat(201), k: 'a\nb', l: '\u200b' };
    for (const validate of [draft, patch]) {
      expect(wrong(validate, { externalIds: names })).to.deep.equal(
        unknown.map((name) => `/externalIds/${name} object.unknown`),
      );
      const pointers = wrong(validate, { externalIds: { ...values, ...texts } });
      const found = new Set(pointers.map((one) => one.split(' ')[0]));
      expect([...found]).to.deep.equal([...'abcdfghijkl'].map((name) => `/externalIds/${name}`));
    }
    const good = { constructor: 'x', 'a-1': 'x'.repeat(200), [`a${'b'.repeat(31)}`]: 'wd:Q1 é' };
    expect(draft({ title: 'X', externalIds: good })).to.deep.include({ externalIds: good });
  });

  it('of more than 20 systems, imdbId and sourceId included: are rejected', () => {
    const of = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, 'x']));
    expect(wrong(draft, { externalIds: of(20) })).to.deep.equal([]);
    for (const body of [{ externalIds: of(21) }, { sourceId: 'S', externalIds: of(20) }])
      expect(wrong(draft, body)).to.deep.equal(['/externalIds object.max']);
  });
});
