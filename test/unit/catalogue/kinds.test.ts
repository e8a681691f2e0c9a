import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';

const found = (violations: readonly { pointer: string; code: string }[]) =>
  violations.map(({ pointer, code }) => `${pointer} ${code}`);

describe('the rules of a kind (ASVS 2.2.3):', () => {
  it('an author: is rejected with a known death before a known birth, and accepted otherwise', () => {
    const table: [birthYear: number | null, deathYear: number | null, pointers: string[]][] = [
      [null, null, []],
      [1928, null, []],
      [null, 2019, []],
      [1928, 2019, []],
      [1928, 1928, []],
      [-64, -8, []],
      [0, -1, ['/deathYear']],
      [1928, 1927, ['/deathYear']],
    ];
    for (const [birthYear, deathYear, pointers] of table) {
      const found = author.check(authorDraft({ birthYear, deathYear }));
      expect(found.map(({ pointer }) => pointer)).to.deep.equal(pointers);
    }
  });

  it('a movie: is accepted, since no two of its fields can contradict each other', () => {
    expect(movie.check(movieDraft({ releaseYear: 1870, runtimeMinutes: 0 }))).to.be.empty;
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
      [{ releaseYear: 2010, endYear: 2009, seasons: 1, episodes: 0 }, [reversed, tooFew]],
    ];
    for (const [draft, wrong] of table) expect(found(series.check(seriesDraft(draft)))).to.deep.equal(wrong);
  });

  it('the list of genres: is sorted and has no genre twice', () => {
    expect([...new Set(genres)].sort()).to.deep.equal([...genres]);
  });
});
