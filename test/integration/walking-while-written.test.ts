import { expect } from 'chai';
import { Random } from '../../scripts/history/random.js';
import { genres } from '../../src/core/catalogue/genre.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { movieDraft } from '../support/drafts.js';
import { repositories } from '../support/repositories.js';
import { walked } from '../support/walked.js';
import { pageOf, useDatabase } from './contracts/fixtures.js';

const random = new Random(20261125);
const anyTitle = () =>
  movieDraft({
    title: `${random.pick(['Étude', 'aeon', 'Zoë', 'x'])} ${random.between(1, 99)}`,
    releaseYear: random.chance(0.3) ? null : random.between(1950, 1970),
    genres: [random.pick(genres.slice(0, 3))],
  });

describe('a list that is read page by page', () => {
  const database = useDatabase();

  it('along each path in both directions, with four writers: has every item that stays exactly once', async () => {
    const { movies } = repositories(database().knex);
    const steady: number[] = [];
    const others: number[] = [];
    for (let i = 0; i < 80; i += 1) (i % 2 ? steady : others).push((await movies.add(anyTitle())).id);

    let isOver = false;
    let writes = 0;
    const write = async () => {
      while (!isOver) {
        const id = random.pick(others);
        const act = random.between(1, 4);
        if (act === 1) others.push((await movies.add(anyTitle())).id);
        else if (act === 2) await movies.remove(id, () => {});
        else if (act === 3) await movies.change(id, anyTitle);
        // These items keep their places in every list; other fields may change.
        else await movies.change(random.pick(steady), (now) => ({ ...now, description: `${writes}` }));
        writes += 1;
      }
    };
    const writing = Array.from({ length: 4 }, write);
    try {
      for (const path of movie.paths) {
        const [filter] = path.filters ?? [];
        if (filter !== undefined && (!filter.isArray || filter.isBoth)) continue;
        const values = filter ? [genres.slice(0, 3)] : [];
        const checked = path.checked && genres.slice(0, 3);
        for (const isDescending of [false, true]) {
          const before = writes;
          const items = await walked(
            (query) => movies.list(query),
            pageOf({ path, values, checked, isDescending, limit: 7 }),
          );
          const seen = items.map(({ id }) => id).filter((id) => steady.includes(id));
          expect(seen.length, `${path.by.field}, ${isDescending}`).to.equal(new Set(seen).size);
          expect([...seen].sort((a, b) => a - b)).to.deep.equal(steady);
          expect(writes).to.be.above(before);
        }
      }
    } finally {
      isOver = true;
      await Promise.all(writing);
    }
  });
});
