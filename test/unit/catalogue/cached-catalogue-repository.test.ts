import { expect } from 'chai';
import { MemoryCache } from '../../../src/adapters/memory/memory-cache.js';
import { CachedCatalogueRepository } from '../../../src/core/catalogue/cached-catalogue-repository.js';
import { type Movie, movie } from '../../../src/core/catalogue/movie.js';
import { theService } from '../../../src/core/shared/audit.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { movieDraft } from '../../support/drafts.js';
import { FakeCache } from '../../support/fakes/fake-cache.js';
import { MemoryCatalogueRepository } from '../../support/fakes/memory-catalogue-repository.js';
import { refusalCode } from '../refusal.js';
import { page } from './drafts.js';

/** Counts reads, and lets a test do something between a read and its being told. */
class WatchedRepository extends MemoryCatalogueRepository<Movie> {
  reads = 0;
  afterRead = async () => {};

  override async find(id: number) {
    this.reads += 1;
    const item = await super.find(id);
    await this.afterRead();
    return item;
  }
}

const setUp = async <C extends MemoryCache | FakeCache>(cache: C) => {
  const repository = new WatchedRepository();
  const { id } = await repository.add(movieDraft());
  return { repository, cache, id, cached: new CachedCatalogueRepository(movie, repository, cache) };
};

const refuse = () => {
  throw new DomainError('precondition-failed', 'It was changed in the meantime.');
};

describe('read an item through a cache', () => {
  it('the second time: the same item, and the repository is not asked', async () => {
    const { repository, cached, id } = await setUp(new MemoryCache(60));
    const first = await cached.find(id);
    expect(await cached.find(id)).to.deep.equal(first);
    expect(first).to.deep.equal(await repository.find(id));
    expect(repository.reads).to.equal(2);
  });

  it('with an item that is not there: says so, and keeps nothing', async () => {
    const { repository, cache, cached } = await setUp(new FakeCache());
    expect(await cached.find(7)).to.equal(undefined);
    expect(cache.kept).to.be.empty;
    expect(repository.reads).to.equal(1);
  });

  it('with a cache that cannot be asked: reads the repository, and keeps nothing', async () => {
    const { cache, cached, id } = await setUp(new FakeCache());
    cache.look = async () => ({ outcome: 'bypass' });
    expect(await cached.find(id)).to.include({ id });
    expect(cache.kept).to.be.empty;
  });

  it('with a miss: keeps the item under the ticket of the miss', async () => {
    const { repository, cache, cached, id } = await setUp(new FakeCache());
    const ticket = { 'movies/1': 'generation', movies: 'another' };
    const asked: unknown[] = [];
    cache.look = async (...look: unknown[]) => {
      asked.push(look);
      return { outcome: 'miss', ticket };
    };
    await cached.find(id);
    expect(asked).to.deep.equal([['movies/1', ['movies/1', 'movies']]]);
    const value = JSON.stringify(await repository.find(id));
    expect(cache.kept).to.deep.equal([{ key: 'movies/1', ticket, value }]);
  });

  it('with all of its kind forgotten: reads the repository again', async () => {
    const { repository, cache, cached, id } = await setUp(new MemoryCache(60));
    await cached.find(id);
    await cache.invalidate(['series', 'authors']);
    await cached.find(id);
    expect(repository.reads).to.equal(1);
    await cache.invalidate(['movies']);
    await cached.find(id);
    expect(repository.reads).to.equal(2);
  });

  it('overtaken by a write: does not put the old state back', async () => {
    const { repository, cached, id } = await setUp(new MemoryCache(60));
    repository.afterRead = async () => {
      repository.afterRead = async () => {};
      await cached.change(id, (current) => ({ ...current, title: 'newer' }), theService);
    };
    expect(await cached.find(id)).to.include({ title: 'Cléo from 5 to 7', version: 1 });
    expect(await cached.find(id)).to.include({ title: 'newer', version: 2 });
  });

  it('overtaken by a removal: does not bring the item back', async () => {
    const { repository, cached, id } = await setUp(new MemoryCache(60));
    repository.afterRead = async () => {
      repository.afterRead = async () => {};
      await cached.remove(id, () => {}, theService);
    };
    await cached.find(id);
    expect(await cached.find(id)).to.equal(undefined);
  });
});

describe('write an item through a cache', () => {
  it('change: the next read sees it', async () => {
    const { cached, id } = await setUp(new MemoryCache(60));
    await cached.find(id);
    const changed = await cached.change(id, (current) => ({ ...current, title: 'newer' }), theService);
    expect(await cached.find(id)).to.deep.equal(changed);
  });

  it('remove: the next read sees it', async () => {
    const { cached, id } = await setUp(new MemoryCache(60));
    await cached.find(id);
    expect(await cached.remove(id, () => {}, theService)).to.equal(true);
    expect(await cached.find(id)).to.equal(undefined);
  });

  it('a refused one: passes the refusal on, and invalidates all the same', async () => {
    const { cache, cached, id } = await setUp(new FakeCache());
    expect(await refusalCode(() => cached.change(id, refuse, theService))).to.equal('precondition-failed');
    expect(await refusalCode(() => cached.remove(id, refuse, theService))).to.equal('precondition-failed');
    expect(cache.invalidated).to.deep.equal(['movies/1', 'movies/1']);
  });

  it('one that finds nothing: says so, and invalidates all the same', async () => {
    const { cache, cached } = await setUp(new FakeCache());
    expect(await cached.change(7, (current) => current, theService)).to.equal(undefined);
    expect(await cached.remove(7, () => {}, theService)).to.equal(false);
    expect(cache.invalidated).to.deep.equal(['movies/7', 'movies/7']);
  });

  it('with a cache that is still being told: is not acknowledged before', async () => {
    const { cache, cached, id } = await setUp(new FakeCache());
    let told = () => {};
    cache.telling = () => new Promise((resolve) => (told = resolve));
    let acknowledged = false;
    const change = cached
      .change(id, (current) => current, theService)
      .then(() => {
        acknowledged = true;
      });
    await new Promise(setImmediate);
    expect({ invalidated: cache.invalidated, acknowledged }).to.deep.equal({
      invalidated: ['movies/1'],
      acknowledged: false,
    });
    told();
    await change;
    expect(acknowledged).to.equal(true);
  });

  it('with a cache that cannot be told: the writer learns it', async () => {
    const { cache, cached, id } = await setUp(new FakeCache());
    cache.telling = async () => {
      throw new DomainError('unavailable', 'The cache cannot be told.');
    };
    expect(await refusalCode(() => cached.change(id, (current) => current, theService))).to.equal(
      'unavailable',
    );
    expect(await refusalCode(() => cached.remove(id, () => {}, theService))).to.equal('unavailable');
  });
});

describe('list and add through a cache', () => {
  it('as they are: go to the repository, and the cache hears nothing', async () => {
    const { cache, cached } = await setUp(new FakeCache());
    const added = await cached.add(movieDraft({ title: 'Vagabond' }), theService);
    expect((await cached.list(page)).items.at(-1)).to.deep.equal(added);
    expect((await cached.list(page, { authorId: 7 })).items).to.be.empty;
    expect({ kept: cache.kept, invalidated: cache.invalidated }).to.deep.equal({ kept: [], invalidated: [] });
  });
});
