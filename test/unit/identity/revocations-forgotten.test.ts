import { expect } from 'chai';
import { asIssued, end, life, setUp, user } from './revoking.js';

describe('stored revocations:', () => {
  it('of sessions and users: are one each', () => {
    const { apply, revocations } = setUp();
    apply(end('a'), end('b'), end('a'), user({}, 1, '1'), user({}, 2, '2'), user({}, 3, '2'));
    expect(revocations.size).to.equal(4);
  });

  for (const change of [end('session-1'), user({ active: false })]) {
    it(`of ${change.kind}: count to the last millisecond of a life, and are removed with the next change after it`, () => {
      const { apply, judge, pass, revocations } = setUp();
      apply(change);
      pass(life * 1000 - 1);
      apply();
      expect([judge(), revocations.size]).to.deep.equal(['ended', 1]);
      pass(60_000);
      apply();
      expect([judge(), revocations.size]).to.deep.equal([asIssued, 0]);
    });

    it(`of ${change.kind}, applied again, as after a reconnect: count for a life from then on`, () => {
      const { apply, judge, pass } = setUp();
      apply(change);
      pass(life * 600);
      apply(change);
      pass(life * 1000 - 1);
      apply();
      expect(judge()).to.equal('ended');
    });
  }

  it('are removed from the millisecond on that ends the life, but at most once a minute', () => {
    const [exact, late] = [setUp(), setUp()];
    exact.apply(end('session-1'), user({}));
    exact.pass(life * 1000);
    exact.apply(end('session-2'));
    expect(exact.revocations.size).to.equal(1);
    late.apply(end('session-1'));
    late.pass(life * 1000 - 1);
    late.apply();
    for (const [time, size] of [
      [59_999, 1],
      [1, 0],
    ] as const) {
      late.pass(time);
      late.apply();
      expect(late.revocations.size).to.equal(size);
    }
  });

  it('of a user, when an older change is applied: are neither replaced nor kept longer', () => {
    const { apply, pass, revocations } = setUp();
    apply(user({ active: false }, 5));
    pass(life * 600);
    apply(user({}, 4));
    pass(life * 400);
    apply();
    expect(revocations.size).to.equal(0);
  });

  it('of a thousand over an hour: are never more than those of one token life', () => {
    const { apply, pass, revocations } = setUp();
    let maximum = 0;
    for (let i = 0; i < 1000; i += 1) {
      apply(end(`session-${i}`), user({}, i, `${i}`));
      pass(3600);
      maximum = Math.max(maximum, revocations.size);
    }
    expect(maximum).to.be.within(2 * 266, 2 * 286);
  });
});
