import { expect } from 'chai';
import { KnownKeys } from '../../../src/core/identity/known-keys.js';
import { facts } from './key-facts.js';

const noon = new Date('2026-12-01T12:00:00.000Z');
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

const ofService = facts({ userId: null, serviceAccountId: 7 });

const change = (kind: string, id: string | null) => ({ seq: 1, kind, id, facts: null });

describe('known keys:', () => {
  const setUp = (max?: number) => {
    const known = new KnownKeys(max);
    const store = (id: string, one = facts(), epoch = known.epoch) => known.store(id, one, epoch, noon);
    const isKnown = (id: string, now = noon) => known.find(id, now) !== undefined;
    return { known, store, isKnown };
  };

  it('a stored one: is found for 15 minutes by the clock, also if that was set back', () => {
    const { known, store, isKnown } = setUp();
    store('1');
    expect(known.find('1', noon)).to.deep.equal(facts());
    expect([later(15), later(16), later(-15), later(-16)].map((now) => isKnown('1', now))).to.deep.equal([
      true,
      false,
      true,
      false,
    ]);
    expect(known.lastKnown('1')).to.deep.equal(facts());
    expect([isKnown('2'), known.lastKnown('2')]).to.deep.equal([false, undefined]);
  });

  for (const [what, changed, left] of [
    ['a key', change('api_keys', '1'), ['2', '3']],
    ['a user', change('users', '7'), ['2', '3']],
    ['a service account', change('service_accounts', '7'), ['1', '3']],
    ['many keys', change('api_keys', null), []],
    ['many users', change('users', null), []],
    ['many service accounts', change('service_accounts', null), []],
  ] as const)
    it(`a change of ${what}: makes its keys unknown, and nothing that was requested before is stored`, () => {
      const { known, store, isKnown } = setUp();
      store('1');
      store('2', ofService);
      store('3', facts({ userId: 8 }));
      const { epoch } = known;
      known.apply([changed]);
      expect(['1', '2', '3'].filter((id) => isKnown(id))).to.deep.equal(left);
      expect(['1', '2', '3'].filter((id) => known.lastKnown(id) !== undefined)).to.have.length(3);
      store('1');
      expect(isKnown('1')).to.equal(true);
      store('4', facts(), epoch);
      expect(isKnown('4')).to.equal(false);
      store('4');
      expect(isKnown('4')).to.equal(true);
    });

  it('a change of anything else: changes nothing', () => {
    const { known, store, isKnown } = setUp();
    store('1');
    const { epoch } = known;
    known.apply([change('movies', null), change('sessions', '1')]);
    expect([known.epoch, isKnown('1')]).to.deep.equal([epoch, true]);
  });

  it('more than the maximum: drops the one that was not used for longest', () => {
    const { known, store, isKnown } = setUp(2);
    store('1');
    store('2');
    isKnown('1', new Date(noon.getTime() + 1_000));
    store('3');
    expect([isKnown('2'), isKnown('1'), isKnown('3'), known.size]).to.deep.equal([false, true, true, 2]);
    store('1');
    store('4');
    expect([isKnown('3'), isKnown('1'), isKnown('4'), known.size]).to.deep.equal([false, true, true, 2]);
  });

  it('by default: keeps ten thousand', () => {
    const { known, store, isKnown } = setUp();
    for (let id = 0; id <= 10_000; id += 1) store(`${id}`);
    expect([known.size, isKnown('0'), isKnown('1')]).to.deep.equal([10_000, false, true]);
  });
});
