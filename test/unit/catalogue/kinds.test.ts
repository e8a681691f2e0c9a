import { expect } from 'chai';
import fc from 'fast-check';
import { author } from '../../../src/core/catalogue/author.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';

const found = (violations: readonly { pointer: string; code: string }[]) =>
  violations.map(({ pointer, code }) => `${pointer} ${code}`);
const year = fc.option(fc.integer({ min: -3000, max: 2100 }));

describe('the rules of a kind (ASVS 2.2.3):', () => {
  it('an author: is rejected with a known death before a known birth, and accepted otherwise', () => {
    const check = (birthYear: number | null, deathYear: number | null) =>
      author.check(authorDraft({ birthYear, deathYear })).map(({ pointer }) => pointer);
    for (const [birth, death] of [
      [null, null],
      [1928, null],
      [null, 2019],
      [1928, 2019],
      [1928, 1928],
      [-64, -8],
    ] as const)
      expect(check(birth, death)).to.deep.equal([]);
    for (const [birth, death] of [
      [0, -1],
      [1928, 1927],
    ] as const)
      expect(check(birth, death)).to.deep.equal(['/deathYear']);
    const property = fc.property(year, year, (birthYear, deathYear) => {
      const isReversed = birthYear !== null && deathYear !== null && birthYear > deathYear;
      expect(check(birthYear, deathYear)).to.have.length(isReversed ? 1 : 0);
    });
    fc.assert(property);
  });

  it('a movie: is accepted, since no two of its fields can contradict each other', () => {
    const property = fc.property(year, fc.option(fc.nat()), (releaseYear, runtimeMinutes) => {
      expect(movie.check(movieDraft({ releaseYear, runtimeMinutes }))).to.be.empty;
    });
    fc.assert(property);
  });

  it('a series: is rejected with reversed years or fewer episodes than seasons, and reports both', () => {
    const [reversed, tooFew] = ['/endYear years-reversed', '/episodes too-few-episodes'];
    const table: [draft: Parameters<typeof seriesDraft>[0], wrong: string[]][] = [
      [{}, []],
      [{ releaseYear: 2010, endYear: 2010 }, []],
      [{ releaseYear: 2010, endYear: 2009 }, [reversed]],
      [{ endYear: 1900 }, []],
      [{ seasons: 3, episodes: 3 }, []],
      [{ seasons: 3, episodes: 2 }, [tooFew]],
      [{ seasons: 3, episodes: null }, []],
      [{ seasons: null, episodes: 0 }, []],
      [{ releaseYear: 2010, endYear: 2009, seasons: 1, episodes: 0 }, [reversed, tooFew]],
    ];
    for (const [draft, wrong] of table) expect(found(series.check(seriesDraft(draft)))).to.deep.equal(wrong);
    const property = fc.property(
      year,
      year,
      fc.option(fc.nat(20)),
      fc.option(fc.nat(20)),
      (releaseYear, endYear, seasons, episodes) => {
        const wrong = [
          ...(releaseYear !== null && endYear !== null && endYear < releaseYear ? [reversed] : []),
          ...(seasons !== null && episodes !== null && episodes < seasons ? [tooFew] : []),
        ];
        const violations = series.check(seriesDraft({ releaseYear, endYear, seasons, episodes }));
        expect(found(violations)).to.deep.equal(wrong);
      },
    );
    fc.assert(property);
  });

  it('the list of genres: is sorted and has no genre twice', () => {
    expect([...new Set(genres)].sort()).to.deep.equal([...genres]);
  });
});
