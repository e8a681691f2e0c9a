import { expect } from 'chai';
import fc from 'fast-check';
import { catalogueUseCases } from '../../../src/core/catalogue/catalogue-use-cases.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import { systemInitiator as by } from '../../../src/core/shared/audit.js';
import { firstItems } from '../../../src/core/shared/page.js';
import { movieDraft, seriesDraft } from '../../support/drafts.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { refusalCode, refusalPlaces } from '../refusal.js';
import { page } from './drafts.js';

const setUp = () => {
  const work = new MemoryUnitOfWork();
  return {
    audit: work.audit,
    movies: catalogueUseCases(movie, work.items.movies, work),
    series: catalogueUseCases(series, work.items.series, work),
  };
};

describe('create a title', () => {
  it('with a valid draft: returns what is stored, in version 1', async () => {
    const { movies } = setUp();
    const created = await movies.create(movieDraft({ genres: ['drama', 'comedy'] }), by);
    expect(created).to.include({ id: 1, version: 1, title: 'Cléo from 5 to 7' });
    expect(await movies.get(created.id)).to.deep.equal(created);
  });

  it('with a draft that contradicts itself: is rejected with every contradiction, and stores nothing', async () => {
    const { series } = setUp();
    const create = () =>
      series.create(seriesDraft({ releaseYear: 2010, endYear: 2009, seasons: 1, episodes: 0 }), by);
    expect(await refusalCode(create)).to.equal('validation-failed');
    expect(await refusalPlaces(create)).to.deep.equal(['/endYear', '/episodes']);
    expect((await series.list(page)).items).to.be.empty;
  });

  it('with an error of the repository: passes it on', async () => {
    const { movies } = setUp();
    expect(await refusalCode(() => movies.create(movieDraft({ authorId: 7 }), by))).to.equal(
      'author-not-found',
    );
  });
});

