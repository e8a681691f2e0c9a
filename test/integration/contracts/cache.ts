import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Cache,
  type CacheAgreement,
  type CacheLease,
  type CacheLookup,
  unshared,
} from '../../../src/core/shared/cache.js';
import { runs } from '../../support/thorough.js';

/** Pairs of a value's name and its generations, which may look like anything. */
const oddNames: readonly (readonly [string, readonly string[]])[] = [
  ['movies/1', ['movies/1']],
  ['a', ['b', 'a']],
  ['a:b', ['a', 'b:a']],
  ['list?q=; ,\n%é👩', ['with space', 'a;b', 'a,b', '']],
  ['numbers', ['10', '9']],
  ['constructor', ['__proto__', 'toString']],
];

/** A cache as it is used by an instance on its own, for which whatever server it is connected to is in force. */
export interface AgreedCache {
  lookUp(key: string, generations: readonly string[]): Promise<CacheLookup>;
  store(key: string, lease: CacheLease, value: Uint8Array): Promise<void>;
  invalidate(generations: readonly string[]): Promise<void>;
  available(): Promise<boolean>;
}

/** @param epoch the same for all that share what they keep */
export const agreed = (cache: Cache, epoch = 'epoch'): AgreedCache => {
  let agreement: CacheAgreement = { ...unshared, epoch };
  const invalidate = async (generations: readonly string[]) => {
    const proposal = await cache.invalidate(agreement, generations);
    if (proposal === undefined) return;
    agreement = { server: proposal, epoch };
    await cache.invalidate(agreement, generations);
  };
  return {
    lookUp: (...question) => cache.lookUp(agreement, ...question),
    store: (...value) => cache.store(agreement, ...value),
    invalidate,
    available: () =>
      invalidate([]).then(
        () => cache.available(),
        () => false,
      ),
  };
};

export const leaseOf = (look: CacheLookup): CacheLease => {
  if (look.outcome !== 'miss') throw new Error(`a miss was expected, not a ${look.outcome}`);
  return look.lease;
};

/** The same cache, asked again while it is late, as it may be on a busy machine. */
export const patient = (cache: AgreedCache): AgreedCache => {
  const again = async <T>(ask: () => Promise<T>, isGood: (answer: T) => boolean) => {
    let answer = await ask();
    for (let i = 0; i < 400 && !isGood(answer); i += 1) {
      await sleep(25);
      answer = await ask();
    }
    return answer;
  };
  const told = (generations: readonly string[]) =>
    cache.invalidate(generations).then(
      () => true,
      () => false,
    );
  return {
    lookUp: (...question) =>
      again(
        () => cache.lookUp(...question),
        ({ outcome }) => outcome !== 'bypass',
      ),
    store: (...value) => cache.store(...value),
    invalidate: async (generations) => {
      if (!(await again(() => told(generations), Boolean))) throw new Error('the cache could not be told');
    },
    available: () => again(() => cache.available(), Boolean),
  };
};

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a look found, its value as any other bytes. */
export const found = async (look: Promise<CacheLookup>) => {
  const result = await look;
  return result.outcome === 'hit' ? { ...result, value: new Uint8Array(result.value) } : result;
};

/** Reads through the cache as a repository does that finds `value`. */
export const fill = async (cache: AgreedCache, key: string, generations: readonly string[], value: string) =>
  cache.store(key, leaseOf(await cache.lookUp(key, generations)), bytes(value));

export const hit = (value: string) => ({ outcome: 'hit', value: bytes(value) });

