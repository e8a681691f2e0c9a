import { expect } from 'chai';
import { planFaults } from '../../../scripts/history/fault-plan.js';
import { faults } from '../../../scripts/history/faults.js';
import { Random } from '../../../scripts/history/random.js';

describe('a plan of faults:', () => {
  const planned = (seed: number, seconds: number) =>
    planFaults(faults, new Random(seed), { instances: 3, milliseconds: seconds * 1000 });

  it('from one seed, twice: is the same; from another, another', () => {
    expect(planned(7, 60)).to.deep.equal(planned(7, 60));
    expect(planned(7, 60)).to.not.deep.equal(planned(8, 60));
  });

  it('of ten minutes: has every kind several times, and many that overlap', () => {
    const plan = planned(1, 600);
    for (const kind of Object.keys(faults))
      expect(plan.filter((fault) => fault.kind === kind).length, kind).to.be.at.least(4);
    const overlaps = plan.filter((fault, i) => {
      const before = plan[i - 1];
      return before && fault.at < before.at + before.lasts;
    });
    expect(overlaps.length).to.be.greaterThan(20);
  });

  it('from a hundred seeds: never does two things to the same at once, and leaves calm times', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const plan = planned(seed, 120);
      let [calm, end] = [0, 0];
      for (const [i, { at, lasts, takes }] of plan.entries()) {
        calm += Math.max(0, at - end);
        end = Math.max(end, at + lasts);
        const same = plan.slice(0, i).filter((one) => one.takes.some((resource) => takes.includes(resource)));
        for (const one of same) expect(one.at + one.lasts).to.be.at.most(at);
      }
      expect(calm / 120_000).to.be.within(0.4, 0.7);
    }
  });
});

describe('numbers from a seed:', () => {
  it('of a fork: do not depend on how often the other was asked', () => {
    const [one, other] = [new Random(5), new Random(5)];
    one.next();
    expect(one.fork('a').next()).to.equal(other.fork('a').next());
    expect(one.fork('a').next()).to.not.equal(other.fork('b').next());
  });

  it('between bounds, a thousand times: reach both and nothing else', () => {
    const random = new Random(1);
    const drawn = new Set(Array.from({ length: 1000 }, () => random.between(3, 6)));
    expect([...drawn].sort()).to.deep.equal([3, 4, 5, 6]);
  });

  it('by weight: come about as often as that says', () => {
    const random = new Random(2);
    const names = Array.from({ length: 1000 }, () => random.weighted({ often: 9, seldom: 1, never: 0 }));
    expect(names.filter((name) => name === 'seldom').length).to.be.within(60, 140);
    expect(names).to.not.include('never');
  });
});
