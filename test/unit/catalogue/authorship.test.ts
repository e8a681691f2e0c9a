import { expect } from 'chai';
import { authorship } from '../../../src/core/catalogue/authorship.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { memoryCatalogue } from '../../support/fakes/memory-catalogue-repository.js';
import { refusal, refusalCode } from '../refusal.js';
import { page } from './drafts.js';

const setUp = () => {
  const { authors, movies } = memoryCatalogue();
  return { authors, movies, use: authorship(movie, movies, authors) };
};

describe('list the titles of an author', () => {
  it('with titles of several authors: only those of this one', async () => {
    const { authors, movies, use } = setUp();
    const { id: varda } = await authors.add(authorDraft());
    const { id: demy } = await authors.add(authorDraft({ name: 'Jacques Demy' }));
    await movies.add(movieDraft({ title: 'Lola', authorId: demy }));
    await movies.add(movieDraft({ title: 'Vagabond', authorId: varda }));
    await movies.add(movieDraft({ title: 'Anonymous' }));
    const { items, total } = await use.titlesOf(varda, { ...page, count: true });
    expect(items.map(({ title }) => title)).to.deep.equal(['Vagabond']);
    expect(total).to.equal(1);
  });

  it('with an author without titles: an empty page', async () => {
    const { authors, use } = setUp();
    const { id } = await authors.add(authorDraft());
    expect(await use.titlesOf(id, page)).to.deep.equal({ items: [], next: null });
  });

  it('with an unknown author: not found', async () => {
    expect(await refusal(() => setUp().use.titlesOf(7, page))).to.include({
      code: 'not-found',
      message: 'There is no author 7.',
    });
  });
});

describe('get the author of a title', () => {
  it('with an author: that author', async () => {
    const { authors, movies, use } = setUp();
    const author = await authors.add(authorDraft());
    const { id } = await movies.add(movieDraft({ authorId: author.id }));
    expect(await use.authorOf(id)).to.deep.equal(author);
  });

  it('with no author: no-author, which is not the same as no title', async () => {
    const { movies, use } = setUp();
    const { id } = await movies.add(movieDraft());
    expect(await refusalCode(() => use.authorOf(id))).to.equal('no-author');
  });

  it('with an author removed between the two reads: no-author', async () => {
    const { authors, movies } = setUp();
    const { id: authorId } = await authors.add(authorDraft());
    const { id } = await movies.add(movieDraft({ authorId }));
    const use = authorship(movie, movies, memoryCatalogue().authors);
    expect(await refusalCode(() => use.authorOf(id))).to.equal('no-author');
  });

  it('with an unknown title: not found', async () => {
    expect(await refusal(() => setUp().use.authorOf(7))).to.include({
      code: 'not-found',
      message: 'There is no movie 7.',
    });
  });
});

describe('put the authors into titles', () => {
  it('with some that share one, and one without: each has its own, or null', async () => {
    const { authors, movies, use } = setUp();
    const varda = await authors.add(authorDraft());
    const demy = await authors.add(authorDraft({ name: 'Jacques Demy' }));
    const titles = [];
    for (const authorId of [demy.id, varda.id, null, demy.id])
      titles.push(await movies.add(movieDraft({ authorId })));
    const whole = await use.withAuthors(titles);
    expect(whole.map(({ author }) => author)).to.deep.equal([demy, varda, null, demy]);
    expect(whole.map(({ author: _, ...title }) => title)).to.deep.equal(titles);
  });
});
