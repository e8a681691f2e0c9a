import { expect } from 'chai';
import fc from 'fast-check';
import { catalogueUseCases } from '../../../src/core/catalogue/catalogue-use-cases.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import { systemInitiator as by } from '../../../src/core/shared/audit.js';
import { movieDraft, seriesDraft } from '../../support/drafts.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { firstItems } from '../../support/first-items.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';

const setUp = () => {
  const work = new MemoryUnitOfWork();
  return {
    audit: work.audit,
    movies: catalogueUseCases(movie, work.items.movies, work),
    series: catalogueUseCases(series, work.items.series, work),
  };
};

describe('create a title', () => {
  it('with a valid draft: returns the stored item, in version 1', async () => {
    const { movies } = setUp();
    const created = await movies.create(movieDraft({ genres: ['drama', 'comedy'] }), by);
    expect(created).to.include({ id: 1, version: 1, title: 'Cléo from 5 to 7' });
    expect(await movies.get(created.id)).to.deep.equal(created);
  });

  it('or replace it, with a draft that contradicts itself: is rejected with every contradiction, after the version', async () => {
    const { series } = setUp();
    const create = () =>
      series.create(seriesDraft({ releaseYear: 2010, endYear: 2009, seasons: 1, episodes: 0 }), by);
    const message = 'The fields of this series contradict each other.';
    expect(await errorOf(create)).to.include({ code: 'validation-failed', message });
    expect(await errorPlaces(create)).to.deep.equal(['/endYear', '/episodes']);
    expect((await series.list(firstItems(20))).items).to.be.empty;
    const created = await series.create(seriesDraft(), by);
    const replace = (version: number) =>
      series.replace(created.id, seriesDraft({ seasons: 2, episodes: 1 }), [version], by);
    expect(await errorPlaces(() => replace(1))).to.deep.equal(['/episodes']);
    expect(await errorCode(() => replace(9))).to.equal('precondition-failed');
    expect(await series.get(created.id)).to.deep.equal(created);
  });
});

describe('replace a title', () => {
  it('with its version: stores the whole draft as the next version', async () => {
    const { movies } = setUp();
    const { id, createdAt } = await movies.create(movieDraft({ releaseYear: 1962 }), by);
    const replaced = await movies.replace(id, movieDraft({ title: 'Vagabond' }), [1], by);
    expect(replaced).to.include({ id, version: 2, createdAt, title: 'Vagabond', releaseYear: null });
    expect(await movies.get(id)).to.deep.equal(replaced);
  });
});

describe('change a title', () => {
  it('with any patch: absent fields stay, null clears, and the version is the next one', async () => {
    const patches = fc.record(
      {
        title: fc.string(),
        releaseYear: fc.option(fc.integer()),
        runtimeMinutes: fc.option(fc.nat()),
        description: fc.option(fc.string()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(patches, async (patch) => {
        const { movies } = setUp();
        const { id, createdAt } = await movies.create(movieDraft({ releaseYear: 1962 }), by);
        const { updatedAt: _, ...changed } = await movies.change(id, patch, [1], by);
        expect(changed).to.deep.equal({
          ...movieDraft({ releaseYear: 1962 }),
          ...patch,
          id,
          version: 2,
          createdAt,
        });
      }),
    );
  });

  it('with a patch that contradicts the stored item: is rejected and changes nothing; with both sides: is stored', async () => {
    const { series } = setUp();
    const created = await series.create(
      seriesDraft({ releaseYear: 2010, endYear: 2022, seasons: 4, episodes: 38 }),
      by,
    );
    const places = (patch: object) => errorPlaces(() => series.change(created.id, patch, [1], by));
    expect(await places({ endYear: 2009 })).to.deep.equal(['/endYear']);
    expect(await places({ releaseYear: 2023 })).to.deep.equal(['/endYear']);
    expect(await places({ episodes: 3 })).to.deep.equal(['/episodes']);
    expect(await series.get(created.id)).to.deep.equal(created);
    const both = { releaseYear: 2030, endYear: 2031 };
    expect(await series.change(created.id, both, undefined, by)).to.include(both);
  });
});

describe('write to a title', () => {
  const writes = ({ movies }: ReturnType<typeof setUp>) => ({
    replace: (id: number, expected: number[]) => movies.replace(id, movieDraft(), expected, by),
    change: (id: number, expected: number[]) => movies.change(id, { title: 'x' }, expected, by),
    remove: (id: number, expected: number[]) => movies.remove(id, expected, by),
  });

  it('with a stale version or none that matches: is rejected and changes nothing', async () => {
    const use = setUp();
    const { id } = await use.movies.create(movieDraft(), by);
    const current = await use.movies.change(id, { title: 'newer' }, undefined, by);
    for (const write of Object.values(writes(use)))
      for (const expected of [[1], [], [3, 4]])
        expect(await errorCode(() => write(id, expected))).to.equal('precondition-failed');
    expect(await use.movies.get(id)).to.deep.equal(current);
  });

  it('with an unknown id: not found, also to read and after its removal', async () => {
    const use = setUp();
    const { id } = await use.movies.create(movieDraft(), by);
    await use.movies.remove(id, [1], by);
    const all = writes(use);
    for (const work of [() => use.movies.get(id), ...Object.values(all).map((write) => () => write(id, [1]))])
      expect(await errorCode(work)).to.equal('not-found');
  });
});

describe('the audit trail of the catalogue', () => {
  it('create, change and remove: add an entry each, with the changed fields; if rejected: none', async () => {
    const { movies, audit } = setUp();
    const { id } = await movies.create(movieDraft(), by);
    await movies.change(id, { title: 'Vagabond', genres: ['drama'] }, undefined, by);
    for (const rejected of [
      () => movies.create(movieDraft({ authorId: 7 }), by),
      () => movies.change(id, { authorId: 7 }, undefined, by),
      () => movies.remove(id, [1], by),
      () => movies.remove(id + 1, undefined, by),
    ])
      await errorOf(rejected);
    await movies.remove(id, undefined, by);
    const subject = { kind: 'movie', id };
    expect(audit).to.deep.equal([
      { action: 'movie.created', subject, details: {}, by },
      { action: 'movie.changed', subject, details: { fields: ['title', 'genres'] }, by },
      { action: 'movie.removed', subject, details: {}, by },
    ]);
  });

  it('createOnce, repeated: returns the stored result, and adds no second entry', async () => {
    const { movies, audit } = setUp();
    const request = { userId: 1, key: 'key', fingerprint: 'this request' };
    const first = await movies.createOnce(movieDraft(), request, by);
    const second = await movies.createOnce(movieDraft(), request, by);
    expect([first.isReplay, second]).to.deep.equal([false, { ...first, isReplay: true }]);
    expect(audit).to.have.length(1);
  });
});
