import { expect } from 'chai';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';

let serial = 6_000_000;
const viafId = () => {
  serial += 1;
  return String(serial);
};

/** The contract of CatalogueRepository: merges. */
export const catalogueMergesContract = (name: string, catalogue: () => CatalogueUnderTest) => {
  describe(`a catalogue in ${name}`, () => {
    it('merge: an author with titles: moves each in a new version, and changes no other title', async () => {
      const { authors, movies, series } = catalogue();
      const [{ id }, kept] = [await authors.add(authorDraft()), await authors.add(authorDraft())];
      const film = await movies.add(movieDraft({ authorId: id }));
      const show = await series.add(seriesDraft({ authorId: id }));
      const other = await movies.add(movieDraft({ authorId: kept.id }));
      const seen: unknown[] = [];
      const merge = await authors.merge(id, kept.id, ({ id }, referrers) => void seen.push(id, referrers));
      expect(seen).to.deep.equal([id, 2]);
      expect(merge).to.deep.equal({ item: kept, moved: { movies: 1, series: 1 }, movedIds: [] });
      expect(await authors.find(id)).to.equal(undefined);
      const moved = await movies.find(film.id);
      expect(moved).to.deep.equal({ ...film, authorId: kept.id, version: 2, updatedAt: moved?.updatedAt });
      expect(moved?.updatedAt).to.satisfy((at: string) => at >= film.updatedAt);
      expect(await series.find(show.id)).to.include({ authorId: kept.id, version: 2 });
      expect(await movies.find(other.id)).to.deep.equal(other);
    });

    it('merge: an author with external ids: moves those of names that the other one lacks, in a new version', async () => {
      const { authors } = catalogue();
      const [one, two] = [viafId(), viafId()];
      const imdbId = `nm${one}`;
      const { id } = await authors.add(
        authorDraft({ imdbId, sourceId: one, externalIds: { source: one, tmdb: one, viaf: one } }),
      );
      const kept = await authors.add(authorDraft({ externalIds: { tmdb: two } }));
      const merge = await authors.merge(id, kept.id, () => {});
      expect(merge?.movedIds).to.deep.equal(['imdb', 'source', 'viaf']);
      const externalIds = { imdb: imdbId, source: one, tmdb: two, viaf: one };
      const wanted = { ...kept, imdbId, sourceId: one, externalIds, version: 2 };
      expect(merge?.item).to.deep.equal({ ...wanted, updatedAt: merge?.item.updatedAt });
      expect(await authors.find(kept.id)).to.deep.equal(merge?.item);
      // The id that did not move is free.
      expect((await authors.add(authorDraft({ externalIds: { tmdb: one } }))).externalIds.tmdb).to.equal(one);
    });

    it('merge: an author whose imdbId and sourceId the other one has, too: keeps those of the other one', async () => {
      const { authors } = catalogue();
      const keys = () => ({ imdbId: `nm${viafId()}`, sourceId: viafId() });
      const { id } = await authors.add(authorDraft(keys()));
      const kept = await authors.add(authorDraft(keys()));
      expect(await authors.merge(id, kept.id, () => {})).to.deep.equal({
        item: kept,
        moved: { movies: 0, series: 0 },
        movedIds: [],
      });
    });

    it('merge: in either order of ids, and one after the other: all ids lead to the last author until it is removed', async () => {
      const { authors } = catalogue();
      const added: number[] = [];
      for (let i = 0; i < 3; i += 1) added.push((await authors.add(authorDraft())).id);
      const [first, second, third] = added as [number, number, number];
      await authors.merge(first, third, () => {});
      await authors.merge(third, second, () => {});
      const targets = () => Promise.all([first, third, second].map((id) => authors.mergedInto(id)));
      expect(await targets()).to.deep.equal([second, second, undefined]);
      await authors.remove(second, () => {});
      expect(await targets()).to.deep.equal([undefined, undefined, undefined]);
    });

    it('merge: a title, which no kind refers to: keeps the other one and its version', async () => {
      const { movies } = catalogue();
      const [{ id }, kept] = [await movies.add(movieDraft()), await movies.add(movieDraft())];
      expect(await movies.merge(id, kept.id, () => {})).to.deep.equal({
        item: kept,
        moved: {},
        movedIds: [],
      });
      expect([await movies.find(id), await movies.mergedInto(id)]).to.deep.equal([undefined, kept.id]);
    });

    it('merge: when it is not allowed, or one of them does not exist: keeps both and their titles', async () => {
      const { authors, movies } = catalogue();
      const [{ id }, kept] = [await authors.add(authorDraft()), await authors.add(authorDraft())];
      const film = await movies.add(movieDraft({ authorId: id }));
      const thrown = new Error('no');
      const refuse = () => {
        throw thrown;
      };
      expect(await authors.merge(id, kept.id, refuse).catch((error: unknown) => error)).to.equal(thrown);
      expect(await authors.merge(id, 2 ** 31 - 1, refuse)).to.equal(undefined);
      expect(await authors.merge(2 ** 31 - 1, id, refuse)).to.equal(undefined);
      expect(await movies.find(film.id)).to.deep.equal(film);
      expect([(await authors.find(id))?.id, await authors.mergedInto(id)]).to.deep.equal([id, undefined]);
    });

    it('merge: ten pairs of authors into each other at once: keeps one author of each pair', async () => {
      const { authors } = catalogue();
      const merges = Array.from({ length: 10 }, async () => {
        const [one, two] = [await authors.add(authorDraft()), await authors.add(authorDraft())];
        const both = await Promise.all([
          authors.merge(one.id, two.id, () => {}),
          authors.merge(two.id, one.id, () => {}),
        ]);
        return both.filter(Boolean).length;
      });
      expect(await Promise.all(merges)).to.deep.equal(Array(10).fill(1));
    });
  });
};
