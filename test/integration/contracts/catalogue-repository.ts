import { expect } from 'chai';
import type { Author } from '../../../src/core/catalogue/author.js';
import type { CatalogueRepository } from '../../../src/core/catalogue/catalogue-repository.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { Series } from '../../../src/core/catalogue/series.js';
import { authorFilter } from '../../../src/core/catalogue/title.js';
import type { Repositories } from '../../../src/core/repositories.js';
import { byId } from '../../../src/core/shared/page.js';
import type { UnitOfWork } from '../../../src/core/shared/unit-of-work.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';
import { pageOf, refusal } from './fixtures.js';

export interface CatalogueUnderTest {
  readonly authors: CatalogueRepository<Author>;
  readonly movies: CatalogueRepository<Movie>;
  readonly series: CatalogueRepository<Series>;
  readonly work: UnitOfWork<Repositories>;
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const oddText = 'NUL-free: ? ?? $1 :id \\ \' " ; -- \n\t é e\u0301 ﷽ 👩‍👩‍👧 \u{10ffff}';
let serial = 0;
const imdbId = (prefix = 'tt') => {
  serial += 1;
  return `${prefix}${String(serial).padStart(7, '0')}`;
};

/** The titles of an author, in order of id. */
const titlesOf = (authorId: number) =>
  pageOf({ path: { filters: [authorFilter], by: byId }, values: [[authorId]] });

/** The contract of CatalogueRepository. */
export const catalogueRepositoryContract = (name: string, catalogue: () => CatalogueUnderTest) => {
  describe(`a catalogue in ${name}`, () => {
    it('add: a full draft: returns it with an id, version 1 and the time', async () => {
      const { authors, movies, series } = catalogue();
      const { id: authorId } = await authors.add(authorDraft());
      const draft = seriesDraft({ authorId, imdbId: imdbId(), description: oddText, endYear: 2022 });
      const { id, version, createdAt, updatedAt, ...kept } = await series.add(draft);
      expect(kept).to.deep.equal(draft);
      expect([version, updatedAt]).to.deep.equal([1, createdAt]);
      expect(createdAt).to.match(time);
      expect(Math.abs(Date.now() - Date.parse(createdAt))).to.be.below(60_000);
      expect(await series.find(id)).to.deep.equal({ ...draft, id, version, createdAt, updatedAt });
      expect(await movies.find(2 ** 31 - 1)).to.equal(undefined);
    });

    it('add: genres in any order, or none: keeps their order', async () => {
      const { movies } = catalogue();
      for (const genres of [[], ['western'], ['war', 'action', 'film-noir', 'sci-fi', 'comedy']] as const) {
        const { id } = await movies.add(movieDraft({ genres: [...genres] }));
        expect((await movies.find(id))?.genres).to.deep.equal(genres);
      }
    });

    it('find all: of some ids, one of them unknown, and of none: finds the existing items', async () => {
      const { movies } = catalogue();
      const added = [await movies.add(movieDraft()), await movies.add(movieDraft())];
      const ids = added.map(({ id }) => id);
      const found = await movies.findAll([...ids, 2 ** 31 - 1]);
      expect([...found].sort((a, b) => a.id - b.id)).to.deep.equal(added);
      expect(await movies.findAll([])).to.deep.equal([]);
    });

    it('add: one after the other: ids grow, and none is reused after a removal', async () => {
      const { movies } = catalogue();
      const first = await movies.add(movieDraft());
      await movies.remove(first.id, () => {});
      await refusal(movies.add(movieDraft({ authorId: 2 ** 31 - 1 })));
      const second = await movies.add(movieDraft());
      expect(second.id).to.be.above(first.id);
    });

    it('add: an author who does not exist: is rejected, and stores nothing', async () => {
      const { movies, series } = catalogue();
      for (const [titles, draft] of [
        [movies, movieDraft({ authorId: 2 ** 31 - 1 })],
        [series, seriesDraft({ authorId: 2 ** 31 - 1 })],
      ] as [CatalogueRepository<object>, object][]) {
        const { total } = await titles.list(pageOf({ count: true }));
        const { code, violations } = await refusal(titles.add(draft));
        expect([code, violations[0]?.pointer]).to.deep.equal(['author-not-found', '/authorId']);
        expect((await titles.list(pageOf({ count: true }))).total).to.equal(total);
      }
    });

    it('add: an IMDb id that is taken: is rejected within the kind, and accepted in another kind', async () => {
      const { authors, movies, series } = catalogue();
      const taken = imdbId();
      await movies.add(movieDraft({ imdbId: taken }));
      const { code, violations } = await refusal(movies.add(movieDraft({ imdbId: taken })));
      expect([code, violations[0]?.pointer]).to.deep.equal(['imdb-id-taken', '/imdbId']);
      expect((await series.add(seriesDraft({ imdbId: taken }))).imdbId).to.equal(taken);
      const person = imdbId('nm');
      await authors.add(authorDraft({ imdbId: person }));
      expect((await refusal(authors.add(authorDraft({ imdbId: person })))).code).to.equal('imdb-id-taken');
    });

    it('add: ten at once with one IMDb id: stores one', async () => {
      const draft = movieDraft({ imdbId: imdbId() });
      const added = await Promise.allSettled(Array.from({ length: 10 }, () => catalogue().movies.add(draft)));
      expect(added.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    });

    it('list: of an author without titles: is empty', async () => {
      const { authors, series } = catalogue();
      const { id: authorId } = await authors.add(authorDraft());
      const page = await series.list({ ...titlesOf(authorId), count: true });
      expect(page).to.deep.equal({ items: [], next: null, total: 0 });
      expect(await series.list(titlesOf(authorId))).not.to.have.property('total');
    });

    it('list: continued after a removed item: skips and repeats nothing', async () => {
      const { authors, movies } = catalogue();
      const { id: authorId } = await authors.add(authorDraft());
      const ids: number[] = [];
      for (let i = 0; i < 3; i += 1) ids.push((await movies.add(movieDraft({ authorId }))).id);
      const { next } = await movies.list({ ...titlesOf(authorId), limit: 2 });
      await movies.remove(ids[1] as number, () => {});
      const rest = await movies.list({ ...titlesOf(authorId), after: next ?? undefined });
      expect(rest.items.map(({ id }) => id)).to.deep.equal([ids[2]]);
    });
  });
};
