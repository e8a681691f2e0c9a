import { expect } from 'chai';
import fc from 'fast-check';
import { author } from '../../../src/core/catalogue/author.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';

const pointers = (violations: readonly { pointer: string }[]) => violations.map(({ pointer }) => pointer);
const year = fc.option(fc.integer({ min: -3000, max: 2100 }));

describe('check an author', () => {
  const table: [birthYear: number | null, deathYear: number | null, wrong: string[]][] = [
    [null, null, []],
    [1928, null, []],
    [null, 2019, []],
    [1928, 2019, []],
    [1928, 1928, []],
    [-64, -8, []],
    [0, -1, ['/deathYear']],
    [1928, 1927, ['/deathYear']],
  ];
  for (const [birthYear, deathYear, wrong] of table) {
    it(`born ${birthYear}, died ${deathYear}: ${wrong.length > 0 ? 'refuses' : 'accepts'}`, () => {
      expect(pointers(author.check(authorDraft({ birthYear, deathYear })))).to.deep.equal(wrong);
    });
  }

  it('with any years: refuses exactly a known death before a known birth', () => {
    fc.assert(
      fc.property(year, year, (birthYear, deathYear) => {
        const reversed = birthYear !== null && deathYear !== null && birthYear > deathYear;
        expect(author.check(authorDraft({ birthYear, deathYear }))).to.have.length(reversed ? 1 : 0);
      }),
    );
  });
});

describe('check a movie', () => {
  it('with any year and length: accepts, since no two of its fields can disagree', () => {
    fc.assert(
      fc.property(year, fc.option(fc.nat()), (releaseYear, runtimeMinutes) => {
        expect(movie.check(movieDraft({ releaseYear, runtimeMinutes }))).to.be.empty;
      }),
    );
  });
});

describe('check a series (ASVS 2.2.3)', () => {
  const reversed = { pointer: '/endYear', code: 'years-reversed' };
  const tooFew = { pointer: '/episodes', code: 'too-few-episodes' };
  const table: [name: string, draft: Parameters<typeof seriesDraft>[0], wrong: object[]][] = [
    ['nothing known', {}, []],
    ['ended in the year it began', { releaseYear: 2010, endYear: 2010 }, []],
    ['ended before it began', { releaseYear: 2010, endYear: 2009 }, [reversed]],
    ['an end without a beginning', { endYear: 1900 }, []],
    ['an episode for every season', { seasons: 3, episodes: 3 }, []],
    ['fewer episodes than seasons', { seasons: 3, episodes: 2 }, [tooFew]],
    ['both', { releaseYear: 2010, endYear: 2009, seasons: 1, episodes: 0 }, [reversed, tooFew]],
  ];
  for (const [name, draft, wrong] of table) {
    it(`${name}: ${wrong.length > 0 ? 'refuses and says each' : 'accepts'}`, () => {
      const violations = series.check(seriesDraft(draft));
      expect(violations.map(({ pointer, code }) => ({ pointer, code }))).to.deep.equal(wrong);
    });
  }

  it('with any numbers: refuses exactly what is reversed or too few', () => {
    fc.assert(
      fc.property(year, year, fc.nat(20), fc.nat(20), (releaseYear, endYear, seasons, episodes) => {
        const wrong = [
          ...(releaseYear !== null && endYear !== null && endYear < releaseYear ? ['/endYear'] : []),
          ...(episodes < seasons ? ['/episodes'] : []),
        ];
        const violations = series.check(seriesDraft({ releaseYear, endYear, seasons, episodes }));
        expect(pointers(violations)).to.deep.equal(wrong);
      }),
    );
  });
});

describe('the list of genres', () => {
  it('as it is: has no genre twice, and stands in order', () => {
    expect([...new Set(genres)].sort()).to.deep.equal([...genres]);
  });
});
