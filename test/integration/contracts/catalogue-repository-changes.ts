import { expect } from 'chai';
import type { ExternalIds } from '../../../src/core/catalogue/keys.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';
import { pageOf, refusal } from './fixtures.js';

let serial = 5_000_000;
const imdbId = () => {
  serial += 1;
  return `tt${serial}`;
};

/** The contract of CatalogueRepository: changes and removals. */
export const catalogueChangesContract = (name: string, catalogue: () => CatalogueUnderTest) => {
  describe(`a catalogue in ${name}`, () => {
    it('change: an item found before: stores it with the next version', async () => {
      const { authors } = catalogue();
      const added = await authors.add(authorDraft());
      await authors.find(added.id);
      const seen: unknown[] = [];
      const changed = await authors.change(added.id, (current) => {
        seen.push(structuredClone(current));
        return authorDraft({ name: 'Varda' });
      });
      expect(seen).to.deep.equal([added]);
      expect(changed).to.deep.equal({ ...added, name: 'Varda', version: 2, updatedAt: changed?.updatedAt });
      expect(changed?.updatedAt)
        .to.match(/Z$/)
        .and.to.satisfy((at: string) => at >= added.updatedAt);
      expect(await authors.find(added.id)).to.deep.equal(changed);
      expect((await authors.list(pageOf())).items).to.deep.include(changed);
    });

    it('change: without a difference: still creates a new version', async () => {
      const { movies } = catalogue();
      const { id } = await movies.add(movieDraft());
      expect((await movies.change(id, (current) => current))?.version).to.equal(2);
    });

    it('change: with another id, version and time from the callback: ignores them', async () => {
      const { movies } = catalogue();
      const { id, createdAt } = await movies.add(movieDraft());
      const forged = { ...movieDraft(), id: id + 1000, version: 77, createdAt: '2000-01-01T00:00:00.000Z' };
      const changed = await movies.change(id, () => forged);
      expect([changed?.id, changed?.version, changed?.createdAt]).to.deep.equal([id, 2, createdAt]);
      expect(await movies.find(id + 1000)).to.equal(undefined);
    });

    it('change: to a draft that the database rejects: throws its code and stores nothing', async () => {
      const { series } = catalogue();
      const taken = imdbId();
      await series.add(seriesDraft({ imdbId: taken, sourceId: taken, externalIds: { tmdb: taken } }));
      const added = await series.add(seriesDraft());
      for (const [patch, code, pointer = `/${Object.keys(patch)[0]}`] of [
        [{ imdbId: taken }, 'imdb-id-taken'],
        [{ sourceId: taken }, 'source-id-taken'],
        [{ externalIds: { new: '1', tmdb: taken } }, 'external-id-taken', '/externalIds/tmdb'],
        [{ authorId: 2 ** 31 - 1 }, 'author-not-found'],
      ] as const) {
        const refused = await refusal(series.change(added.id, (current) => ({ ...current, ...patch })));
        expect([refused.code, refused.violations[0]?.pointer]).to.deep.equal([code, pointer]);
        expect(await series.find(added.id)).to.deep.equal(added);
      }
    });

    it('change and remove: with external ids: free those that an item no longer has', async () => {
      const { movies } = catalogue();
      const [one, two] = [imdbId(), imdbId()];
      const first = await movies.add(movieDraft({ externalIds: { tmdb: one, douban: one } }));
      const ids = (externalIds: ExternalIds) => (current: Movie) => ({ ...current, externalIds });
      const changed = await movies.change(first.id, ids({ tmdb: two, douban: one }));
      expect(changed?.externalIds).to.deep.equal({ tmdb: two, douban: one });
      const second = await movies.add(movieDraft({ externalIds: { tmdb: one } }));
      expect((await refusal(movies.change(second.id, ids({ douban: one })))).code).to.equal(
        'external-id-taken',
      );
      await movies.remove(first.id, () => {});
      expect((await movies.change(second.id, ids({ douban: one, tmdb: two })))?.version).to.equal(2);
    });

    it('change: twenty at once: loses no change', async () => {
      const { movies } = catalogue();
      const { id } = await movies.add(movieDraft({ releaseYear: 1900 }));
      const increment = () =>
        movies.change(id, (current) => ({ ...current, releaseYear: (current.releaseYear ?? 0) + 1 }));
      await Promise.all([...Array.from({ length: 20 }, increment), movies.find(id)]);
      const found = await movies.find(id);
      expect([found?.releaseYear, found?.version]).to.deep.equal([1920, 21]);
    });

    it('change and remove: with a callback that throws: throw the same and store nothing', async () => {
      const { movies } = catalogue();
      const added = await movies.add(movieDraft());
      const thrown = new Error('no');
      const refuse = () => {
        throw thrown;
      };
      for (const write of [movies.change(added.id, refuse), movies.remove(added.id, refuse)])
        expect(await write.catch((error: unknown) => error)).to.equal(thrown);
      expect(await movies.find(added.id)).to.deep.equal(added);
      expect(await movies.change(2 ** 31 - 1, refuse)).to.equal(undefined);
      expect(await movies.remove(2 ** 31 - 1, refuse)).to.equal(false);
    });

    it('remove: an item found before: removes it, and cannot remove it again', async () => {
      const { movies } = catalogue();
      const added = await movies.add(movieDraft());
      await movies.find(added.id);
      const seen: unknown[] = [];
      expect(await movies.remove(added.id, (current) => void seen.push(current))).to.equal(true);
      expect(seen).to.deep.equal([added]);
      expect(await movies.find(added.id)).to.equal(undefined);
      expect(await movies.remove(added.id, () => {})).to.equal(false);
    });

    it('remove: ten at once: one succeeds', async () => {
      const { movies } = catalogue();
      const { id } = await movies.add(movieDraft());
      const removed = await Promise.all(Array.from({ length: 10 }, () => movies.remove(id, () => {})));
      expect(removed.filter(Boolean)).to.have.length(1);
    });

    it('remove: an author with titles: is rejected until they are removed', async () => {
      const { authors, movies, series } = catalogue();
      const { id: authorId } = await authors.add(authorDraft());
      const film = await movies.add(movieDraft({ authorId }));
      const show = await series.add(seriesDraft({ authorId }));
      const remove = () => authors.remove(authorId, () => {});
      expect((await refusal(remove())).code).to.equal('author-has-titles');
      await movies.remove(film.id, () => {});
      expect((await refusal(remove())).code).to.equal('author-has-titles');
      expect((await authors.find(authorId))?.id).to.equal(authorId);
      await series.change(show.id, (current) => ({ ...current, authorId: null }));
      expect(await remove()).to.equal(true);
    });
  });
};
