import { expect } from 'chai';
import fc from 'fast-check';
import { runs } from '../../support/thorough.js';
import { type AgreedCache, bytes, fill, found, hit, leaseOf } from './agreed-cache.js';

/** Pairs of a key and its generations with unusual characters. */
const oddNames: readonly (readonly [string, readonly string[]])[] = [
  ['movies/1', ['movies/1']],
  ['a', ['b', 'a']],
  ['a:b', ['a', 'b:a']],
  ['list?q=; ,\n%é👩', ['with space', 'a;b', 'a,b', '']],
  ['numbers', ['10', '9']],
  ['constructor', ['__proto__', 'toString']],
];

/** The contract of Cache. The cache may be shared, so each test uses its own keys. */
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
    it('look up: with an empty cache: misses, and returns the generations in the lease', async () => {
      const lease = leaseOf(await opened().lookUp(`${prefix}key`, own('a', 'b')));
      expect([...lease.keys()]).to.have.members(own('a', 'b'));
      expect(new Set(lease.values()).has('')).to.equal(false);
    });

    it('look up: after any text was stored: returns it', async () => {
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
      it(`look up: under names such as ${JSON.stringify([key, ...generations])}: hits, until it is invalidated`, async () => {
        for (const generation of generations) {
          await opened().invalidate(generations);
          await fill(opened(), key, generations, `value of ${key}`);
          expect(await found(opened().lookUp(key, generations))).to.deep.equal(hit(`value of ${key}`));
          await opened().invalidate([generation]);
          expect(await outcome(key, generations)).to.equal('miss');
        }
      });
    }

    it('look up: with more generations than the value was stored under: misses', async () => {
      await fill(opened(), `${prefix}key`, own('a'), 'value');
      expect(await outcome(`${prefix}key`, own('a', 'b'))).to.equal('miss');
    });

    it('store: again under the same generations: replaces the value', async () => {
      const lease = leaseOf(await opened().lookUp(`${prefix}key`, own('a')));
      for (const value of ['first', 'second']) {
        await opened().store(`${prefix}key`, lease, bytes(value));
        expect(await found(opened().lookUp(`${prefix}key`, own('a')))).to.deep.equal(hit(value));
      }
    });

    it('store: by two readers that missed together: succeeds for both', async () => {
      const looks = await Promise.all([1, 2].map(() => opened().lookUp(`${prefix}key`, own('a'))));
      const [one, two] = looks.map(leaseOf);
      expect(one).to.deep.equal(two);
    });

    for (const [what, gone] of [
      ['its only generation', ['a']],
      ['one of two', ['b']],
      ['both', ['a', 'b']],
    ] as const) {
      it(`store: after ${what} was invalidated: stores nothing`, async () => {
        const generations = gone.length === 1 && gone[0] === 'a' ? own('a') : own('a', 'b');
        const lease = leaseOf(await opened().lookUp(`${prefix}key`, generations));
        await opened().invalidate(own(...gone));
        await opened().store(`${prefix}key`, lease, bytes('old'));
        expect(await outcome(`${prefix}key`, generations)).to.equal('miss');
        await opened().store(`${prefix}key`, lease, bytes('old, once more'));
        expect(await outcome(`${prefix}key`, generations)).to.equal('miss');
      });
    }

    it('store: after an invalidation and another lookup: accepts the new lease only', async () => {
      const old = leaseOf(await opened().lookUp(`${prefix}key`, own('a')));
      await opened().invalidate(own('a'));
      const fresh = leaseOf(await opened().lookUp(`${prefix}key`, own('a')));
      await opened().store(`${prefix}key`, fresh, bytes('new'));
      await opened().store(`${prefix}key`, old, bytes('old'));
      expect(await found(opened().lookUp(`${prefix}key`, own('a')))).to.deep.equal(hit('new'));
    });

    it('invalidate: a generation that two values share: removes both, and no other', async () => {
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

    it('invalidate: without generations, or with an unknown one: changes nothing', async () => {
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