describe('list titles', () => {
  it('page by page: in order of id, each once, and counted when asked', async () => {
    const { movies } = setUp();
    for (const title of ['a', 'b', 'c']) await movies.create(movieDraft({ title }), by);
    const first = await movies.list({ ...firstItems(2), count: true });
    expect(first.items.map(({ title }) => title)).to.deep.equal(['a', 'b']);
    expect(first.total).to.equal(3);
    const second = await movies.list({ ...firstItems(2), after: first.next ?? undefined });
    expect(second.items.map(({ title }) => title)).to.deep.equal(['c']);
    expect(second).to.include({ next: null }).and.not.have.property('total');
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

  it('with a draft that contradicts itself: is rejected and changes nothing', async () => {
    const { series } = setUp();
    const created = await series.create(seriesDraft(), by);
    const replace = () => series.replace(created.id, seriesDraft({ seasons: 2, episodes: 1 }), undefined, by);
    expect(await refusalPlaces(replace)).to.deep.equal(['/episodes']);
    expect(await series.get(created.id)).to.deep.equal(created);
  });

  it('with a stale version and an invalid draft: reports the version first', async () => {
    const { series } = setUp();
    const { id } = await series.create(seriesDraft(), by);
    expect(
      await refusalCode(() => series.replace(id, seriesDraft({ seasons: 2, episodes: 1 }), [9], by)),
    ).to.equal('precondition-failed');
  });
});

describe('change a title', () => {
  it('with a patch: what is absent stays, null clears', async () => {
    const { movies } = setUp();
    const { id } = await movies.create(
      movieDraft({ releaseYear: 1962, description: 'Two hours in Paris' }),
      by,
    );
    const changed = await movies.change(id, { title: 'Cléo', description: null }, [1], by);
    expect(changed).to.include({ version: 2, title: 'Cléo', releaseYear: 1962, description: null });
  });

  it('with any patch: returns the stored item with the keys of the patch replaced', async () => {
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
        const { updatedAt: _, ...changed } = await movies.change(id, patch, undefined, by);
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

  it('with a patch that contradicts what is stored: is rejected and changes nothing', async () => {
    const { series } = setUp();
    const created = await series.create(
      seriesDraft({ releaseYear: 2010, endYear: 2022, seasons: 4, episodes: 38 }),
      by,
    );
    const places = (patch: object) => refusalPlaces(() => series.change(created.id, patch, [1], by));
    expect(await places({ endYear: 2009 })).to.deep.equal(['/endYear']);
    expect(await places({ releaseYear: 2023 })).to.deep.equal(['/endYear']);
    expect(await places({ episodes: 3 })).to.deep.equal(['/episodes']);
    expect(await series.get(created.id)).to.deep.equal(created);
  });

  it('with a patch that changes both sides at once: stores it', async () => {
    const { series } = setUp();
    const { id } = await series.create(seriesDraft({ releaseYear: 2010, endYear: 2022 }), by);
    const changed = await series.change(id, { releaseYear: 2030, endYear: 2031 }, undefined, by);
    expect(changed).to.include({ releaseYear: 2030, endYear: 2031 });
  });
});

describe('write to a title', () => {
  const writes = ({ movies }: ReturnType<typeof setUp>) =>
    ({
      replace: (id: number, expected: number[]) => movies.replace(id, movieDraft(), expected, by),
      change: (id: number, expected: number[]) => movies.change(id, { title: 'x' }, expected, by),
      remove: (id: number, expected: number[]) => movies.remove(id, expected, by),
    }) as const;

  for (const name of ['replace', 'change', 'remove'] as const) {
    it(`${name}, with a stale version or none that matches: is rejected and changes nothing`, async () => {
      const use = setUp();
      const { id } = await use.movies.create(movieDraft(), by);
      const current = await use.movies.change(id, { title: 'newer' }, undefined, by);
      for (const expected of [[1], [], [3, 4]]) {
        expect(await refusalCode(() => writes(use)[name](id, expected))).to.equal('precondition-failed');
      }
      expect(await use.movies.get(id)).to.deep.equal(current);
    });
  }

  it('with an unknown id: not found, also to read and once removed', async () => {
    const use = setUp();
    const { id } = await use.movies.create(movieDraft(), by);
    await use.movies.remove(id, [1], by);
    const all = writes(use);
    for (const work of [() => use.movies.get(id), ...Object.values(all).map((write) => () => write(id, [1]))])
      expect(await refusalCode(work)).to.equal('not-found');
  });

  it('many at once with one version: exactly one succeeds', async () => {
    const { movies } = setUp();
    const { id } = await movies.create(movieDraft(), by);
    const attempts = Array.from({ length: 100 }, (_, i) => movies.change(id, { title: `${i}` }, [1], by));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(await movies.get(id)).to.include({ version: 2 });
  });
});

describe('the audit trail of the catalogue', () => {
  it('create, change and remove: done: leave an entry each, with the fields that changed', async () => {
    const { movies, audit } = setUp();
    const { id } = await movies.create(movieDraft(), by);
    await movies.change(id, { title: 'Vagabond', genres: ['drama'] }, undefined, by);
    await movies.remove(id, undefined, by);
    const subject = { kind: 'movie', id };
    expect(audit).to.deep.equal([
      { action: 'movie.created', subject, details: {}, by },
      { action: 'movie.changed', subject, details: { fields: ['title', 'genres'] }, by },
      { action: 'movie.removed', subject, details: {}, by },
    ]);
  });

  it('create, change and remove: rejected: leave none', async () => {
    const { movies, audit } = setUp();
    const { id } = await movies.create(movieDraft(), by);
    for (const act of [
      () => movies.create(movieDraft({ authorId: 7 }), by),
      () => movies.change(id, { authorId: 7 }, undefined, by),
      () => movies.remove(id, [2], by),
      () => movies.remove(id + 1, undefined, by),
    ])
      await refusalCode(act);
    expect(audit).to.have.length(1);
  });

  it('create once: sent again: leaves the entry of the first time alone', async () => {
    const { movies, audit } = setUp();
    const request = { userId: 1, key: 'key', fingerprint: 'this request' };
    const first = await movies.createOnce(movieDraft(), request, by);
    const second = await movies.createOnce(movieDraft(), request, by);
    expect([first.isReplay, second]).to.deep.equal([false, { ...first, isReplay: true }]);
    expect(audit).to.have.length(1);
  });
});
