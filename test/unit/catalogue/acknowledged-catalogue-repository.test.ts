import { expect } from 'chai';
import { AcknowledgedCatalogueRepository } from '../../../src/core/catalogue/acknowledged-catalogue-repository.js';
import { type Movie, movie } from '../../../src/core/catalogue/movie.js';
import { theService } from '../../../src/core/shared/audit.js';
import { DomainError, type DomainErrorCode } from '../../../src/core/shared/errors.js';
import { movieDraft } from '../../support/drafts.js';
import { MemoryCatalogueRepository } from '../../support/fakes/memory-catalogue-repository.js';
import { refusalCode } from '../refusal.js';
import { page } from './drafts.js';

const setUp = async () => {
  const repository = new MemoryCatalogueRepository<Movie>();
  const { id } = await repository.add(movieDraft());
  const acknowledged: string[] = [];
  const reads = {
    wait: async () => {},
    acknowledge: async (kind: string, of: number | undefined) => {
      acknowledged.push(`${kind}/${of}`);
      await reads.wait();
    },
  };
  return {
    id,
    repository,
    acknowledged,
    reads,
    movies: new AcknowledgedCatalogueRepository(movie, repository, reads),
  };
};

const refuseWith = (code: DomainErrorCode) => () => {
  throw new DomainError(code, 'No.');
};

describe('a write whose answer no later read is behind of', () => {
  it('add, change and remove: give what the repository gives, once it is acknowledged', async () => {
    const { repository, acknowledged, movies, id } = await setUp();
    const added = await movies.add(movieDraft({ title: 'Vagabond' }), theService);
    expect(added).to.deep.equal(await repository.find(added.id));
    const changed = await movies.change(id, (current) => ({ ...current, title: 'newer' }), theService);
    expect(changed).to.deep.equal(await repository.find(id));
    expect(await movies.remove(id, () => {}, theService)).to.equal(true);
    expect(acknowledged).to.deep.equal([`movies/${added.id}`, `movies/${id}`, `movies/${id}`]);
  });

  it('a refused one: passes the refusal on, acknowledged all the same', async () => {
    const { acknowledged, movies, id } = await setUp();
    const refuse = refuseWith('precondition-failed');
    expect(await refusalCode(() => movies.change(id, refuse, theService))).to.equal('precondition-failed');
    expect(await refusalCode(() => movies.remove(id, refuse, theService))).to.equal('precondition-failed');
    await movies.add(movieDraft({ imdbId: 'tt0000001' }), theService);
    const taken = movieDraft({ imdbId: 'tt0000001' });
    expect(await refusalCode(() => movies.add(taken, theService))).to.equal('imdb-id-taken');
    expect(acknowledged).to.deep.equal(['movies/1', 'movies/1', 'movies/2', 'movies/undefined']);
  });

  it('one that finds nothing: says so, acknowledged all the same', async () => {
    const { acknowledged, movies } = await setUp();
    expect(await movies.change(7, (current) => current, theService)).to.equal(undefined);
    expect(await movies.remove(7, () => {}, theService)).to.equal(false);
    expect(acknowledged).to.deep.equal(['movies/7', 'movies/7']);
  });

  for (const [what, fail] of [
    ['the database cannot be had', refuseWith('unavailable')],
    [
      'something is broken',
      () => {
        throw new TypeError('broken');
      },
    ],
  ] as const) {
    it(`one that fails because ${what}: tells nothing of the catalogue, and waits for nobody`, async () => {
      const { acknowledged, movies, id } = await setUp();
      const error = await movies.change(id, fail, theService).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Error);
      expect(acknowledged).to.be.empty;
    });
  }

  it('one that is not acknowledged yet: does not end', async () => {
    const { reads, movies, id } = await setUp();
    let release = () => {};
    reads.wait = () => new Promise<void>((resolve) => (release = resolve));
    let ended = 0;
    const end = () => {
      ended += 1;
    };
    const change = movies.change(id, (current) => current, theService).then(end);
    await new Promise(setImmediate);
    expect(ended).to.equal(0);
    release();
    await change;
    const refused = movies.change(id, refuseWith('validation-failed'), theService).catch(end);
    await new Promise(setImmediate);
    expect(ended).to.equal(1);
    release();
    await refused;
    expect(ended).to.equal(2);
  });

  it('find and list: are those of the repository', async () => {
    const { acknowledged, movies, repository, id } = await setUp();
    expect(await movies.find(id)).to.deep.equal(await repository.find(id));
    expect(await movies.list(page)).to.deep.equal(await repository.list(page));
    expect(await movies.search('x', 5)).to.deep.equal(await repository.search('x', 5));
    expect(acknowledged).to.be.empty;
  });
});