/** What every Cache promises. The cache may be shared: each test has names of its own. */
export const cacheContract = (name: string, opened: () => AgreedCache) => {
  let serial = 0;
  let prefix: string;
  beforeEach(() => {
    serial += 1;
    prefix = `${name} ${serial} `;
  });
  const own = (...names: readonly string[]) => names.map((each) => prefix + each);
  const outcome = async (key: string, generations: readonly string[]) =>
    (await opened().lookUp(key, generations)).outcome;

  describe(`a cache in ${name}`, () => {
    it('look: before anything was kept: misses, with the generations asked for', async () => {
      const lease = leaseOf(await opened().lookUp(`${prefix}key`, own('a', 'b')));
      expect([...lease.keys()]).to.have.members(own('a', 'b'));
      expect(new Set(lease.values()).has('')).to.equal(false);
    });

    it('look: after any text was stored: returns it', async () => {
      const text = fc.string({ unit: 'binary', maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          await opened().invalidate(own('any'));
          await fill(opened(), `${prefix}key`, own('any'), value);
          expect(await found(opened().lookUp(`${prefix}key`, own('any')))).to.deep.equal(hit(value));
        }),
        { numRuns: runs(15), examples: [[''], ['a\0b'], ['é'.repeat(512 * 1024)]] },
      );
    });

    for (const [key, generations] of oddNames) {
      it(`look: under names such as ${JSON.stringify([key, ...generations])}: hits, until it is invalidated`, async () => {
        for (const generation of generations) {
          await opened().invalidate(generations);
          await fill(opened(), key, generations, `value of ${key}`);
          expect(await found(opened().lookUp(key, generations))).to.deep.equal(hit(`value of ${key}`));
          await opened().invalidate([generation]);
          expect(await outcome(key, generations)).to.equal('miss');
        }
      });
    }

    it('look: for a reader who depends on more than was vouched for: misses', async () => {
      await fill(opened(), `${prefix}key`, own('a'), 'value');
      expect(await outcome(`${prefix}key`, own('a', 'b'))).to.equal('miss');
    });

    it('keep: again under the same generations: replaces the value', async () => {
      const lease = leaseOf(await opened().lookUp(`${prefix}key`, own('a')));
      for (const value of ['first', 'second']) {
        await opened().store(`${prefix}key`, lease, bytes(value));
        expect(await found(opened().lookUp(`${prefix}key`, own('a')))).to.deep.equal(hit(value));
      }
    });

    it('keep: by two readers who missed together: is done by both', async () => {
      const looks = await Promise.all([1, 2].map(() => opened().lookUp(`${prefix}key`, own('a'))));
      const [one, two] = looks.map(leaseOf);
      expect(one).to.deep.equal(two);
    });

    for (const [what, gone] of [
      ['its only generation', ['a']],
      ['one of two', ['b']],
      ['both', ['a', 'b']],
    ] as const) {
      it(`keep: after ${what} was invalidated: keeps nothing`, async () => {
        const generations = gone.length === 1 && gone[0] === 'a' ? own('a') : own('a', 'b');
        const lease = leaseOf(await opened().lookUp(`${prefix}key`, generations));
        await opened().invalidate(own(...gone));
        await opened().store(`${prefix}key`, lease, bytes('old'));
        expect(await outcome(`${prefix}key`, generations)).to.equal('miss');
        await opened().store(`${prefix}key`, lease, bytes('old, once more'));
        expect(await outcome(`${prefix}key`, generations)).to.equal('miss');
      });
    }

    it('keep: after an invalidation and another look: takes the new lease only', async () => {
      const old = leaseOf(await opened().lookUp(`${prefix}key`, own('a')));
      await opened().invalidate(own('a'));
      const fresh = leaseOf(await opened().lookUp(`${prefix}key`, own('a')));
      await opened().store(`${prefix}key`, fresh, bytes('new'));
      await opened().store(`${prefix}key`, old, bytes('old'));
      expect(await found(opened().lookUp(`${prefix}key`, own('a')))).to.deep.equal(hit('new'));
    });

    it('invalidate: a generation that two values share: forgets both, and no third', async () => {
      const [shared, one, two, other] = own('shared', 'one', 'two', 'other') as [
        string,
        string,
        string,
        string,
      ];
      const values = [
        [`${prefix}1`, [one, shared]],
        [`${prefix}2`, [two, shared]],
        [`${prefix}3`, [other]],
      ] as const;
      for (const [key, generations] of values) await fill(opened(), key, generations, key);
      await opened().invalidate([shared]);
      const outcomes = await Promise.all(values.map(([key, generations]) => outcome(key, generations)));
      expect(outcomes).to.deep.equal(['miss', 'miss', 'hit']);
    });

    it('invalidate: nothing, or what nobody knows: changes nothing', async () => {
      await fill(opened(), `${prefix}key`, own('a'), 'value');
      await opened().invalidate(own('unknown'));
      await opened().invalidate([]);
      expect(await outcome(`${prefix}key`, own('a'))).to.equal('hit');
    });

    it('available: of a cache that works: is true', async () => {
      expect(await opened().available()).to.equal(true);
    });
  });
};
