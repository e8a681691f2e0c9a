import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import {
  kindOf,
  referenceUseCases,
  referrersOf,
  stillReferenced,
} from '../../../src/core/catalogue/references.js';
import { series } from '../../../src/core/catalogue/series.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { memoryCatalogue } from '../../support/fakes/memory-catalogue-repository.js';
import { firstItems } from '../../support/first-items.js';
import { errorOf } from '../rejections.js';

const page = firstItems(20);
const ofAuthor = { field: 'authorId', to: 'authors' };

const setUp = () => {
  const { authors, movies } = memoryCatalogue();
  return { authors, movies, use: referenceUseCases(movie, ofAuthor, author, movies, authors) };
};

describe('list the movies of an author', () => {
  it('returns only those of this author; of an unknown one: not found', async () => {
    const { authors, movies, use } = setUp();
    const { id: varda } = await authors.add(authorDraft());
    const { id: demy } = await authors.add(authorDraft({ name: 'Jacques Demy' }));
    await movies.add(movieDraft({ title: 'Lola', authorId: demy }));
    await movies.add(movieDraft({ title: 'Vagabond', authorId: varda }));
    await movies.add(movieDraft({ title: 'Anonymous' }));
    const { items, total } = await use.listReferring(varda, { ...page, count: true });
    expect(items.map(({ title }) => title)).to.deep.equal(['Vagabond']);
    expect(total).to.equal(1);
    const missing = { code: 'not-found', message: 'There is no author 7.' };
    expect(await errorOf(() => use.listReferring(7, page))).to.include(missing);
  });
});

describe('get the author of a movie', () => {
  it('returns the author; without one, or after it was removed: no-author; of an unknown movie: not found', async () => {
    const { authors, movies, use } = setUp();
    const one = await authors.add(authorDraft());
    const [whole, anonymous] = [
      await movies.add(movieDraft({ authorId: one.id })),
      await movies.add(movieDraft()),
    ];
    expect(await use.getReferenced(whole.id)).to.deep.equal(one);
    const noAuthor = { code: 'no-author', message: 'This movie has no author.' };
    expect(await errorOf(() => use.getReferenced(anonymous.id))).to.include(noAuthor);
    const removed = referenceUseCases(movie, ofAuthor, author, movies, memoryCatalogue().authors);
    expect(await errorOf(() => removed.getReferenced(whole.id))).to.include(noAuthor);
    const missing = { code: 'not-found', message: 'There is no movie 7.' };
    expect(await errorOf(() => use.getReferenced(7))).to.include(missing);
  });
});

describe('include the authors of movies', () => {
  it('with two that share one, and one without: adds the author of each, or null', async () => {
    const { authors, movies, use } = setUp();
    const varda = await authors.add(authorDraft());
    const demy = await authors.add(authorDraft({ name: 'Jacques Demy' }));
    const titles = [];
    for (const authorId of [demy.id, varda.id, null, demy.id])
      titles.push(await movies.add(movieDraft({ authorId })));
    const whole = await use.include(titles);
    expect(whole).to.deep.equal(
      titles.map((title, i) => ({ ...title, author: [demy, varda, null, demy][i] })),
    );
  });
});

describe('remove an item that others refer to', () => {
  it('with one item of a kind, several of another, none of a third: has the number of each', () => {
    const counts = [
      { kind: movie, count: 2 },
      { kind: series, count: 0 },
      { kind: { ...movie, name: 'podcast', plural: 'podcasts' }, count: 1 },
    ];
    expect(stillReferenced(author, counts)).to.include({
      code: 'author-has-titles',
      message: 'This author still has 2 movies, 1 podcast.',
    });
    expect(stillReferenced(movie, [{ kind: series, count: 1 }]).code).to.equal('still-referenced');
  });

  it('with fields of several kinds: counts the fields that refer to its kind', () => {
    const sequel = { field: 'sequelOfId', to: 'movies' };
    const kinds = [author, { ...movie, references: [ofAuthor, sequel] }];
    const fields = (plural: string) => referrersOf(plural, kinds).map((one) => [one.kind.plural, one.fields]);
    expect(fields('authors')).to.deep.equal([['movies', ['authorId']]]);
    expect(fields('movies')).to.deep.equal([['movies', ['sequelOfId']]]);
    expect(fields('series')).to.deep.equal([]);
  });
});

describe('the kind of a plural', () => {
  it('is the one that has it; without one: throws and names the plural', () => {
    expect(kindOf('movies', [author, movie])).to.equal(movie);
    expect(() => kindOf('podcasts', [author, movie])).to.throw('there is no kind podcasts');
  });
});
